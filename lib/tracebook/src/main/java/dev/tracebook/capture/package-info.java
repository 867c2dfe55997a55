/**
 * What came back from the kernel: events with what was lost, for how long, and from which probes.
 */
@NullMarked
package dev.tracebook.capture;

import org.jspecify.annotations.NullMarked;
