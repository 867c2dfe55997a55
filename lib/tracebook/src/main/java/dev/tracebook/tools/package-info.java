/** The catalogue: ready-made questions to the kernel, named and optioned as BCC names them. */
@NullMarked
package dev.tracebook.tools;

import org.jspecify.annotations.NullMarked;
