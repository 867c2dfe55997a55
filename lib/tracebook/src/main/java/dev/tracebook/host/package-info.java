/** What this host offers: binaries and their symbols, tracepoints, processes, kernel features. */
@NullMarked
package dev.tracebook.host;

import org.jspecify.annotations.NullMarked;
