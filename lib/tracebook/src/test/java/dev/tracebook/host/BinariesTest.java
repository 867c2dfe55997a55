package dev.tracebook.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.UnknownNameException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinariesTest {
  @Test
  void librariesAreThoseThatLdconfigPrints() throws Exception {
    List<String> expected = new ArrayList<>();
    for (String line : Shell.lines(Path.of("/"), "/sbin/ldconfig", "-p")) {
      if (line.contains(" => ")) {
        expected.add(line.strip().replaceFirst(" \\(.*\\) => ", " "));
      }
    }
    List<String> found = new ArrayList<>();
    LibraryCache.libraries()
        .forEach((name, paths) -> paths.forEach(each -> found.add(name + " " + each)));
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected).isNotEmpty();
  }

  @Test
  void namesAreResolvedAsBccDoes() throws Exception {
    Path libc =
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.contains("/libc.so.6"))
            .map(line -> Path.of(line.substring(line.indexOf('/'))))
            .findFirst()
            .orElseThrow();
    for (String name : List.of("c", "libc", "libc.so", "libc.so.6")) {
      assertThat(Binaries.resolve(name)).isEqualTo(libc.toRealPath());
    }
    assertThat(Binaries.resolve("sh").toString()).endsWith("/sh");
    // A shim of pyenv is a script: what runs is an executable further on the path.
    assertThat(Binaries.open("python3").functions()).isNotEmpty();
    assertThat(Binaries.resolve("/bin/sh")).isEqualTo(Path.of("/bin/sh"));
  }

  @Test
  void whatIsNotThereGetsTheNearest() {
    assertThatThrownBy(() -> Binaries.open("pthreat"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("did you mean")
        .hasMessageContaining("pthread");
    assertThatThrownBy(() -> Binaries.open("/bin/shh"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("did you mean sh");
  }

  @Test
  void aProcessGivesItsExecutableAndLibraries() throws Exception {
    int self = (int) ProcessHandle.current().pid();
    assertThat(Binaries.ofProcess(self).path().toRealPath())
        .isEqualTo(Path.of("/proc/self/exe").toRealPath());
    List<String> files = Binaries.mappedBy(self).stream().map(Binary::toString).toList();
    assertThat(files).anyMatch(each -> each.endsWith("/libjvm.so")).doesNotHaveDuplicates();
    assertThat(Binaries.open("jvm", self).find("JNI_CreateJavaVM")).hasSize(1);
    assertThatThrownBy(() -> Binaries.ofProcess(999_999_999)).isInstanceOf(ArgumentException.class);
  }

  @Test
  void anotherMountNamespaceIsReadThroughTheProcess() throws Exception {
    Process inside =
        new ProcessBuilder("unshare", "--mount", "sh", "-c", "echo ready; read end").start();
    try {
      int ready = inside.getInputStream().read();
      org.junit.jupiter.api.Assumptions.assumeTrue(
          ready == 'r', "no privilege for a mount namespace");
      int pid = (int) inside.pid();
      assertThat(Binaries.rootOf(pid)).isEqualTo(Path.of("/proc/" + pid + "/root"));
      assertThat(Binaries.open("c", pid).path().toString()).startsWith("/proc/" + pid + "/root/");
      assertThat(Binaries.open("c", pid).find("getaddrinfo")).hasSize(1);
    } finally {
      inside.destroyForcibly().waitFor();
    }
  }
}
