package dev.tracebook.headers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracebook.Live;
import dev.tracebook.sys.LibBcc;
import dev.tracebook.sys.LibC;
import dev.tracebook.sys.NativeOutput;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C programs of BCC's own tools, as the installed package bpfcc-tools has them, compile with
 * the types that we choose for each. Their text is taken from the tools when the test runs.
 */
@Live
class BccProgramsLiveTest {

  private static final Path TOOLS = Path.of("/usr/sbin");

  /** Programs that this kernel cannot serve, and why. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of("nfsslower", "struct nfs_commit_data is only in the BTF of a kernel with NFS");

  private static final int AT_LEAST = 125;

  @Test
  void theyCompileOnPrunedTypes(@TempDir Path folder) throws Exception {
    boolean installed = Files.exists(TOOLS.resolve("tcpstates-bpfcc"));
    if (!"required".equals(System.getenv("TRACEBOOK_LIVE"))) {
      Assumptions.assumeTrue(installed, "bpfcc-tools is not installed");
    }
    Map<String, String> failed = new TreeMap<>();
    int compiled = 0;
    for (JsonNode program : programs(folder)) {
      String log = compile(program);
      if (log.isEmpty()) {
        compiled++;
      } else {
        failed.put(program.get("name").asText(), log);
      }
    }
    System.out.println(
        "BCC's programs on pruned types: " + compiled + " compile, not " + failed.keySet());
    assertThat(failed).allSatisfy((name, log) -> assertThat(EXCEPTIONS).as(log).containsKey(name));
    assertThat(compiled).isGreaterThanOrEqualTo(AT_LEAST);
  }

  private static List<JsonNode> programs(Path folder) throws Exception {
    Path script = folder.resolve("bcc_programs.py");
    try (InputStream in =
        Objects.requireNonNull(BccProgramsLiveTest.class.getResourceAsStream("bcc_programs.py"))) {
      Files.copy(in, script);
    }
    Path output = folder.resolve("programs.jsonl");
    Process python =
        new ProcessBuilder("/usr/bin/python3", script.toString(), TOOLS.toString())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(python.waitFor()).isZero();
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> out = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      JsonNode program = json.readTree(line);
      if (program.has("text")) {
        out.add(program);
      }
    }
    return out;
  }

  /** Returns the first errors; empty where the program compiles with our first choice. */
  private static String compile(JsonNode program) {
    String text = program.get("text").asText();
    List<String> cflags = new ArrayList<>();
    program.get("cflags").forEach(flag -> cflags.add(flag.asText()));
    Prepared headers = KernelHeaders.candidates(text, cflags, HeadersMode.of("btf")).get(0).get();
    List<String> all = new ArrayList<>(headers.cflags());
    all.addAll(cflags);
    LibBcc bcc = LibBcc.load();
    NativeOutput.Captured<Long> result =
        NativeOutput.during(
            () -> {
              LibC.setEnvironment("BCC_KERNEL_SOURCE", String.valueOf(headers.tree()));
              return bcc.compile(text, all);
            });
    if (result.value() != 0) {
      bcc.bpf_module_destroy(result.value());
      return "";
    }
    return String.join(
        "\n", result.text().lines().filter(line -> line.contains("error")).limit(5).toList());
  }
}
