package dev.tracebook.headers;

import java.nio.file.Path;
import java.util.List;

/**
 * Headers ready for one compile.
 *
 * @param source where the types come from: {@code btf}, {@code installed}, {@code kheaders} or a
 *     path
 * @param tree the header tree, for {@code BCC_KERNEL_SOURCE}
 * @param cflags what to add to the compiler's flags
 */
public record Prepared(String source, Path tree, List<String> cflags) {}
