/** What expressions of a script mean: types, builtins, functions, probes. */
@NullMarked
package dev.tracebook.lang.type;

import org.jspecify.annotations.NullMarked;
