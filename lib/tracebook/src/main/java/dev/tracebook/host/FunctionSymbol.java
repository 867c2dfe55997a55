package dev.tracebook.host;

/**
 * A function in a binary.
 *
 * @param name its name in the symbol table, mangled where the language mangles
 * @param demangled the readable name, such as {@code dispatch_command(THD*, char*)}; the same as
 *     {@code name} where it is not mangled
 * @param address its virtual address in the file
 * @param sizeBytes its length in bytes; 0 where the table does not say
 * @param fileOffset where its first instruction stands in the file, as a uprobe wants it
 * @param local true if other files cannot see it (static)
 * @param indirect true if it only picks one of several implementations when the program is loaded
 *     (IFUNC, such as libc's strlen): a probe on it sees that one call, not those of the function
 */
public record FunctionSymbol(
    String name,
    String demangled,
    long address,
    long sizeBytes,
    long fileOffset,
    boolean local,
    boolean indirect) {}
