/** The tree that a script is parsed into, with the place of each node in the text. */
@NullMarked
package dev.tracebook.lang.tree;

import org.jspecify.annotations.NullMarked;
