/** The Java kernel for Jupyter: JShell with Tracebook's imports and display. */
@NullMarked
package dev.tracebook.kernel;

import org.jspecify.annotations.NullMarked;
