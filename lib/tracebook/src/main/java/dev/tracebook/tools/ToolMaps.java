package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.CaptureSource;
import dev.tracebook.capture.Summary;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a tool counts in its maps, read when it is asked for and at the end. */
final class ToolMaps implements CaptureSource {
  private final MapTool<?> tool;
  private final BpfModule module;
  private final List<String> probes;
  private Result result;
  private long missed;
  private long missedRuns;
  private boolean closed;

  ToolMaps(MapTool<?> tool, BpfModule module) {
    this.tool = tool;
    this.module = module;
    probes = module.probes();
    result = tool.read(module);
  }

  private void read() {
    result = tool.read(module);
    missed = Missed.in(module);
    missedRuns = module.missedRuns();
  }

  /** As of the last result: a map is not read for the progress alone. */
  @Override
  public synchronized long events() {
    return result.events();
  }

  @Override
  public synchronized Capture capture(Duration elapsed) {
    // A module that was closed under the capture leaves the result that was read last.
    if (!closed && module.isOpen()) {
      read();
    }
    Summary summary =
        new Summary(
            result.events(),
            OptionalLong.of(missed),
            elapsed,
            probes,
            module.skipped(),
            Stream.concat(result.notes().stream(), Summary.ofMissedRuns(missedRuns).stream())
                .toList());
    return result.dress().apply(new Capture(summary, result.table()));
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        if (module.isOpen()) {
          module.detach();
          read();
        }
      } finally {
        module.close();
      }
    }
  }
}
