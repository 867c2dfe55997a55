package dev.tracebook.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Function;
import dev.tracebook.error.ClosedException;
import dev.tracebook.error.MapException;
import org.junit.jupiter.api.Test;

class MappingTest {
  @Test
  @SuppressWarnings("try") // the test closes early on purpose
  void aStoreThroughOneMappingIsSeenThroughAnother() {
    int fd = LibC.memfd_create("mapping-test", 0);
    try {
      int page = LibC.pageSizeBytes();
      Function.getFunction("c", "ftruncate").invokeInt(new Object[] {fd, (long) page});
      try (var writer = Mapping.of(fd, 0, page, true);
          var reader = Mapping.of(fd, 0, page, false)) {
        writer.buffer().putLong(8, 7919);
        assertThat(reader.buffer().getLong(8)).isEqualTo(7919);
        writer.close();
        assertThatThrownBy(writer::buffer).isInstanceOf(ClosedException.class);
      }
    } finally {
      LibC.close(fd);
    }
  }

  @Test
  void aBadDescriptorOrSizeIsNamed() {
    assertThatThrownBy(() -> Mapping.of(-1, 0, 4096, false))
        .isInstanceOf(MapException.class)
        .hasMessageContaining("Bad file descriptor");
    assertThatThrownBy(() -> Mapping.of(1, 0, 2L << 30, false))
        .isInstanceOf(MapException.class)
        .hasMessageContaining("smaller ring");
  }
}
