/** How results look in a notebook, whichever Java kernel shows them. */
@NullMarked
package dev.tracebook.notebook;

import org.jspecify.annotations.NullMarked;
