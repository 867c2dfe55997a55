package dev.tracebook.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Function;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NativeOutputTest {
  private static int print(String text) {
    return Function.getFunction("c", "printf").invokeInt(new Object[] {text});
  }

  @Test
  void textThatNativeCodePrintsIsCapturedWithTheValue() {
    var captured = NativeOutput.during(() -> print("from C\n".repeat(2000)));
    assertThat(captured.text()).isEqualTo("from C\n".repeat(2000));
    assertThat(captured.value()).isEqualTo(14_000);
  }

  @Test
  void theDescriptorsAreRestoredAndNoneIsLeftAfterAnException() throws Exception {
    Path before = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
    NativeOutput.during(() -> 1);
    long open = openDescriptors();
    for (int i = 0; i < 7; i++) {
      assertThatThrownBy(
              () ->
                  NativeOutput.during(
                      () -> {
                        throw new IllegalStateException("stop");
                      }))
          .hasMessage("stop");
    }
    assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/1"))).isEqualTo(before);
    assertThat(openDescriptors()).isEqualTo(open);
  }

  private static long openDescriptors() throws java.io.IOException {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.count();
    }
  }
}
