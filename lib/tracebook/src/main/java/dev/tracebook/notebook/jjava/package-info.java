/**
 * JJava's extension point. Its classes are there only inside such a kernel: nothing else may refer
 * to this package.
 */
@NullMarked
package dev.tracebook.notebook.jjava;

import org.jspecify.annotations.NullMarked;
