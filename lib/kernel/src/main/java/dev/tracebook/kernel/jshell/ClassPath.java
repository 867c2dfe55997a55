package dev.tracebook.kernel.jshell;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What cells compile against: the class path of this process without the libraries behind it, such
 * as Maven's resolver. The compiler and the completion read every jar of it before the first cell
 * runs, and a cell that wants such a library adds its own with %maven.
 */
final class ClassPath {
  private static final Pattern HIDDEN =
      Pattern.compile(
          "(icu4j|pdfbox|fontbox|graphics2d|VectorGraphics2D|animated-gif-lib|jackson|commons-codec"
              + "|commons-logging|http(client|core)|jcl-over|jeromq|jnacl|jna|maven-|plexus-"
              + "|standalone-|context-|asm|univocity|classgraph|checker-qual|error_prone|j2objc"
              + "|listenablefuture|failureaccess|jsr305).*\\.jar");

  private ClassPath() {}

  static String ofCells() {
    String path = System.getProperty("java.class.path", "");
    return Arrays.stream(path.split(Pattern.quote(File.pathSeparator), -1))
        .filter(each -> !HIDDEN.matcher(String.valueOf(Path.of(each).getFileName())).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
