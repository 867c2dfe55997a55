/** A loaded script: its events in order, its maps as tables and as bpftrace prints them. */
@NullMarked
package dev.tracebook.lang.run;

import org.jspecify.annotations.NullMarked;
