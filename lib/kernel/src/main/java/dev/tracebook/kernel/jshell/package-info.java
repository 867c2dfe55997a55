/** JShell as a notebook needs it: cells, interrupts, redefinition, completion, documentation. */
@NullMarked
package dev.tracebook.kernel.jshell;

import org.jspecify.annotations.NullMarked;
