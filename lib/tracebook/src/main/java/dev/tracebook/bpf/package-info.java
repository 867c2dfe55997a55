/** BCC programs in the kernel: compiling, loading, attaching, maps and events. */
@NullMarked
package dev.tracebook.bpf;

import org.jspecify.annotations.NullMarked;
