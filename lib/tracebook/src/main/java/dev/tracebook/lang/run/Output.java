package dev.tracebook.lang.run;

import dev.tracebook.bpf.BpfMap;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.lang.gen.Effect;
import dev.tracebook.lang.gen.Program;
import dev.tracebook.lang.type.MapUse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tech.tablesaw.api.Table;

/** Does what events say: prints, clears, remembers. */
final class Output {
  /** Bytes that cat() prints of a file: bpftrace's max_cat_bytes. */
  private static final int CAT_BYTES = 10_240;

  private final Program program;
  private final BpfModule module;
  private final MapText mapText;
  private final MapTable mapTable;
  private final Printf printf;
  private final Words words;
  private final MapResults mapResults;
  private final Keep keep;
  private final Map<String, MapSeries> series = new LinkedHashMap<>();
  private final long startedNs = System.nanoTime();
  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, PrintedRows> rows = new LinkedHashMap<>();
  private boolean exited;
  private int exitCode;
  private boolean ending;
  private long events;
  private long cutOff;
  private long unkeptRows;

  Output(Program program, BpfModule module, Words words, Keep keep) {
    this.program = program;
    this.module = module;
    this.words = words;
    this.keep = keep;
    mapText = new MapText(words);
    mapTable = new MapTable(words);
    mapResults = new MapResults(words, mapText, mapTable);
    printf = new Printf(words);
  }

  /** Takes events: each the number of an effect and its values. */
  void events(ByteBuffer data, int[] offsets, int[] sizes, int count) {
    if (keep.characters() == 0 && onlyRows()) {
      events += count;
      keep(0, (Effect.Rows) program.effects().get(0), data, offsets, sizes, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      event(data.slice(offsets[i], sizes[i]).order(data.order()));
    }
  }

  /** Whether all events are of one kind, so that they can be taken together. */
  private boolean onlyRows() {
    return program.effects().size() == 1 && program.effects().get(0) instanceof Effect.Rows;
  }

  private void event(ByteBuffer data) {
    int number = (int) data.getLong(0);
    if (exited && !ending) {
      // Another CPU went on for a moment after exit().
      return;
    }
    Effect effect = program.effects().get(number);
    if (!(effect instanceof Effect.Exit)) {
      events++;
    }
    if (effect instanceof Effect.Formatted f) {
      formatted(number, f, data);
    } else if (effect instanceof Effect.Value v) {
      print(() -> words.text(v.type(), data, 8) + "\n");
      keep(number, v, data);
    } else if (effect instanceof Effect.PrintMap p) {
      printMap(p);
    } else if (effect instanceof Effect.Clear c) {
      map(c.map()).clear();
      series(c.map()).cleared();
    } else if (effect instanceof Effect.Zero z) {
      zero(z.map());
      series(z.map()).cleared();
    } else if (effect instanceof Effect.Time t) {
      print(() -> Strftime.format(t.format(), ZonedDateTime.now(ZoneId.systemDefault())));
    } else if (effect instanceof Effect.Exit) {
      exited = true;
      exitCode = data.capacity() > 8 ? (int) data.getLong(8) : 0;
    } else if (effect instanceof Effect.Join j) {
      join(j, data);
    }
  }

  private void print(Supplier<String> said) {
    if (keep.characters() == 0) {
      return;
    }
    String more = said.get();
    if (text.length() + more.length() > keep.characters()) {
      cutOff += more.length();
    } else {
      text.append(more);
    }
  }

  private MapSeries series(MapUse use) {
    return series.computeIfAbsent("@" + use.name(), key -> new MapSeries());
  }

  private void printMap(Effect.PrintMap p) {
    List<Entry> entries = entries(p.map());
    print(() -> mapText.text(p.map(), entries, p.top(), p.divisor()));
    series(p.map()).add(System.nanoTime() - startedNs, mapResults.of(p.map(), entries));
  }

  private void formatted(int number, Effect.Formatted f, ByteBuffer data) {
    Supplier<String> line = () -> printf.format(f.format(), f.values(), data, 8);
    switch (f.function()) {
      case "cat" -> cat(line.get());
      case "errorf" -> print(() -> "ERROR: " + line.get());
      case "warnf" -> print(() -> "WARNING: " + line.get());
      default -> {
        print(line);
        keep(number, f, data);
      }
    }
  }

  private void keep(int number, Effect.Rows effect, ByteBuffer data) {
    keep(number, effect, data, new int[1], new int[] {data.capacity()}, 1);
  }

  private void keep(
      int number, Effect.Rows effect, ByteBuffer data, int[] offsets, int[] sizes, int count) {
    if (cutOff > 0) {
      return;
    }
    PrintedRows kept =
        rows.computeIfAbsent(
            number, key -> new PrintedRows(effect, program.checked().source().text(), words));
    int room = (int) Math.min(count, keep.rows() - kept.size());
    unkeptRows += count - room;
    if (room > 0) {
      kept.add(data, offsets, sizes, room);
    }
  }

  private void cat(String file) {
    try (var in = Files.newInputStream(Path.of(file))) {
      String content = new String(in.readNBytes(CAT_BYTES), StandardCharsets.UTF_8);
      print(() -> content);
    } catch (IOException | InvalidPathException e) {
      print(() -> "cat: " + file + ": " + e.getMessage() + "\n");
    }
  }

  private void join(Effect.Join j, ByteBuffer data) {
    long count = Math.min(j.most(), data.getLong(8));
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(Words.string(data, 16 + i * j.bytes(), j.bytes()));
    }
    print(() -> String.join(j.separator(), parts) + "\n");
  }

  private BpfMap map(MapUse use) {
    return module.map(Program.table(use.number()));
  }

  private List<Entry> entries(MapUse use) {
    return MapReader.read(map(use), use);
  }

  private void zero(MapUse use) {
    List<byte[]> keys = new ArrayList<>();
    int[] bytes = new int[1];
    map(use)
        .forEach(
            (key, value) -> {
              byte[] copy = new byte[key.capacity()];
              key.get(0, copy);
              keys.add(copy);
              bytes[0] = value.capacity();
            });
    keys.forEach(key -> map(use).putBytes(key, new byte[bytes[0]]));
  }

  boolean exited() {
    return exited;
  }

  /** Goes on taking events, now those of the end actions. */
  void resume() {
    ending = true;
  }

  int exitCode() {
    return exitCode;
  }

  long events() {
    return events;
  }

  long cutOff() {
    return cutOff;
  }

  String text() {
    return text.toString();
  }

  /** How many rows of printed values were not kept. */
  long unkeptRows() {
    return unkeptRows;
  }

  /** What a map holds now. */
  MapResult result(MapUse use) {
    return mapResults.of(use, entries(use));
  }

  Map<String, MapSeries> series() {
    return series;
  }

  /** A table for each printf and print that was called, in the order of the first call. */
  List<Table> tables() {
    return rows.values().stream().map(each -> each.table()).toList();
  }
}
