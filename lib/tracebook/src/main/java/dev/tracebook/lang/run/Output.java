package dev.tracebook.lang.run;

import dev.tracebook.bpf.BpfMap;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.lang.gen.Effect;
import dev.tracebook.lang.gen.Program;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.table.Histogram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final long mostCharacters;
  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, PrintedRows> rows = new LinkedHashMap<>();
  private boolean exited;
  private int exitCode;
  private boolean ending;
  private long events;
  private long cutOff;

  Output(Program program, BpfModule module, Words words, long mostCharacters) {
    this.program = program;
    this.module = module;
    this.words = words;
    this.mostCharacters = mostCharacters;
    mapText = new MapText(words);
    mapTable = new MapTable(words);
    printf = new Printf(words);
  }

  /** Takes one event: the number of an effect and its values. */
  void event(ByteBuffer data) {
    int number = (int) data.getLong(0);
    if (exited && !ending) {
      // Another CPU went on for a moment after exit().
      return;
    }
    events++;
    Effect effect = program.effects().get(number);
    if (effect instanceof Effect.Formatted f) {
      formatted(number, f, data);
    } else if (effect instanceof Effect.Value v) {
      print(words.text(v.type(), data, 8) + "\n");
    } else if (effect instanceof Effect.PrintMap p) {
      print(mapText.text(p.map(), entries(p.map()), p.top(), p.divisor()));
    } else if (effect instanceof Effect.Clear c) {
      map(c.map()).clear();
    } else if (effect instanceof Effect.Zero z) {
      zero(z.map());
    } else if (effect instanceof Effect.Time t) {
      print(Strftime.format(t.format(), ZonedDateTime.now(ZoneId.systemDefault())));
    } else if (effect instanceof Effect.Exit) {
      exited = true;
      exitCode = data.capacity() > 8 ? (int) data.getLong(8) : 0;
    } else if (effect instanceof Effect.Join j) {
      join(j, data);
    }
  }

  private void print(String more) {
    if (text.length() + more.length() > mostCharacters) {
      cutOff += more.length();
    } else {
      text.append(more);
    }
  }

  private void formatted(int number, Effect.Formatted f, ByteBuffer data) {
    String line = printf.format(f.format(), f.values(), data, 8);
    switch (f.function()) {
      case "cat" -> cat(line);
      case "errorf" -> print("ERROR: " + line);
      case "warnf" -> print("WARNING: " + line);
      default -> {
        print(line);
        PrintedRows kept =
            rows.computeIfAbsent(
                number, key -> new PrintedRows(f, program.checked().source().text()));
        if (cutOff == 0) {
          kept.add(data);
        }
      }
    }
  }

  private void cat(String file) {
    try (var in = Files.newInputStream(Path.of(file))) {
      print(new String(in.readNBytes(CAT_BYTES), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException | InvalidPathException e) {
      print("cat: " + file + ": " + e.getMessage() + "\n");
    }
  }

  private void join(Effect.Join j, ByteBuffer data) {
    long count = Math.min(j.most(), data.getLong(8));
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(Words.string(data, 16 + i * j.bytes(), j.bytes()));
    }
    print(String.join(j.separator(), parts) + "\n");
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

  /** All maps that are not empty, by name. */
  String mapsText() {
    StringBuilder all = new StringBuilder();
    program.checked().maps().stream()
        .sorted(Comparator.comparing(MapUse::name))
        .forEach(use -> all.append(mapText.text(use, entries(use), 0, 1)));
    return all.toString();
  }

  Table table(MapUse use) {
    return mapTable.table(use, mapText.sorted(use, entries(use)));
  }

  Map<String, Histogram> histograms(MapUse use) {
    Map<String, Histogram> all = new LinkedHashMap<>();
    for (Entry entry : mapText.sorted(use, entries(use))) {
      String key = use.keyed() ? words.text(use.key(), entry.keyData(), 0) : "";
      all.put(key, MapText.histogram(use, entry, 1));
    }
    return all;
  }

  List<Table> tables() {
    return rows.values().stream().map(each -> each.table(mapTable)).toList();
  }
}
