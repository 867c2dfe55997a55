package dev.tracebook.kernel.magic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line that begins with % or a cell that begins with %%. */
public interface Magic {
  /** Whether a magic is a line of a cell, a whole cell, or both. */
  enum Form {
    /** %name */
    LINE,
    /** %%name */
    CELL,
    /** Either. */
    BOTH
  }

  /** The names that it answers to, without %. */
  List<String> names();

  /** How it may be written. */
  Form form();

  /** Usage and purpose in a line, for %lsmagic. */
  String help();

  /**
   * Does its work.
   *
   * @return what the cell shows, or null
   */
  @Nullable Object run(Call call, Host host) throws Exception;

  /** How a magic is named in text. */
  default String shown() {
    return (form() == Form.CELL ? "%%" : "%") + names().get(0);
  }
}
