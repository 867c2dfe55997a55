package dev.tracebook.lang.type;

import dev.tracebook.error.Nearest;
import dev.tracebook.host.Tracepoints;
import dev.tracebook.lang.tree.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the places that a probe's text means. */
final class Probes {
  private static final Map<String, Long> UNITS =
      Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L);
  private static final Pattern DURATION = Pattern.compile("(\\d{1,18})(ns|us|ms|s|m)?");
  private static final Map<String, Place.Kind> OLD =
      Map.of(
          "BEGIN", Place.Kind.BEGIN,
          "END", Place.Kind.END,
          "kfunc", Place.Kind.FENTRY,
          "kretfunc", Place.Kind.FEXIT,
          "rawtracepoint", Place.Kind.RAW_TRACEPOINT);

  private final Errors errors;

  Probes(Errors errors) {
    this.errors = errors;
  }

  /** All places, at least one. */
  List<Place> expand(Action.ProbeText probe) {
    String[] all = probe.text().split(":", -1);
    Place.Kind kind = kind(all[0], probe);
    List<String> parts = List.of(Arrays.copyOfRange(all, 1, all.length));
    return switch (kind) {
      case BEGIN, END -> {
        require(parts.isEmpty(), probe, kind.word);
        yield List.of(new Place(kind, List.of(), all[0]));
      }
      case TRACEPOINT -> {
        require(parts.size() == 2, probe, "tracepoint:category:name");
        yield tracepoints(parts.get(0), parts.get(1), probe);
      }
      case RAW_TRACEPOINT -> {
        require(parts.size() == 1 || parts.size() == 2, probe, "rawtracepoint:name");
        yield rawTracepoints(parts.get(parts.size() - 1), probe);
      }
      case INTERVAL, PROFILE -> List.of(timed(kind, parts, probe));
      case SOFTWARE, HARDWARE -> {
        require(parts.size() == 1 || parts.size() == 2, probe, kind.word + ":event:count");
        yield List.of(place(kind, parts));
      }
      case UPROBE, URETPROBE -> {
        require(parts.size() >= 2, probe, kind.word + ":binary:function");
        String function = String.join(":", parts.subList(1, parts.size()));
        yield List.of(place(kind, List.of(parts.get(0), function)));
      }
      case USDT -> {
        require(parts.size() == 2 || parts.size() == 3, probe, "usdt:binary:provider:name");
        yield List.of(place(kind, parts));
      }
      case KPROBE, KRETPROBE, FENTRY, FEXIT -> {
        require(parts.size() == 1 || parts.size() == 2, probe, kind.word + ":function");
        yield List.of(place(kind, List.of(parts.get(parts.size() - 1))));
      }
      case ITER -> {
        require(parts.size() == 1, probe, "iter:task");
        yield List.of(place(kind, parts));
      }
    };
  }

  private void require(boolean right, Action.ProbeText probe, String form) {
    if (!right || (probe.text().endsWith(":") && !form.endsWith("count"))) {
      throw errors.at(
          "\"" + probe.text() + "\" is no complete probe", "it is written " + form, probe.span());
    }
  }

  private static Place place(Place.Kind kind, List<String> parts) {
    return new Place(kind, parts, kind.word + ":" + String.join(":", parts));
  }

  private Place.Kind kind(String word, Action.ProbeText probe) {
    Place.Kind old = OLD.get(word);
    if (old != null) {
      return old;
    }
    for (Place.Kind each : Place.Kind.values()) {
      if (each.word.equals(word) || each.brief.equals(word)) {
        return each;
      }
    }
    if (word.endsWith("watchpoint") || word.equals("w") || word.equals("aw")) {
      throw errors.at("watchpoints are not supported", "", probe.span());
    }
    List<String> words =
        Stream.concat(
                Arrays.stream(Place.Kind.values()).map(each -> each.word),
                Stream.of("BEGIN", "END"))
            .toList();
    throw errors.at(
        "unknown kind of probe \"" + word + "\"", Nearest.hint(word, words), probe.span());
  }

  private Place timed(Place.Kind kind, List<String> parts, Action.ProbeText probe) {
    String form = kind.word + ":s:1, " + kind.word + ":ms:100, " + kind.word + ":hz:99";
    require(parts.size() == 1 || parts.size() == 2, probe, form);
    String unit = parts.size() == 2 ? parts.get(0) : "ns";
    String amount = parts.get(parts.size() - 1).replace("_", "");
    Matcher duration = DURATION.matcher(amount.replaceFirst("^(\\d)e6$", "$1000000"));
    boolean known = unit.equals("hz") || UNITS.containsKey(unit);
    if (!known || !duration.matches()) {
      throw errors.at(
          "\"" + probe.text() + "\" is no clock", "it is written " + form, probe.span());
    }
    long count = Long.parseLong(duration.group(1));
    String own = duration.group(2);
    if (own != null && parts.size() == 1) {
      unit = own;
    }
    long most = unit.equals("hz") ? 100_000 : Long.MAX_VALUE / UNITS.get(unit);
    if (count < 1 || count > most) {
      throw errors.at(
          "\"" + probe.text() + "\" is too fast or too slow",
          "it is written " + form,
          probe.span());
    }
    return place(kind, List.of(unit, Long.toString(count)));
  }

  private List<Place> tracepoints(String category, String event, Action.ProbeText probe) {
    List<String> categories = matching(Tracepoints.categories(), category);
    List<Place> found = new ArrayList<>();
    for (String each : categories) {
      for (String name : matching(Tracepoints.names(each), event)) {
        found.add(place(Place.Kind.TRACEPOINT, List.of(each, name)));
      }
    }
    if (found.isEmpty()) {
      boolean known = !categories.isEmpty();
      List<String> there = known ? Tracepoints.names(categories.get(0)) : Tracepoints.categories();
      throw errors.at(
          known
              ? "no tracepoint \"" + event + "\" in " + category
              : "no tracepoint category \"" + category + "\"",
          Nearest.hint(known ? event : category, there),
          probe.span());
    }
    return found;
  }

  private List<Place> rawTracepoints(String name, Action.ProbeText probe) {
    List<String> all = Tracepoints.rawNames();
    List<Place> found =
        matching(all, name).stream()
            .map(each -> place(Place.Kind.RAW_TRACEPOINT, List.of(each)))
            .toList();
    if (found.isEmpty()) {
      throw errors.at("no tracepoint \"" + name + "\"", Nearest.hint(name, all), probe.span());
    }
    return found;
  }

  private static List<String> matching(List<String> names, String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    // Stars in a row would match in exponential time.
    Pattern pattern = Pattern.compile(regex.toString().replaceAll("(\\.\\*)+", ".*"));
    return names.stream().filter(each -> pattern.matcher(each).matches()).toList();
  }
}
