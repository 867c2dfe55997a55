/**
 * Scripts in the bpftrace language: compiled to BCC C, answered with text, tables and histograms.
 */
@NullMarked
package dev.tracebook.lang;

import org.jspecify.annotations.NullMarked;
