/** Speed and memory beside BCC Python, measured in the same run. */
@NullMarked
package dev.tracebook.bench;

import org.jspecify.annotations.NullMarked;
