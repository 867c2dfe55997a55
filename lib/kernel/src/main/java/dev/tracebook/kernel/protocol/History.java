package dev.tracebook.kernel.protocol;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.messages.request.HistoryRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cells that ran, in this session and before: a file with a JSON object a line, which several
 * kernels append to. Frontends use it for the up arrow and for search.
 */
public final class History {
  private static final Logger LOG = LoggerFactory.getLogger(History.class);
  private static final int KEPT = 10_000;

  private record Line(int session, int line, String input) {}

  private final Gson gson = new Gson();
  private final Path file;
  private final List<Line> lines = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private int session;

  /** Opens the history in a file; it need not exist. */
  public History(Path file) {
    this.file = file;
  }

  /** Where Tracebook's history is: tracebook/history.jsonl in the user's data folder. */
  public static Path defaultFile() {
    String data = System.getenv("XDG_DATA_HOME");
    Path home =
        data == null || data.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(data);
    return home.resolve("tracebook").resolve("history.jsonl");
  }

  /** Adds a cell that ran, with the text of its result. */
  public synchronized void add(int number, String input, String output) {
    begin();
    Line line = new Line(session, number, input);
    lines.add(line);
    outputs.add(output);
    append(channel -> write(channel, line));
  }

  /** Chooses this session's number and reads what was before, when history is first needed. */
  private void begin() {
    if (session != 0) {
      return;
    }
    session = 1;
    append(
        channel -> {
          for (String each : Files.readAllLines(file)) {
            read(each);
          }
          session = lines.isEmpty() ? 1 : lines.get(lines.size() - 1).session() + 1;
          if (lines.size() > 2 * KEPT) {
            lines.subList(0, lines.size() - KEPT).clear();
            channel.truncate(0);
            for (Line line : lines) {
              write(channel, line);
            }
          }
          // Another kernel that starts now sees this line, and takes the next number.
          write(channel, new Line(session, 0, ""));
        });
    for (int i = 0; i < lines.size(); i++) {
      outputs.add("");
    }
  }

  private void read(String text) {
    try {
      Line line = gson.fromJson(text, Line.class);
      if (line != null && line.input() != null) {
        lines.add(line);
      }
    } catch (JsonSyntaxException e) {
      LOG.debug("a broken line of history is left out: {}", text);
    }
  }

  private void write(FileChannel channel, Line line) throws IOException {
    channel.write(ByteBuffer.wrap((gson.toJson(line) + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private interface Action {
    void on(FileChannel channel) throws IOException;
  }

  /** History is a comfort: a full disk must not keep cells from running. */
  private void append(Action action) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          FileLock lock = channel.lock()) {
        LOG.trace("locked {}", lock);
        action.on(channel);
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("history is not written to {}", file, e);
    }
  }

  /** The reply to a request: each cell as session, line, and input or input with output. */
  public synchronized Map<String, Object> answer(HistoryRequest request) {
    begin();
    Stream<Integer> found =
        request instanceof HistoryRequest.Range range
            ? range(range).stream()
            : request instanceof HistoryRequest.Search search
                ? last(search.getMaxReturnLength(), search.getPattern(), search.filterUnique())
                    .stream()
                : last(((HistoryRequest.Tail) request).getMaxReturnLength(), "*", false).stream();
    return Map.of(
        "status",
        "ok",
        "history",
        found.map(each -> tuple(each, request.includeOutput())).toList());
  }

  private List<Integer> range(HistoryRequest.Range range) {
    // As in IPython: 0 is this session, negative counts back from it, positive is its number.
    int index = range.getSessionIndex();
    int wanted = index > 0 ? index : session + index;
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      boolean before = range.getStop() <= 0 || line.line() < range.getStop();
      if (line.session() == wanted && line.line() >= Math.max(1, range.getStart()) && before) {
        found.add(i);
      }
    }
    return found;
  }

  private List<Integer> last(int count, @Nullable String pattern, boolean unique) {
    Glob glob = new Glob(pattern == null ? "*" : pattern);
    Set<String> seen = new HashSet<>();
    List<Integer> found = new ArrayList<>();
    for (int i = lines.size() - 1; i >= 0 && (count <= 0 || found.size() < count); i--) {
      Line line = lines.get(i);
      boolean wanted = line.line() > 0 && glob.matches(line.input());
      if (wanted && (!unique || seen.add(line.input()))) {
        found.add(i);
      }
    }
    Collections.reverse(found);
    return found;
  }

  private List<Object> tuple(int index, boolean output) {
    Line line = lines.get(index);
    return List.of(
        line.session(),
        line.line(),
        output ? List.of(line.input(), outputs.get(index)) : line.input());
  }
}
