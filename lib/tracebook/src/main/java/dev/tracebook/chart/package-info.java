/** XChart charts in one look that reads well in light and in dark notebooks. */
@NullMarked
package dev.tracebook.chart;

import org.jspecify.annotations.NullMarked;
