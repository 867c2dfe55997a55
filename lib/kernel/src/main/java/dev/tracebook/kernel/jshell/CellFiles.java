package dev.tracebook.kernel.jshell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * The classes that cells compile against: the class path of this process, without the libraries
 * behind it (a cell that wants such a library adds its own with %maven), and with the large ones
 * read when a cell first needs a package of theirs.
 *
 * <p>The compiler reads the directory of every jar of its class path before the first cell: half a
 * second for the thousands of classes of fastutil, of which a cell rarely needs one.
 */
final class CellFiles extends ForwardingJavaFileManager<StandardJavaFileManager>
    implements StandardJavaFileManager {
  private static final Pattern HIDDEN =
      Pattern.compile(
          "(icu4j|pdfbox|fontbox|graphics2d|VectorGraphics2D|animated-gif-lib|jackson|commons-codec"
              + "|commons-logging|http(client|core)|jcl-over|jeromq|jnacl|jna|maven-|plexus-"
              + "|standalone-|context-|asm|univocity|classgraph|checker-qual|error_prone|j2objc"
              + "|listenablefuture|failureaccess|jsr305).*\\.jar");

  /** Jars' names, and the package that all of their classes are in. */
  private static final Map<String, String> LARGE =
      Map.of(
          "fastutil-",
          "it.unimi.dsi.fastutil",
          "guava-",
          "com.google.common",
          "commons-math3-",
          "org.apache.commons.math3");

  /** By package. */
  private final Map<String, Library> large = new LinkedHashMap<>();

  CellFiles(StandardJavaFileManager files) {
    super(files);
  }

  /** A jar that is read when one of its packages is asked for. */
  private static final class Library {
    private final Path jar;
    private final StandardJavaFileManager files;

    Library(Path jar) throws IOException {
      this.jar = jar;
      files =
          ToolProvider.getSystemJavaCompiler()
              .getStandardFileManager(null, null, StandardCharsets.UTF_8);
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(jar));
    }
  }

  @Override
  public boolean handleOption(String current, Iterator<String> remaining) {
    if (!current.equals("-classpath")) {
      return super.handleOption(current, remaining);
    }
    Set<String> wanted = new LinkedHashSet<>();
    for (String each : remaining.next().split(Pattern.quote(File.pathSeparator), -1)) {
      Path path = Path.of(each);
      String name = String.valueOf(path.getFileName());
      if (!HIDDEN.matcher(name).matches() && !isLarge(path, name)) {
        wanted.add(each);
      }
    }
    return super.handleOption(current, List.of(String.join(File.pathSeparator, wanted)).iterator());
  }

  private boolean isLarge(Path path, String name) {
    for (Map.Entry<String, String> each : LARGE.entrySet()) {
      if (name.startsWith(each.getKey()) && Files.isRegularFile(path)) {
        try {
          if (!large.containsKey(each.getValue())) {
            large.put(each.getValue(), new Library(path));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return true;
      }
    }
    return false;
  }

  private StandardJavaFileManager of(Location location, String name) {
    if (location == StandardLocation.CLASS_PATH) {
      for (Map.Entry<String, Library> each : large.entrySet()) {
        if (name.startsWith(each.getKey())) {
          return each.getValue().files;
        }
      }
    }
    return fileManager;
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    return of(location, packageName).list(location, packageName, kinds, recurse);
  }

  @Override
  public JavaFileObject getJavaFileForInput(
      Location location, String className, JavaFileObject.Kind kind) throws IOException {
    return of(location, className).getJavaFileForInput(location, className, kind);
  }

  @Override
  public FileObject getFileForInput(Location location, String packageName, String relativeName)
      throws IOException {
    return of(location, packageName).getFileForInput(location, packageName, relativeName);
  }

  /** For the index of all class names: the whole path. */
  @Override
  public Iterable<? extends Path> getLocationAsPaths(Location location) {
    Iterable<? extends Path> paths = fileManager.getLocationAsPaths(location);
    if (location != StandardLocation.CLASS_PATH || paths == null) {
      return paths;
    }
    List<Path> all = new ArrayList<>();
    paths.forEach(all::add);
    large.values().forEach(each -> all.add(each.jar));
    return all;
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(
      Iterable<? extends File> files) {
    return fileManager.getJavaFileObjectsFromFiles(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromPaths(
      Collection<? extends Path> paths) {
    return fileManager.getJavaFileObjectsFromPaths(paths);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(File... files) {
    return fileManager.getJavaFileObjects(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(Path... paths) {
    return fileManager.getJavaFileObjects(paths);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
    return fileManager.getJavaFileObjectsFromStrings(names);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
    return fileManager.getJavaFileObjects(names);
  }

  @Override
  public void setLocation(Location location, Iterable<? extends File> files) throws IOException {
    fileManager.setLocation(location, files);
  }

  @Override
  public void setLocationFromPaths(Location location, Collection<? extends Path> paths)
      throws IOException {
    fileManager.setLocationFromPaths(location, paths);
  }

  @Override
  public void setLocationForModule(
      Location location, String moduleName, Collection<? extends Path> paths) throws IOException {
    fileManager.setLocationForModule(location, moduleName, paths);
  }

  @Override
  public Iterable<? extends File> getLocation(Location location) {
    return fileManager.getLocation(location);
  }

  @Override
  public Path asPath(FileObject file) {
    return fileManager.asPath(file);
  }

  @Override
  public void setPathFactory(PathFactory f) {
    fileManager.setPathFactory(f);
  }
}
