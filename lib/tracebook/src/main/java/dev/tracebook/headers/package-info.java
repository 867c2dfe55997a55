/**
 * Kernel types for BCC programs, made from the running kernel's BTF, so that no kernel headers are
 * needed.
 */
@NullMarked
package dev.tracebook.headers;

import org.jspecify.annotations.NullMarked;
