package dev.tracebook.kernel.jshell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/**
 * Completes what is left of the cursor: types, members, variables; also those that the same cell
 * declares above and that never ran.
 *
 * @param matches what the text between start and cursor can become, best first
 * @param start where the completed text begins in the cell
 */
public record Completion(List<String> matches, int start) {
  /** Completes a cell at a position in it. */
  public static Completion at(String cell, int cursor, Cells cells) {
    SourceCodeAnalysis analysis = cells.analysis();
    List<Piece> pieces = Splitter.split(cell.substring(0, cursor), analysis);
    Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
    // The cursor stands in the last snippet, or after it where a new one begins.
    boolean inside = last != null && last.offset() + last.source().length() >= cursor;
    int start = last != null && inside ? last.offset() : cursor;
    List<Piece> above = inside ? pieces.subList(0, pieces.size() - 1) : pieces;
    String current = cell.substring(start, cursor);

    Set<String> matches = new LinkedHashSet<>();
    int anchor = suggest(analysis, current, current.length(), matches);
    String locals = locals(above);
    if (!locals.isEmpty()) {
      // As statements of one block, the snippets above declare their names for this one.
      Set<String> withLocals = new LinkedHashSet<>();
      String block = "{ " + locals;
      int inBlock =
          suggest(analysis, block + current, block.length() + current.length(), withLocals);
      int shifted = inBlock - block.length();
      if (shifted >= 0 && (matches.isEmpty() || shifted == anchor)) {
        anchor = shifted;
        withLocals.addAll(matches);
        matches = withLocals;
      }
    }
    return new Completion(List.copyOf(matches), start + anchor);
  }

  private static int suggest(
      SourceCodeAnalysis analysis, String code, int cursor, Set<String> matches) {
    int[] anchor = {cursor};
    List<Suggestion> found = new ArrayList<>(analysis.completionSuggestions(code, cursor, anchor));
    found.sort(Comparator.comparing(each -> !each.matchesType()));
    found.forEach(each -> matches.add(each.continuation()));
    return Math.max(0, anchor[0]);
  }

  private static String locals(List<Piece> above) {
    StringBuilder block = new StringBuilder();
    for (Piece each : above) {
      boolean statement = each.kind() == Piece.Kind.JAVA && !each.source().startsWith("import ");
      if (statement && Syntax.isStatement(each.source())) {
        block.append(each.source()).append('\n');
      }
    }
    return block.toString();
  }
}
