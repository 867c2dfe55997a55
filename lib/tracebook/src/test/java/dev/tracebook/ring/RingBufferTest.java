package dev.tracebook.ring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.MapException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingBufferTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 8, 4097, 1L << 30, 1L << 31, -4096})
  void aSizeThatIsNoRingsIsAnErrorThatNamesTheLimit(long sizeBytes) {
    assertThatThrownBy(() -> RingBuffer.open(-1, sizeBytes))
        .isInstanceOf(MapException.class)
        .hasMessageContaining(sizeBytes + " bytes")
        .hasMessageContaining("536870912");
  }
}
