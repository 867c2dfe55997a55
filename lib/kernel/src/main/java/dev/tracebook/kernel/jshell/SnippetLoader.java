package dev.tracebook.kernel.jshell;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Loads the classes that JShell compiles, and the jars that cells add to the class path. */
final class SnippetLoader extends URLClassLoader {
  private final Map<String, byte[]> bytecodes = new ConcurrentHashMap<>();
  private final List<Class<?>> loaded = new ArrayList<>();

  static {
    registerAsParallelCapable();
  }

  SnippetLoader(ClassLoader parent) {
    super("cells", new URL[0], parent);
  }

  void declare(String name, byte[] code) {
    bytecodes.put(name, code);
  }

  /** The classes of snippets that were loaded until now, oldest first. */
  List<Class<?>> loaded() {
    synchronized (loaded) {
      return List.copyOf(loaded);
    }
  }

  void add(Path path) {
    try {
      addURL(path.toUri().toURL());
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(path + " is no class path entry", e);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] code = bytecodes.get(name);
    if (code == null) {
      return super.findClass(name);
    }
    byte[] checked = Checks.addTo(code);
    Class<?> defined = defineClass(name, checked, 0, checked.length);
    synchronized (loaded) {
      loaded.add(defined);
    }
    return defined;
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] code =
        name.endsWith(".class")
            ? bytecodes.get(name.substring(0, name.length() - 6).replace('/', '.'))
            : null;
    return code == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(code);
  }
}
