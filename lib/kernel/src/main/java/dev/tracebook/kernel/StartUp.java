package dev.tracebook.kernel;

import java.util.ArrayList;
import java.util.List;

/** The imports that every notebook starts with. */
final class StartUp {
  private static final String TOOLS = "dev.tracebook.tools.Tools";

  private StartUp() {}

  static List<String> imports() {
    List<String> imports = new ArrayList<>();
    // JShell files all of them under the name of the first, which no user is going to import again.
    imports.add("import static dev.tracebook.kernel.Notebook.*;");
    imports.add("import dev.tracebook.*;");
    imports.add("import static dev.tracebook.Tracebook.*;");
    if (StartUp.class.getClassLoader().getResource(TOOLS.replace('.', '/') + ".class") != null) {
      imports.add("import " + TOOLS + ";");
      imports.add("import static " + TOOLS + ".*;");
    }
    imports.add("import tech.tablesaw.api.*;");
    imports.add("import java.time.*;");
    imports.add("import java.util.*;");
    imports.add("import java.util.function.*;");
    imports.add("import java.util.stream.*;");
    imports.add("import java.nio.file.*;");
    return imports;
  }
}
