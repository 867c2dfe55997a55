package dev.tracebook.kernel.jshell;

import java.lang.reflect.Field;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signatures and javadoc of what stands at the cursor. */
public final class Documents {
  private static final Logger LOG = LoggerFactory.getLogger(Documents.class);

  private final Cells cells;

  /**
   * Looks for javadoc in sources.
   *
   * @param cells whose names are looked up
   * @param sources folders or jars of sources, besides those of the JDK
   */
  public Documents(Cells cells, List<Path> sources) {
    this.cells = cells;
    addSources(cells.analysis(), sources);
  }

  /**
   * JShell looks for sources in the JDK only, and has no option for more. The list that it keeps is
   * opened by {@code --add-opens jdk.jshell/jdk.jshell}; without that there is no javadoc.
   */
  private static void addSources(SourceCodeAnalysis analysis, List<Path> sources) {
    try {
      var find = analysis.getClass().getDeclaredMethod("findSources");
      find.setAccessible(true);
      List<Path> all = new ArrayList<>();
      for (Path each : sources) {
        all.add(Files.isDirectory(each) ? each : FileSystems.newFileSystem(each).getPath("/"));
      }
      for (Object each : (List<?>) find.invoke(analysis)) {
        all.add((Path) each);
      }
      Field known = analysis.getClass().getDeclaredField("availableSources");
      known.setAccessible(true);
      known.set(analysis, all);
    } catch (ReflectiveOperationException | RuntimeException | java.io.IOException e) {
      LOG.debug("no javadoc of Tracebook's own classes", e);
    }
  }

  /** What is known about the name or call at a position in a cell; empty if nothing. */
  public List<Documentation> at(String cell, int cursor) {
    SourceCodeAnalysis analysis = cells.analysis();
    int end = cursor;
    while (end < cell.length() && Character.isJavaIdentifierPart(cell.charAt(end))) {
      end++;
    }
    int start = 0;
    for (Piece each : Splitter.split(cell.substring(0, end), analysis)) {
      start = each.offset();
    }
    String code = cell.substring(Math.min(start, end), end);
    boolean onName =
        !code.isEmpty() && Character.isJavaIdentifierPart(code.charAt(code.length() - 1));
    // A method's name alone is no expression: with a bracket it is a call.
    List<Documentation> found = onName ? lookUp(analysis, code + "(") : List.of();
    return found.isEmpty() ? lookUp(analysis, code) : found;
  }

  private static List<Documentation> lookUp(SourceCodeAnalysis analysis, String code) {
    return analysis.documentation(code, code.length(), true);
  }

  /** The documents as text. */
  public static String text(List<Documentation> found) {
    return found.stream()
        .map(each -> join(each.signature(), Javadoc.text(each.javadoc())))
        .distinct()
        .collect(Collectors.joining("\n\n"));
  }

  /** The documents as HTML. */
  public static String html(List<Documentation> found) {
    return found.stream()
        .map(
            each ->
                "<pre>"
                    + Javadoc.escaped(each.signature())
                    + "</pre>"
                    + Javadoc.html(each.javadoc()))
        .distinct()
        .collect(Collectors.joining("<hr>"));
  }

  private static String join(String signature, String document) {
    return document.isEmpty() ? signature : signature + "\n\n" + document.indent(2).stripTrailing();
  }
}
