/** Checked tree to C text for BCC. */
@NullMarked
package dev.tracebook.lang.gen;

import org.jspecify.annotations.NullMarked;
