/** What can be written at a place of a script or a query, for completion in notebooks. */
@NullMarked
package dev.tracebook.lang.complete;

import org.jspecify.annotations.NullMarked;
