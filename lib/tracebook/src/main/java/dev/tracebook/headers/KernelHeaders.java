package dev.tracebook.headers;

import dev.tracebook.error.HeadersException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Gives BCC the kernel types that a program needs, on machines without kernel headers.
 *
 * <p>Example: {@code var headers = KernelHeaders.prepare(text, HeadersMode.of("auto"));} then set
 * {@code BCC_KERNEL_SOURCE} to {@code headers.tree()} and add {@code headers.cflags()}.
 */
public final class KernelHeaders {

  private KernelHeaders() {}

  /**
   * Prepares the first choice of a mode.
   *
   * @param programText the program's C text
   * @param mode where types may come from
   * @return what to compile with
   */
  public static Prepared prepare(String programText, HeadersMode mode) {
    return candidates(programText, mode).get(0).get();
  }

  /**
   * All choices of a mode in order. A compile error with one is a reason to try the next; if all
   * fail, the first one's errors are the ones to report.
   *
   * @param programText the program's C text
   * @param mode where types may come from
   * @return at least one choice, prepared when it is asked for
   */
  public static List<Supplier<Prepared>> candidates(String programText, HeadersMode mode) {
    List<Supplier<Prepared>> out = new ArrayList<>();
    switch (mode.kind()) {
      case BTF -> btf(programText, out);
      case INSTALLED -> Installed.add(out);
      case KHEADERS -> Installed.addKheaders(out);
      case PATH -> {
        Path path = mode.path();
        if (path == null || !Files.isDirectory(path)) {
          throw new HeadersException(
              "No kernel headers at " + path, "not a folder", "headers=auto", "doctor()");
        }
        out.add(() -> new Prepared(path.toString(), path, List.of()));
      }
      case AUTO -> {
        btf(programText, out);
        Installed.add(out);
        Installed.addKheaders(out);
      }
    }
    if (out.isEmpty()) {
      throw new HeadersException(
          "No kernel types for this program (headers=" + mode.kind() + ")",
          "kernel " + HeaderTree.release() + " has no BTF or headers that this mode can use",
          "install linux-headers-" + HeaderTree.release() + ", or use a kernel with BTF",
          "doctor()");
    }
    return out;
  }

  private static void btf(String text, List<Supplier<Prepared>> out) {
    if (Btf.available()) {
      out.add(() -> generate("btf", text, false));
      out.add(() -> generate("btf, all types", text, true));
    }
  }

  private static Prepared generate(String source, String text, boolean everything) {
    HeaderTree tree = HeaderTree.open();
    ProgramText program = new ProgramText(text);
    program.expand(Resources.text("macros.h"));
    program.includes().forEach(tree::include);
    Btf btf = Btf.running();
    String types = everything ? PrunedTypes.all(btf, program) : PrunedTypes.of(btf, program);
    Path file = tree.types(types);
    return new Prepared(
        source,
        tree.root(),
        List.of("-DTB_VMLINUX=\"" + file + "\"", "-Werror=implicit-function-declaration"));
  }
}
