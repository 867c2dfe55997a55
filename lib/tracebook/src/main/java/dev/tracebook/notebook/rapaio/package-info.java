/**
 * The display provider of rapaio-jupyter-kernel. Its classes are there only inside that kernel:
 * nothing else may refer to this package.
 */
@NullMarked
package dev.tracebook.notebook.rapaio;

import org.jspecify.annotations.NullMarked;
