package dev.tracebook.headers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeaderTreeTest {

  @TempDir private Path folder;

  @Test
  void anyHeaderThatAProgramIncludesIsFoundAndNoneIsWrittenOutside() throws Exception {
    HeaderTree tree = new HeaderTree(folder.resolve("tree"));
    tree.fill(HeaderTree.fixedFiles("CONFIG_HZ=100\n", "6.1.2", 12));
    tree.include("net/sock.h");
    tree.include("../../escape.h");
    tree.include("/escape.h");
    tree.include("bcc/proto.h");
    tree.include("linux/version.h");
    tree.include("generated/autoconf.h");
    assertThat(folder.resolve("tree/include/net/sock.h")).isEmptyFile();
    assertThat(folder.resolve("tree/include/bcc")).doesNotExist();
    assertThat(folder.resolve("escape.h")).doesNotExist();
    assertThat(Files.readString(folder.resolve("tree/include/generated/autoconf.h")))
        .contains("CONFIG_HZ 100");
    assertThat(folder.resolve("tree/include/linux/version.h")).isNotEmptyFile();
  }

  @Test
  void aTornOrForeignFileIsWrittenAgain() throws Exception {
    HeaderTree tree = new HeaderTree(folder);
    Path file = tree.types("struct a { int b; };\n");
    Files.writeString(file, "\0".repeat((int) Files.size(file)));
    assertThat(tree.types("struct a { int b; };\n")).isEqualTo(file);
    assertThat(Files.readString(file)).isEqualTo("struct a { int b; };\n");
    Map<String, String> fixed = HeaderTree.fixedFiles("", "6.1", 12);
    assertThat(tree.fill(fixed)).isTrue();
    assertThat(tree.fill(fixed)).isFalse();
    Files.writeString(folder.resolve("include/linux/kconfig.h"), "foreign");
    assertThat(tree.fill(fixed)).isTrue();
  }

  @Test
  void typesThatWereLongNotUsedAreDeletedAndThoseInUseStay() throws Exception {
    HeaderTree tree = new HeaderTree(folder);
    Path old = tree.types("old");
    Path used = tree.types("used");
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    List<Path> crowd = new ArrayList<>();
    for (int i = 0; i < HeaderTree.KEPT_TYPES; i++) {
      crowd.add(tree.types("crowd " + i));
    }
    Files.setLastModifiedTime(old, longAgo);
    Files.setLastModifiedTime(used, longAgo);
    tree.types("used");
    tree.types("one more");
    assertThat(old).doesNotExist();
    assertThat(used).exists();
    assertThat(crowd).allSatisfy(each -> assertThat(each).exists());
    crowd.forEach(each -> setTime(each, longAgo));
    tree.types("and another");
    try (var left = Files.list(folder.resolve("types"))) {
      assertThat(left.count()).isEqualTo(HeaderTree.KEPT_TYPES);
    }
  }

  private static void setTime(Path file, FileTime time) {
    try {
      Files.setLastModifiedTime(file, time);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void manyWritersAtOnceNeverShowHalfAFile() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Path>> files = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String text = ("types " + i % 5 + "\n").repeat(5000);
        files.add(
            threads.submit(
                () -> {
                  HeaderTree tree = new HeaderTree(folder);
                  tree.include("linux/sched.h");
                  Path file = tree.types(text);
                  assertThat(Files.readString(file)).isEqualTo(text);
                  return file;
                }));
      }
      for (Future<Path> each : files) {
        assertThat(each.get()).exists();
      }
    } finally {
      threads.shutdownNow();
    }
    try (var left = Files.list(folder.resolve("types"))) {
      assertThat(left.count()).as("no temporary file is left").isEqualTo(5);
    }
  }

  @Test
  void theConfigurationBecomesMacros() {
    String config =
        """
        # Comment
        CONFIG_A=y
        CONFIG_B=m
        CONFIG_C="x=y"
        CONFIG_D=0x10
        # CONFIG_E is not set
        """;
    assertThat(KernelConfig.autoconf(config))
        .isEqualTo(
            """
            #define CONFIG_A 1
            #define CONFIG_B_MODULE 1
            #define CONFIG_C "x=y"
            #define CONFIG_D 0x10
            #define CONFIG_BPF_SYSCALL 1
            """);
    assertThat(KernelConfig.version("6.1.0-28-amd64")).contains("LINUX_VERSION_CODE 393472\n");
    assertThat(KernelConfig.version("4.14.336")).contains("LINUX_VERSION_CODE 265983\n");
    assertThat(KernelConfig.version("6.18-rc1")).contains("LINUX_VERSION_CODE 397824\n");
  }
}
