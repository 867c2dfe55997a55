package dev.tracebook.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingReaderTest {
  private static final int BUSY = 1 << 31;
  private static final int DISCARDED = 1 << 30;

  private final SyntheticRing ring = new SyntheticRing(4096);
  private final List<Long> seen = new ArrayList<>();
  private final RingReader reader = ring.reader();

  private int drain() {
    return reader.drain(
        (data, offsets, sizes, count) -> {
          for (int i = 0; i < count; i++) {
            assertThat(sizes[i]).isEqualTo(12);
            seen.add(data.getLong(offsets[i]));
          }
        });
  }

  @Test
  void everyRecordComesOnceAndInOrderWhileTheRingWrapsManyTimes() {
    long sent = 0;
    for (int round = 0; round < 500; round++) {
      while (sent < 7919) {
        long value = sent;
        if (!ring.write(0, 12, record -> record.putLong(0, value))) {
          break;
        }
        sent++;
      }
      drain();
    }
    assertThat(seen).hasSize(7919);
    for (int i = 0; i < seen.size(); i++) {
      assertThat(seen.get(i)).isEqualTo(i);
    }
    assertThat(drain()).isZero();
  }

  @Test
  void aDiscardedRecordIsSkippedAndABusyOneWaitsForItsEnd() {
    ring.write(0, 12, record -> record.putLong(0, 1));
    ring.write(DISCARDED, 12, record -> record.putLong(0, 2));
    ring.write(BUSY, 12, record -> record.putLong(0, 3));
    ring.write(0, 12, record -> record.putLong(0, 4));
    assertThat(drain()).isEqualTo(1);
    assertThat(seen).containsExactly(1L);
    ring.data.putInt(48, 12);
    assertThat(drain()).isEqualTo(2);
    assertThat(seen).containsExactly(1L, 3L, 4L);
    assertThat(ring.consumer.getLong(0)).isEqualTo(96);
  }

  @Test
  void moreThanABatchComesInSeveral() {
    SyntheticRing large = new SyntheticRing(1 << 16);
    for (int i = 0; i < 2500; i++) {
      assertThat(large.write(0, 12, record -> {})).isTrue();
    }
    List<Integer> batches = new ArrayList<>();
    large.reader().drain((data, offsets, sizes, count) -> batches.add(count));
    assertThat(batches).containsExactly(RingReader.BATCH, RingReader.BATCH, 452);
  }

  @Test
  void aBatchWhoseSinkThrowsStaysInTheRing() {
    ring.write(0, 12, record -> record.putLong(0, 1));
    assertThatThrownBy(
            () ->
                reader.drain(
                    (data, offsets, sizes, count) -> {
                      throw new IllegalStateException("full");
                    }))
        .hasMessage("full");
    assertThat(drain()).isEqualTo(1);
  }
}
