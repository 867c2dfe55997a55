package dev.tracebook.query;

import dev.tracebook.error.ArgumentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a query asks. It is immutable: each verb makes another one.
 *
 * @param enters where a span begins; empty where it is no span
 * @param probes where expressions are taken
 * @param conditions all of them must be true
 * @param keys what is grouped by
 * @param columns what a row has, where single events are taken
 * @param aggregation the function that gathers values, or null
 * @param argument what it gathers, or null
 * @param bounds further arguments of the function
 * @param interval how long each value is gathered; zero for the whole time
 */
record Question(
    List<String> enters,
    List<String> probes,
    List<Fragment> conditions,
    List<Fragment> keys,
    List<Fragment> columns,
    @Nullable String aggregation,
    @Nullable Fragment argument,
    List<Long> bounds,
    Duration interval) {

  static Question of(List<String> enters, String... probes) {
    if (probes.length == 0 || Arrays.stream(probes).anyMatch(String::isBlank)) {
      throw new ArgumentException(
          "a query has no probe",
          "there is nowhere to look",
          "probe(\"tracepoint:syscalls:sys_enter_openat\"); probes(\"tracepoint:*\") lists them",
          "https://docs.bpftrace.org/");
    }
    return new Question(
        enters,
        Arrays.stream(probes).map(String::strip).toList(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        List.of(),
        Duration.ZERO);
  }

  private static <T> List<T> plus(List<T> some, List<T> more) {
    List<T> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  Question where(Fragment condition) {
    return new Question(
        enters,
        probes,
        plus(conditions, List.of(condition)),
        keys,
        columns,
        aggregation,
        argument,
        bounds,
        interval);
  }

  Question by(List<Fragment> more) {
    return new Question(
        enters,
        probes,
        conditions,
        plus(keys, more),
        columns,
        aggregation,
        argument,
        bounds,
        interval);
  }

  Question select(List<Fragment> row) {
    return new Question(
        enters,
        probes,
        conditions,
        keys,
        plus(columns, row),
        aggregation,
        argument,
        bounds,
        interval);
  }

  Question gather(String function, @Nullable Fragment value, Long... more) {
    return new Question(
        enters, probes, conditions, keys, columns, function, value, List.of(more), interval);
  }

  Question every(Duration each) {
    return new Question(
        enters, probes, conditions, keys, columns, aggregation, argument, bounds, each);
  }

  boolean isSpan() {
    return !enters.isEmpty();
  }

  boolean isHistogram() {
    return "hist".equals(aggregation) || "lhist".equals(aggregation);
  }
}
