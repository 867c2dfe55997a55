package dev.tracebook.kernel.magic;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The magics that this kernel knows. */
public final class Magics {
  private static final Pattern LINE = Pattern.compile("%([A-Za-z]\\w*)[ \\t]*([^\\r\\n]*)");
  private static final Pattern CELL =
      Pattern.compile("%%([A-Za-z]\\w*)[ \\t]*([^\\r\\n]*)(?:\\r?\\n|$)(.*)", Pattern.DOTALL);

  private final Map<String, Magic> magics = new LinkedHashMap<>();

  /** The magics that come with the kernel. */
  public static Magics standard() {
    Magics all = new Magics();
    List.of(
            new BpfMagic(),
            new BpftraceMagic(),
            new MavenMagic(),
            new ClasspathMagic(),
            new RunMagic(),
            new TimeMagic(),
            new ShellMagic(),
            new MimeMagic("html", "text/html"),
            new MimeMagic("svg", "image/svg+xml"),
            new MimeMagic("markdown", "text/markdown"),
            new MimeMagic("javascript", "application/javascript"),
            new WhoMagic(),
            new LsMagic(all))
        .forEach(all::add);
    return all;
  }

  /** Adds a magic; one of the same name is replaced. */
  public void add(Magic magic) {
    magic.names().forEach(name -> magics.put(name, magic));
  }

  /** All magics, each once. */
  public Collection<Magic> all() {
    return magics.values().stream().distinct().toList();
  }

  /** The names of a form, with their % or %%. */
  public List<String> names(boolean cell) {
    String prefix = cell ? "%%" : "%";
    return magics.entrySet().stream()
        .filter(each -> fits(each.getValue(), cell))
        .map(each -> prefix + each.getKey())
        .sorted()
        .toList();
  }

  private static boolean fits(Magic magic, boolean cell) {
    return magic.form() == Magic.Form.BOTH || (magic.form() == Magic.Form.CELL) == cell;
  }

  /** Whether a cell is one cell magic. */
  public static boolean isCell(String cell) {
    return CELL.matcher(cell).matches();
  }

  /** Reads a cell magic, or a line magic without line breaks. */
  public static Call parse(String text) {
    Matcher cell = CELL.matcher(text);
    if (cell.matches()) {
      return new Call(cell.group(1), cell.group(2).strip(), cell.group(3));
    }
    Matcher line = LINE.matcher(text);
    if (!line.lookingAt()) {
      throw new ArgumentException(text + " is no magic", "", "write %name or %%name", "%lsmagic");
    }
    return new Call(line.group(1), line.group(2).strip(), null);
  }

  /** Whether there is a magic of this name. */
  public boolean knows(String name) {
    return magics.containsKey(name);
  }

  /** Runs a magic. */
  public @Nullable Object run(Call call, Host host) throws Exception {
    boolean cell = call.body() != null;
    String shown = (cell ? "%%" : "%") + call.name();
    Magic magic = magics.get(call.name());
    if (magic == null) {
      List<String> known = names(cell);
      throw new UnknownNameException(
          "there is no magic " + shown, "", Nearest.hint(shown, known), "%lsmagic lists them");
    }
    if (!fits(magic, cell)) {
      throw new ArgumentException(
          shown + " is no " + (cell ? "cell" : "line") + " magic",
          "it is written as " + magic.shown(),
          magic.help(),
          "%lsmagic");
    }
    return magic.run(call, host);
  }
}
