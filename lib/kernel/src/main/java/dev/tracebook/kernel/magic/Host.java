package dev.tracebook.kernel.magic;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What magics may ask of the kernel. */
public interface Host {
  /** Runs Java as a part of the cell, and returns its value. */
  @Nullable Object java(String code);

  /** Runs a magic's own long work so that an interrupt ends it. */
  <T> T call(Callable<T> work);

  /** Declares a variable for cells. */
  void declare(String name, Class<?> type, Object value);

  /** Adds jars or folders of classes to the cells' class path. */
  void addToClasspath(List<Path> paths);

  /** The variables of cells. */
  Map<String, @Nullable Object> variables();

  /** Shows content of a MIME type. */
  void show(String mimeType, String content);
}
