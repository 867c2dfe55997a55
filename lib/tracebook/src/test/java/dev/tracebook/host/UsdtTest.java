package dev.tracebook.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.host.UsdtArgument.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsdtTest {
  private static final String PROGRAM =
      """
      #define _SDT_HAS_SEMAPHORES 1
      #include <sys/sdt.h>
      #include <stdio.h>
      #define SEMAPHORE(name) unsigned short name __attribute__((section(".probes")))
      SEMAPHORE(shop_order_semaphore);
      SEMAPHORE(shop_stock_semaphore);
      SEMAPHORE(shop_done_semaphore);
      long stock[64];
      int main(int argc, char **argv) {
        short small = (short)-argc;
        unsigned char byte = (unsigned char)argc;
        STAP_PROBE4(shop, order, argc, small, byte, argv[0]);
        STAP_PROBE2(shop, stock, stock[argc], 7);
        STAP_PROBE(shop, done);
        return puts("") < 0;
      }
      """;

  @Test
  void probesAreThoseThatReadelfPrints(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("shop.c"), PROGRAM);
    for (String position : List.of("-pie", "-no-pie")) {
      Shell.lines(
          folder,
          "cc",
          "-O1",
          position.equals("-pie") ? "-fPIE" : "-fno-pie",
          position,
          "-o",
          "shop",
          "shop.c");
      Binary binary = new Binary(folder.resolve("shop"), Path.of("/"));
      assertThat(said(binary.usdtProbes())).isEqualTo(readelf(folder, "shop")).hasSize(3);
      UsdtProbe order = binary.usdt("shop", "order").get(0);
      assertThat(Files.readAllBytes(binary.path())[(int) order.fileOffset()])
          .as("the probe is a nop")
          .isEqualTo((byte) 0x90);
      assertThat(order.hasSemaphore()).isTrue();
      ElfFile elf = ElfFile.open(binary.path());
      ElfFile.Section probes = elf.section(".probes");
      assertThat(order.semaphoreFileOffset())
          .isBetween(probes.offset(), probes.offset() + probes.sizeBytes() - 2);
      elf.close();
      assertThat(order.arguments()).extracting(UsdtArgument::sizeBytes).containsExactly(4, 2, 1, 8);
      assertThat(order.arguments())
          .extracting(UsdtArgument::cType)
          .containsExactly("s32", "s16", "u8", "u64");
      assertThat(binary.usdt("", "s*")).hasSize(1);
    }
  }

  @Test
  void aServersProbesAreThoseThatReadelfPrints() throws Exception {
    Path python = Path.of("/usr/bin/python3").toRealPath();
    Binary binary = new Binary(python, Path.of("/"));
    assertThat(said(binary.usdtProbes()))
        .isEqualTo(readelf(Path.of("/"), python.toString()))
        .isNotEmpty();
  }

  private static List<String> said(List<UsdtProbe> probes) {
    return probes.stream()
        .map(
            each ->
                "%s %s %x %x %s"
                    .formatted(
                        each.provider(),
                        each.name(),
                        each.address(),
                        each.semaphoreAddress(),
                        each.argumentText())
                    .strip())
        .toList();
  }

  private static List<String> readelf(Path folder, String file) throws Exception {
    List<String> out = new ArrayList<>();
    String provider = "";
    String name = "";
    String where = "";
    for (String raw : Shell.lines(folder, "readelf", "-nW", file)) {
      String line = raw.strip();
      if (line.contains("Provider: ")) {
        provider = line.substring(line.indexOf("Provider: ") + 10);
      } else if (line.startsWith("Name: ")) {
        name = line.substring(6);
      } else if (line.startsWith("Location: ")) {
        String[] parts = line.split("[ ,]+", -1);
        where =
            Long.toHexString(Long.decode(parts[1])) + " " + Long.toHexString(Long.decode(parts[5]));
      } else if (line.startsWith("Arguments:")) {
        out.add((provider + " " + name + " " + where + " " + line.substring(10).strip()).strip());
      }
    }
    return out;
  }

  private static UsdtArgument one(String text) {
    List<UsdtArgument> out = UsdtArguments.parse(text);
    assertThat(out).hasSize(1);
    return out.get(0);
  }

  private static String code(String text, Registers registers) {
    UsdtArgument argument = one(text);
    UsdtProbe probe =
        new UsdtProbe(
            "p",
            "n",
            0x1000,
            0,
            0,
            0,
            text,
            List.of(argument.symbol().isEmpty() ? argument : argument.withSymbolAddress(0x3000)));
    return UsdtCode.read(probe, 0, registers, "ctx", "v");
  }

  private static String memory(String type, String address) {
    return "{ %s tb_value = 0; bpf_probe_read_user(&tb_value, sizeof(tb_value), (void *)(%s)); v = tb_value; }"
        .formatted(type, address);
  }

  @Test
  void argumentsOfX86() {
    Registers x86 = new X86Registers();
    assertThat(code("-4@%eax", x86)).isEqualTo("v = (s32)((u64)(u32)(ctx)->ax);");
    assertThat(code("8@%r12", x86)).isEqualTo("v = (u64)((u64)(ctx)->r12);");
    assertThat(code("2@%r9w", x86)).isEqualTo("v = (u16)((u64)(u16)(ctx)->r9);");
    assertThat(code("1@%sil", x86)).isEqualTo("v = (u8)((u64)(u8)(ctx)->si);");
    assertThat(code("-1@%ah", x86)).isEqualTo("v = (s8)(((ctx)->ax >> 8) & 0xff);");
    assertThat(code("%rdi", x86)).isEqualTo("v = (u64)((u64)(ctx)->di);");
    assertThat(code("-4@$-7", x86)).isEqualTo("v = (s32)-7LL;");
    assertThat(code("4@$0x10", x86)).isEqualTo("v = (u32)16LL;");
    assertThat(code("8@-16(%rbp)", x86)).isEqualTo(memory("u64", "((u64)(ctx)->bp) + (-16LL)"));
    assertThat(code("8@(%rax,%rbx,8)", x86))
        .isEqualTo(memory("u64", "((u64)(ctx)->ax) + ((u64)(ctx)->bx) * 8 + (0LL)"));
    assertThat(code("-4@8(,%rcx,4)", x86))
        .isEqualTo(memory("s32", "(u64)0 + ((u64)(ctx)->cx) * 4 + (8LL)"));
    // The variable is 0x2000 beyond the probe, wherever the file is loaded.
    assertThat(code("8@stock+24(%rip)", x86))
        .isEqualTo(memory("u64", "((u64)(ctx)->ip) + (8192LL) + (24LL)"));
    assertThat(one("8f@%xmm0").floating()).isTrue();
    assertThatThrownBy(() -> code("8@%xmm1", x86)).isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> code("8@%fs:40(%rax)", x86)).isInstanceOf(UnsupportedException.class);
  }

  @Test
  void argumentsOfAarch64() {
    Registers arm = new Arm64Registers();
    assertThat(code("-4@w0", arm)).isEqualTo("v = (s32)((u64)(u32)(ctx)->regs[0]);");
    assertThat(code("8@x29", arm)).isEqualTo("v = (u64)((u64)(ctx)->regs[29]);");
    assertThat(code("8@[x0, 16]", arm)).isEqualTo(memory("u64", "((u64)(ctx)->regs[0]) + (16LL)"));
    assertThat(code("8@[sp]", arm)).isEqualTo(memory("u64", "((u64)(ctx)->sp) + (0LL)"));
    assertThat(code("-4@[sp, -12]", arm)).isEqualTo(memory("s32", "((u64)(ctx)->sp) + (-12LL)"));
    assertThat(code("8@[x1, x2, lsl 3]", arm))
        .isEqualTo(memory("u64", "((u64)(ctx)->regs[1]) + ((u64)(ctx)->regs[2]) * 8 + (0LL)"));
    assertThat(code("4@7", arm)).isEqualTo("v = (u32)7LL;");
    assertThat(UsdtArguments.parse("8@[x0, 16] -4@w1 8@[sp]")).hasSize(3);
    assertThatThrownBy(() -> code("8@d0", arm)).isInstanceOf(UnsupportedException.class);
  }

  @Test
  void anOddArgumentDoesNotHideTheOthers() {
    List<UsdtArgument> all = UsdtArguments.parse("-4@%eax 8@!? 8@%rbx");
    assertThat(all)
        .extracting(UsdtArgument::kind)
        .containsExactly(Kind.REGISTER, Kind.UNKNOWN, Kind.REGISTER);
  }

  @Test
  void aMistypedProbeGetsTheNearestAndAMissingArgumentTheRange(@TempDir Path folder)
      throws Exception {
    Files.writeString(
        folder.resolve("p.c"),
        "#include <sys/sdt.h>\nint main(int c, char **v) { STAP_PROBE1(shop, order, c); }");
    Shell.lines(folder, "cc", "-o", "p", "p.c");
    Binary binary = new Binary(folder.resolve("p"), Path.of("/"));
    assertThatThrownBy(() -> binary.usdt("shop", "ordre"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("did you mean shop:order");
    assertThatThrownBy(
            () -> UsdtCode.read(binary.usdt("", "order").get(0), 1, new X86Registers(), "ctx", "v"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("has no argument 2");
    assertThatThrownBy(() -> Binaries.open("sh").usdt("", "order"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("without USDT");
  }
}
