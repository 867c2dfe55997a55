/** Ask the Linux kernel a question in a notebook cell; get a table and a chart. */
@NullMarked
package dev.tracebook;

import org.jspecify.annotations.NullMarked;
