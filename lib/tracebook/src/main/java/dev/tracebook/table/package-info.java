/** From bytes that the kernel wrote to Tablesaw tables and histograms. */
@NullMarked
package dev.tracebook.table;

import org.jspecify.annotations.NullMarked;
