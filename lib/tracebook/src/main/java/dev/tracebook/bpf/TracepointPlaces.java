package dev.tracebook.bpf;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.PrivilegeException;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.sys.PerfEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tracepoints, through the perf event that their number in tracefs names. */
final class TracepointPlaces {
  private static final Path EVENTS = Path.of("/sys/kernel/tracing/events");
  private static final String SEE = "https://docs.kernel.org/trace/events.html";

  private TracepointPlaces() {}

  static List<Place> of(Probe.Tracepoint probe) {
    List<Place> places = new ArrayList<>();
    for (String category : matching(EVENTS, probe.category(), "tracepoint category ")) {
      Path folder = EVENTS.resolve(category);
      boolean many = Globs.isGlob(probe.category());
      List<String> events =
          many
              ? some(folder, probe.event())
              : matching(folder, probe.event(), "tracepoint " + category + ":");
      for (String event : events) {
        places.add(place(Probe.tracepoint(category, event)));
      }
    }
    if (places.isEmpty()) {
      throw unknown("tracepoint " + probe.category() + ":", probe.event(), List.of(), EVENTS);
    }
    return places;
  }

  private static Place place(Probe.Tracepoint probe) {
    Path file = EVENTS.resolve(probe.category()).resolve(probe.event()).resolve("id");
    return new Place(
        probe.spelling(),
        ProgramKind.TRACEPOINT,
        program -> {
          PerfEvent event = PerfEvent.tracepoint(Long.parseLong(read(file)));
          return Opened.of(Opening.open(probe.spelling(), event, -1, 0, program));
        });
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static List<String> some(Path folder, String pattern) {
    var matches = Globs.compile(pattern);
    return names(folder).stream().filter(each -> matches.matcher(each).matches()).toList();
  }

  private static List<String> matching(Path folder, String name, String kind) {
    if (!Globs.isGlob(name) && Files.isDirectory(folder.resolve(name))) {
      return List.of(name);
    }
    List<String> found = Globs.isGlob(name) ? some(folder, name) : List.of();
    if (found.isEmpty()) {
      throw unknown(kind, name, names(folder), folder);
    }
    return found;
  }

  private static List<String> names(Path folder) {
    try (var all = Files.list(folder)) {
      return all.filter(Files::isDirectory)
          .map(each -> each.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static UnknownNameException unknown(
      String kind, String name, List<String> there, Path folder) {
    return new UnknownNameException(
        "no " + kind + "\"" + name + "\"",
        "this kernel does not have it. " + Nearest.hint(name, there),
        "take one of those that " + folder + " lists",
        SEE);
  }

  private static PrivilegeException unreadable(Path file, IOException e) {
    return new PrivilegeException(
        "cannot look for tracepoints",
        file + " cannot be read: " + e.getMessage(),
        "mount tracefs (mount -t tracefs tracefs /sys/kernel/tracing), run with CAP_DAC_READ_SEARCH",
        SEE,
        e);
  }
}
