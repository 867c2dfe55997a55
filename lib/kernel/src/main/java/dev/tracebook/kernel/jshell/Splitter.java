package dev.tracebook.kernel.jshell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Cuts a cell into snippets, before any of them runs. */
final class Splitter {
  private static final Pattern MAGIC = Pattern.compile("%[A-Za-z]\\w*[^\\n]*");

  private Splitter() {}

  static List<Piece> split(String cell, SourceCodeAnalysis analysis) {
    List<Piece> pieces = new ArrayList<>();
    int at = Blanks.skip(cell, 0);
    while (at < cell.length()) {
      Matcher magic = MAGIC.matcher(cell).region(at, cell.length());
      if (magic.lookingAt()) {
        pieces.add(new Piece(magic.group().strip(), at, Piece.Kind.MAGIC));
        at = Blanks.skip(cell, magic.end());
        continue;
      }
      String rest = cell.substring(at);
      CompletionInfo info = analysis.analyzeCompletion(rest);
      String source = info.source();
      switch (info.completeness()) {
        case COMPLETE, COMPLETE_WITH_SEMI -> {
          pieces.add(new Piece(source == null ? rest : source, at, Piece.Kind.JAVA));
          at = Blanks.skip(cell, cell.length() - info.remaining().length());
        }
        case CONSIDERED_INCOMPLETE -> {
          pieces.add(new Piece(rest, at, Piece.Kind.JAVA));
          at = cell.length();
        }
        case DEFINITELY_INCOMPLETE -> {
          pieces.add(new Piece(rest, at, Piece.Kind.UNFINISHED));
          at = cell.length();
        }
        case UNKNOWN -> {
          pieces.add(new Piece(rest, at, Piece.Kind.BROKEN));
          at = cell.length();
        }
        case EMPTY -> at = cell.length();
      }
    }
    return pieces;
  }
}
