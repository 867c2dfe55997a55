package dev.tracebook.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.ArgumentException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

class HeatMapTest {
  private final HeatMap map =
      HeatMap.of(
          Table.create(
              LongColumn.create(
                  "ts", 5_000_000_100L, 5_000_000_900L, 5_000_002_100L, 5_000_000_100L),
              LongColumn.create("ns", 1, 5, 6, 4)),
          "ts",
          "ns",
          Duration.ofNanos(1000));

  @Test
  void everyValueIsInItsIntervalAndBin() {
    assertThat(map.intervals()).hasSize(3);
    assertThat(map.intervals().get(1).total()).isZero();
    assertThat(map.sum().total()).isEqualTo(4);
    Table table = map.table();
    assertThat(table.columnNames()).containsExactly("time_ns", "low", "high", "count");
    assertThat(table.longColumn("time_ns").asList()).containsExactly(0L, 0L, 2000L);
    assertThat(table.longColumn("low").asList()).containsExactly(1L, 4L, 4L);
    assertThat(table.longColumn("count").asList()).containsExactly(1L, 2L, 1L);
    assertThat(map.toString())
        .isEqualTo(
            """
            [4, 8)          |@ +|
            [2, 4)          |   |
            [1]             |+  |
            interval PT0.000001S, most 2""");
  }

  @Test
  void whatDoesNotFitTogetherIsAnError() {
    assertThatThrownBy(
            () ->
                new HeatMap(
                    "v",
                    Duration.ofSeconds(1),
                    List.of(Histogram.log2("v"), Histogram.linear("v"))))
        .isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> new HeatMap("v", Duration.ZERO, List.of()))
        .isInstanceOf(ArgumentException.class);
  }
}
