/** The native side: libbcc, libc and bpf(2); the only package that sees JNA. */
@NullMarked
package dev.tracebook.sys;

import org.jspecify.annotations.NullMarked;
