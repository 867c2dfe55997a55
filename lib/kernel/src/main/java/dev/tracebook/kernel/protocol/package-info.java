/** Jupyter's messages: sockets, output streams, input, history, and the death of the parent. */
@NullMarked
package dev.tracebook.kernel.protocol;

import org.jspecify.annotations.NullMarked;
