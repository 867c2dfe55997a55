package dev.tracebook.headers;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Headers ready for one compile.
 *
 * @param source where the types come from: {@code btf}, {@code btf, all types}, {@code installed},
 *     {@code kheaders} or a path
 * @param tree the header tree, for {@code BCC_KERNEL_SOURCE}; null where that must not be set,
 *     because BCC finds the tree itself
 * @param cflags what to add to the compiler's flags
 */
public record Prepared(String source, @Nullable Path tree, List<String> cflags) {}
