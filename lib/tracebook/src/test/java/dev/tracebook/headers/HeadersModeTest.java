package dev.tracebook.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.HeadersException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each mode takes, in which order, and what it says where it has nothing. */
class HeadersModeTest {

  private static final String RELEASE = "6.9.1-test";

  @TempDir private Path folder;
  private Path modules;
  private Path kheaders;

  @BeforeEach
  void machineWithoutAnything() {
    modules = folder.resolve("modules");
    kheaders = folder.resolve("kheaders.tar.xz");
  }

  private List<Supplier<Prepared>> candidates(String mode) {
    return KernelHeaders.candidates(
        "int x;",
        List.of(),
        HeadersMode.of(mode),
        new KernelBtf(folder.resolve("btf")),
        new Installed(RELEASE, modules, kheaders));
  }

  private void btf() throws Exception {
    Files.createDirectories(folder.resolve("btf"));
    BtfBuilder btf = new BtfBuilder();
    btf.integer("int", 4);
    Files.write(folder.resolve("btf/vmlinux"), btf.bytes());
  }

  private Path tree(Path root, String release) throws Exception {
    Path file = root.resolve("include/generated/utsrelease.h");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#define UTS_RELEASE \"" + release + "\"\n");
    return root;
  }

  @Test
  void nothingAtAllIsOneErrorWithEveryReason() {
    assertThatThrownBy(() -> candidates("auto"))
        .isInstanceOfSatisfying(
            HeadersException.class,
            error -> {
              assertThat(error.what()).contains("headers=auto");
              assertThat(error.why()).contains("no BTF", RELEASE, "kheaders.tar.xz");
              assertThat(error.fix()).contains("CONFIG_DEBUG_INFO_BTF");
              assertThat(error.see()).isNotEmpty();
            });
  }

  @Test
  void eachModeThatCannotBeSatisfiedSaysWhatIsMissing() {
    assertThatThrownBy(() -> candidates("btf"))
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("no BTF");
    assertThatThrownBy(() -> candidates("installed"))
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("linux-headers-" + RELEASE);
    assertThatThrownBy(() -> candidates("kheaders"))
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("CONFIG_IKHEADERS");
    assertThatThrownBy(() -> candidates(folder.resolve("nowhere").toString()))
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("no such folder");
    assertThatThrownBy(() -> candidates(folder.toString()))
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("utsrelease.h");
  }

  @Test
  void headersOfAnotherKernelAreRefusedByName() throws Exception {
    Path other = tree(folder.resolve("other"), "6.1.0-28-amd64");
    assertThatThrownBy(() -> candidates(other.toString()))
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("is of 6.1.0-28-amd64, the running kernel is " + RELEASE);
    tree(modules.resolve(RELEASE).resolve("build"), RELEASE + "-rt");
    assertThatThrownBy(() -> candidates("installed"))
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("is of " + RELEASE + "-rt");
    assertThatThrownBy(() -> candidates("auto")).isInstanceOf(HeadersException.class);
  }

  @Test
  void autoTriesPrunedTypesThenAllThenInstalledThenThoseInTheKernel() throws Exception {
    btf();
    assertThat(candidates("auto")).hasSize(2);
    tree(modules.resolve(RELEASE).resolve("build"), RELEASE);
    assertThat(candidates("auto")).hasSize(3);
    Process tar =
        new ProcessBuilder("tar", "-cJf", kheaders.toString(), "-C", modules.toString(), RELEASE)
            .start();
    assertThat(tar.waitFor()).isZero();
    List<Supplier<Prepared>> all = candidates("auto");
    assertThat(all).hasSize(4);
    assertThat(all.get(2).get()).isEqualTo(new Prepared("installed", null, List.of()));
    Prepared own = candidates(modules.resolve(RELEASE).resolve("build").toString()).get(0).get();
    assertThat(own.tree()).isEqualTo(modules.resolve(RELEASE).resolve("build"));
  }

  @Test
  void theHeadersInTheKernelAreUnpackedOnce() throws Exception {
    tree(modules.resolve("linux"), RELEASE);
    new ProcessBuilder("tar", "-cJf", kheaders.toString(), "-C", modules.toString(), "linux")
        .start()
        .waitFor();
    Supplier<Prepared> headers =
        new Installed(RELEASE, modules, kheaders).insideKernel(folder.resolve("cache"));
    Path tree = headers.get().tree();
    assertThat(tree).isNotNull();
    assertThat(tree.resolve("linux/include/generated/utsrelease.h")).exists();
    Files.delete(kheaders);
    assertThat(headers.get().tree()).isEqualTo(tree);
    try (var left = Files.list(folder.resolve("cache"))) {
      assertThat(left).containsExactly(tree);
    }
    Files.writeString(kheaders, "no archive");
    Installed broken = new Installed(RELEASE, modules, kheaders);
    assertThatThrownBy(() -> broken.insideKernel(folder.resolve("cache2")).get())
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("cannot unpack");
    assertThat(folder.resolve("cache2")).isEmptyDirectory();
  }

  @Test
  void modesAreReadAsUsersWriteThem() {
    assertThat(HeadersMode.of(" BTF ").kind()).isEqualTo(HeadersMode.Kind.BTF);
    assertThat(HeadersMode.of("").kind()).isEqualTo(HeadersMode.Kind.AUTO);
    assertThat(HeadersMode.of("/usr/src/linux").path()).isEqualTo(Path.of("/usr/src/linux"));
  }
}
