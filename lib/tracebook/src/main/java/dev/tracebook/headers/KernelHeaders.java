package dev.tracebook.headers;

import dev.tracebook.error.HeadersException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives BCC the kernel types that a program needs, on machines without kernel headers.
 *
 * <p>Example: {@code var headers = KernelHeaders.candidates(text, List.of(),
 * HeadersMode.of("auto")).get(0).get();} then set {@code BCC_KERNEL_SOURCE} to {@code
 * headers.tree()} and add {@code headers.cflags()}.
 */
public final class KernelHeaders {

  private KernelHeaders() {}

  /**
   * All choices of a mode in order: for {@code auto} the types that the program reaches, all types,
   * installed headers, headers inside the kernel. A compile error with one is a reason to try the
   * next; if all fail, the first one's errors are the ones to report.
   *
   * @param programText the program's C text
   * @param cflags the user's flags for the compiler; what {@code -D} defines is looked at
   * @param mode where types may come from
   * @return at least one choice, prepared when it is asked for
   * @throws HeadersException where this machine has nothing that the mode allows
   */
  public static List<Supplier<Prepared>> candidates(
      String programText, List<String> cflags, HeadersMode mode) {
    return candidates(programText, cflags, mode, KernelBtf.running(), new Installed());
  }

  /**
   * Explains why a program did not compile where that is about names: what the running kernel has
   * instead.
   *
   * @param messages the compiler's messages
   * @return a line a name with the nearest alternatives; empty where no message is about a name, or
   *     the kernel has no BTF
   */
  public static String explain(List<String> messages) {
    KernelBtf btf = KernelBtf.running();
    return btf.available() ? new UnknownNames(btf.types()).explain(messages) : "";
  }

  /**
   * The user's folder of generated headers.
   *
   * @return {@code $XDG_CACHE_HOME/tracebook/headers}
   */
  public static Path cacheFolder() {
    return HeaderTree.cache();
  }

  /**
   * What the types of a mode depend on, where they come from the running kernel's BTF.
   *
   * @param mode where types may come from
   * @return a text that changes with the kernel and with what is generated from it; empty for other
   *     headers, whose files may change at any time
   */
  public static Optional<String> identity(HeadersMode mode) {
    KernelBtf btf = KernelBtf.running();
    boolean isGenerated =
        mode.kind() == HeadersMode.Kind.AUTO || mode.kind() == HeadersMode.Kind.BTF;
    return isGenerated && btf.available()
        ? Optional.of(HeaderTree.identity() + " " + btf.identity())
        : Optional.empty();
  }

  static List<Supplier<Prepared>> candidates(
      String text, List<String> cflags, HeadersMode mode, KernelBtf btf, Installed installed) {
    return switch (mode.kind()) {
      case BTF -> {
        requireBtf(btf);
        yield generated(text, cflags, btf);
      }
      case INSTALLED -> List.of(just(installed.distribution()));
      case KHEADERS -> List.of(installed.insideKernel(HeaderTree.cache()));
      case PATH -> List.of(just(installed.at(Objects.requireNonNull(mode.path()))));
      case AUTO -> auto(text, cflags, btf, installed);
    };
  }

  private static Supplier<Prepared> just(Prepared prepared) {
    return () -> prepared;
  }

  private static List<Supplier<Prepared>> auto(
      String text, List<String> cflags, KernelBtf btf, Installed installed) {
    List<Supplier<Prepared>> out = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    if (btf.available()) {
      out.addAll(generated(text, cflags, btf));
    } else {
      reasons.add("the running kernel has no BTF (/sys/kernel/btf/vmlinux)");
    }
    List<Supplier<Supplier<Prepared>>> others =
        List.of(
            () -> just(installed.distribution()), () -> installed.insideKernel(HeaderTree.cache()));
    for (Supplier<Supplier<Prepared>> other : others) {
      try {
        out.add(other.get());
      } catch (HeadersException e) {
        reasons.add(e.what() + ": " + e.why());
      }
    }
    if (out.isEmpty()) {
      throw new HeadersException(
          "no kernel types for this program (headers=auto)",
          String.join("\n", reasons),
          "use a kernel with CONFIG_DEBUG_INFO_BTF, or install linux-headers-"
              + HeaderTree.release(),
          "doctor()");
    }
    return out;
  }

  private static void requireBtf(KernelBtf btf) {
    if (!btf.available()) {
      throw new HeadersException(
          "no kernel types for this program (headers=btf)",
          "the running kernel " + HeaderTree.release() + " has no BTF (/sys/kernel/btf/vmlinux)",
          "use a kernel with CONFIG_DEBUG_INFO_BTF, or load with headers=auto or headers=installed",
          "doctor()");
    }
  }

  private static List<Supplier<Prepared>> generated(
      String text, List<String> cflags, KernelBtf btf) {
    return List.of(
        () -> generate("btf", text, cflags, btf),
        () -> generate("btf, all types", text, cflags, btf));
  }

  private static Prepared generate(
      String source, String text, List<String> cflags, KernelBtf kernel) {
    HeaderTree tree = HeaderTree.running();
    ProgramText program = new ProgramText(text);
    program.addFlags(cflags);
    program.includes().forEach(tree::include);
    String types =
        source.equals("btf")
            ? PrunedTypes.of(kernel.withTags(program.tags()), program)
            : PrunedTypes.all(kernel.all(), program);
    Path file = tree.types(types);
    return new Prepared(
        source,
        tree.root(),
        List.of("-DTB_VMLINUX=\"" + file + "\"", "-Werror=implicit-function-declaration"));
  }
}
