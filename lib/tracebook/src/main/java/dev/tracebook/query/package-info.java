/**
 * Queries: what is asked of probes, built verb by verb, with expressions in the bpftrace language.
 */
@NullMarked
package dev.tracebook.query;

import org.jspecify.annotations.NullMarked;
