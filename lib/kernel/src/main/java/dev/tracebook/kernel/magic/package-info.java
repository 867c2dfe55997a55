/** Magics: lines that begin with % and cells that begin with %%, one small class each. */
@NullMarked
package dev.tracebook.kernel.magic;

import org.jspecify.annotations.NullMarked;
