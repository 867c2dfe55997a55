/** Text to tree: lexer and parser of the bpftrace language. */
@NullMarked
package dev.tracebook.lang.parse;

import org.jspecify.annotations.NullMarked;
