package dev.tracebook.lang;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.lang.run.Facts;
import dev.tracebook.lang.run.Session;
import dev.tracebook.table.Histogram;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tech.tablesaw.api.Table;

/** What a script gave: text as bpftrace prints it, maps and printed values as tables. */
public final class ScriptResult {
  private final String printed;
  private final String mapsText;
  private final Map<String, Table> maps;
  private final Map<String, Map<String, Histogram>> histograms;
  private final List<Table> tables;
  private final Facts facts;

  ScriptResult(Session session) {
    printed = session.printed();
    mapsText = session.mapsText();
    maps = session.maps();
    histograms = session.histograms();
    tables = session.tables();
    facts = session.facts();
  }

  /**
   * The text that bpftrace would print: what the script printed, then its maps.
   *
   * @return the text
   */
  public String text() {
    return mapsText.isEmpty() ? printed : printed + "\n" + mapsText;
  }

  /**
   * A map as a table.
   *
   * @param name its name, with or without the at sign
   * @return a row an entry: the parts of the key as the script writes them, then the value ({@code
   *     value}, or the aggregation's name); of histograms a row a bin that is not empty: low, high
   *     (inclusive), count
   */
  public Table map(String name) {
    return found(maps, name, "map");
  }

  /**
   * The names of all maps.
   *
   * @return the names, with the at sign
   */
  public Set<String> maps() {
    return maps.keySet();
  }

  /**
   * A map filled by hist() or lhist(), without a key.
   *
   * @param name its name, with or without the at sign
   * @return the histogram
   */
  public Histogram histogram(String name) {
    Map<String, Histogram> all = histograms(name);
    if (all.size() != 1) {
      throw new UnknownNameException(
          name + " is not one histogram but " + all.size(),
          all.isEmpty() ? "nothing was counted" : "it has keys: " + all.keySet(),
          "use histograms(\"" + name + "\"), which has one a key",
          "");
    }
    return all.values().iterator().next();
  }

  /**
   * A map filled by hist() or lhist().
   *
   * @param name its name, with or without the at sign
   * @return a histogram for each key
   */
  public Map<String, Histogram> histograms(String name) {
    return found(histograms, name, "histogram");
  }

  private static <T> T found(Map<String, T> all, String name, String what) {
    T found = all.get(name.startsWith("@") ? name : "@" + name);
    if (found == null) {
      throw new UnknownNameException(
          "the script has no " + what + " " + name,
          Nearest.hint(name, all.keySet()),
          all.isEmpty() ? "assign one" : "name one of: " + String.join(", ", all.keySet()),
          "");
    }
    return found;
  }

  /**
   * What printf printed, as a table.
   *
   * @return a row a call, a column a value; of a script with several printf the one that was called
   *     first
   */
  public Table printed() {
    return tables.isEmpty() ? Table.create("printf") : tables.get(0);
  }

  /**
   * What each printf of the script printed.
   *
   * @return a table for each printf that was called, in the order of the first call
   */
  public List<Table> printedTables() {
    return tables;
  }

  /**
   * What exit() was given.
   *
   * @return the exit code, 0 by default
   */
  public int exitCode() {
    return facts.exitCode();
  }

  /**
   * How many events could not be taken because the ring buffer was full.
   *
   * @return the count; 0 means that nothing is missing
   */
  public long lost() {
    return facts.lost() + facts.nested();
  }

  /**
   * Where the script was attached.
   *
   * @return the probes in bpftrace's spelling
   */
  public List<String> probes() {
    return facts.probes();
  }

  /**
   * Where it could not be attached.
   *
   * @return the probes of patterns, each with its reason
   */
  public List<String> skipped() {
    return facts.skipped();
  }

  /**
   * What is to know of the run, in a line: events, losses, probes.
   *
   * @return the line
   */
  public String footer() {
    StringBuilder text = new StringBuilder();
    text.append(facts.events()).append(" events, ").append(lost()).append(" lost");
    part(text, facts.full(), "map updates lost because a map was full");
    part(text, facts.divided(), "divisions by zero, taken as 1");
    part(text, facts.cut(), "loops cut off at 1024 rounds");
    part(text, facts.unprinted(), "characters not kept: more than 64 Mi were printed");
    text.append(", ").append(facts.probes().size()).append(" probes attached");
    if (!facts.skipped().isEmpty()) {
      text.append(", ").append(facts.skipped().size()).append(" skipped: ");
      text.append(String.join("; ", facts.skipped()));
    }
    return text.toString();
  }

  private static void part(StringBuilder text, long count, String what) {
    if (count > 0) {
      text.append(", ").append(count).append(' ').append(what);
    }
  }

  @Override
  public String toString() {
    return text();
  }
}
