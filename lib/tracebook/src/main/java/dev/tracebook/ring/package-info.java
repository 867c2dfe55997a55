/** Reading the kernel's ring buffers off-heap, a batch of records at a time. */
@NullMarked
package dev.tracebook.ring;

import org.jspecify.annotations.NullMarked;
