package dev.tracebook.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.AttachException;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.error.UnsupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryTest {
  @TempDir static Path folder;
  private static Path program;

  @BeforeAll
  static void compile() throws Exception {
    Files.writeString(
        folder.resolve("shop.cpp"),
        """
        #include <cstdio>
        #include <string>
        namespace shop {
        struct Order { std::string name; };
        __attribute__((noinline)) int dispatch_order(const Order &order, int count) {
          return std::printf("%s %d", order.name.c_str(), count);
        }
        __attribute__((noinline)) int dispatch_refund(int count) { return std::printf("%d", count); }
        }
        extern "C" __attribute__((noinline)) int plain(int x) { return std::printf("%d", x); }
        extern "C" int alias_of_plain(int x) __attribute__((alias("plain")));
        static __attribute__((noinline)) int hidden(int x) { return std::printf("%d", x * 3); }
        int main(int argc, char **argv) {
          return shop::dispatch_order({argv[0]}, argc) + shop::dispatch_refund(argc)
              + plain(argc) + hidden(argc);
        }
        """);
    Shell.lines(folder, "g++", "-O1", "-g", "-Wl,--build-id", "-o", "shop", "shop.cpp");
    program = folder.resolve("shop");
  }

  @Test
  void functionsAreThoseThatNmPrints() throws Exception {
    Map<String, Long> expected = new HashMap<>();
    for (String line : Shell.lines(folder, "nm", "--defined-only", "shop")) {
      String[] parts = line.split(" ", 3);
      if (parts[1].matches("[TtWi]") && !parts[2].startsWith(".")) {
        expected.put(parts[2], Long.parseLong(parts[0], 16));
      }
    }
    Map<String, Long> found =
        new Binary(program, Path.of("/"))
            .functions().stream()
                .collect(Collectors.toMap(FunctionSymbol::name, FunctionSymbol::address));
    assertThat(found.size()).isGreaterThan(8);
    assertThat(expected).containsAllEntriesOf(found);
    assertThat(found).containsKeys("plain", "alias_of_plain", "main", "_ZL6hiddeni");
  }

  @Test
  void demangledNamesAreThoseThatNmPrints() throws Exception {
    var expected = new TreeSet<String>();
    for (String line : Shell.lines(folder, "nm", "-C", "--defined-only", "shop")) {
      expected.add(line.substring(19));
    }
    List<String> found =
        new Binary(program, Path.of("/"))
            .functions().stream().map(FunctionSymbol::demangled).toList();
    assertThat(expected).containsAll(found);
    assertThat(found).contains("shop::dispatch_order(shop::Order const&, int)");
  }

  @Test
  void aFunctionsFileOffsetHoldsItsInstructions() throws Exception {
    FunctionSymbol plain = new Binary(program, Path.of("/")).find("plain").get(0);
    String dump =
        Shell.lines(
                folder,
                "objdump",
                "-d",
                "--start-address=" + plain.address(),
                "--stop-address=" + (plain.address() + plain.sizeBytes()),
                "shop")
            .stream()
            .filter(line -> line.matches("\\s+[0-9a-f]+:\\t.*"))
            .map(line -> line.split("\t", 3)[1].strip())
            .collect(Collectors.joining(" "));
    byte[] file = Files.readAllBytes(program);
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < plain.sizeBytes(); i++) {
      bytes.append("%02x ".formatted(file[(int) plain.fileOffset() + i]));
    }
    assertThat(bytes.toString().strip()).isEqualTo(dump);
    assertThat(new Binary(program, Path.of("/")).fileOffset(plain.address()))
        .isEqualTo(plain.fileOffset());
  }

  @Test
  void aPatternMatchesDemangledNamesAndAnAliasDoesNotCountTwice() {
    Binary shop = new Binary(program, Path.of("/"));
    assertThat(shop.find("*dispatch_*"))
        .extracting(FunctionSymbol::demangled)
        .containsExactlyInAnyOrder(
            "shop::dispatch_order(shop::Order const&, int)", "shop::dispatch_refund(int)");
    assertThat(shop.find("shop::dispatch_refund")).hasSize(1);
    assertThat(shop.find("shop::dispatch_refund(int)")).hasSize(1);
    assertThat(shop.find("*plain")).hasSize(1);
    assertThat(shop.find("*plain").get(0).name()).isEqualTo("plain");
  }

  @Test
  void aMistypedNameGetsTheNearest() {
    assertThatThrownBy(() -> new Binary(program, Path.of("/")).find("shop::dispatch_ordr"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("did you mean shop::dispatch_order");
  }

  @Test
  void aStrippedBinaryNamesThePackageUntilItsDebugFileIsThere() throws Exception {
    Path place = Files.createDirectory(folder.resolve("stripped"));
    Path stripped = place.resolve("shop");
    Shell.lines(folder, "objcopy", "--only-keep-debug", "shop", "stripped/shop.debug");
    Shell.lines(folder, "strip", "-o", stripped.toString(), "shop");
    assertThatThrownBy(() -> new Binary(stripped, Path.of("/")).find("plain"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("stripped")
        .hasMessageContaining("-dbgsym");
    Shell.lines(place, "objcopy", "--add-gnu-debuglink=shop.debug", "shop");
    assertThat(new Binary(stripped, Path.of("/")).find("plain").get(0).fileOffset())
        .isEqualTo(new Binary(program, Path.of("/")).find("plain").get(0).fileOffset());
  }

  @Test
  void aDebugFileOfAnotherBuildIsNotUsed() throws Exception {
    Path place = Files.createDirectory(folder.resolve("foreign"));
    Shell.lines(folder, "strip", "-o", place.resolve("shop").toString(), "shop");
    Shell.lines(folder, "objcopy", "--only-keep-debug", "shop", "foreign/shop.debug");
    Shell.lines(place, "objcopy", "--add-gnu-debuglink=shop.debug", "shop");
    Files.writeString(folder.resolve("other.c"), "int plain(int x) { return x; } int main() {}");
    Shell.lines(folder, "cc", "-g", "-Wl,--build-id", "-o", "other", "other.c");
    Shell.lines(folder, "objcopy", "--only-keep-debug", "other", "foreign/shop.debug");
    assertThatThrownBy(() -> new Binary(place.resolve("shop"), Path.of("/")).find("plain"))
        .isInstanceOf(UnknownNameException.class);
  }

  @Test
  void anIndirectFunctionIsRefusedRatherThanCountedAsZero() {
    assertThat(Binaries.open("c").find("pthread_create")).hasSize(1);
    assertThatThrownBy(() -> Binaries.open("c").find("strlen"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("IFUNC");
  }

  @Test
  void whatIsNoElfFileSaysSo() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("script.sh"), "#!/bin/sh\necho not a binary\n" + " ".repeat(80));
    assertThatThrownBy(() -> Binaries.open(script.toString()).functions())
        .isInstanceOf(AttachException.class)
        .hasMessageContaining("not an ELF file");
    Path cut =
        Files.write(
            folder.resolve("cut"), java.util.Arrays.copyOf(Files.readAllBytes(program), 900));
    assertThatThrownBy(() -> Binaries.open(cut.toString()).functions())
        .isInstanceOf(AttachException.class)
        .hasMessageContaining("ends before");
  }

  @Test
  void everyDamagedByteOfAHeaderIsAnErrorAndNoCrash() throws Exception {
    byte[] good = Files.readAllBytes(program);
    var random = new java.util.Random(7919);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] bad = good.clone();
      for (int k = 0; k < 4; k++) {
        bad[random.nextInt(k < 2 ? 64 : bad.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("bad"), bad);
      try {
        new Binary(file, Path.of("/")).functions();
      } catch (AttachException e) {
        refused++;
      }
      try {
        new Binary(file, Path.of("/")).usdtProbes();
      } catch (AttachException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
