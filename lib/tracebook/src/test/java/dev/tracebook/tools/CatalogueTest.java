package dev.tracebook.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every tool has its four places: a program with its explanation, a class, a test, and a section of
 * a notebook that shows it at work.
 */
class CatalogueTest {
  /** Tools whose workload is one server or program that a test class has for all of them. */
  private static final Map<String, String> TESTED_TOGETHER =
      Map.of(
          "dbslower", "DatabaseTools",
          "dbstat", "DatabaseTools",
          "pythoncalls", "PythonTools",
          "pythonflow", "PythonTools",
          "pythongc", "PythonTools",
          "pythonstat", "PythonTools");

  private static final Path ROOT = Path.of("").toAbsolutePath().resolve("../..").normalize();

  private static Set<String> tools() {
    return Stream.of(Tools.class.getDeclaredMethods())
        .filter(each -> Modifier.isPublic(each.getModifiers()))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Path> files(String folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files.filter(each -> each.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static String className(String tool) {
    return Character.toUpperCase(tool.charAt(0)) + tool.substring(1);
  }

  @Test
  void everyToolHasItsFourPlaces() throws Exception {
    StringBuilder notebooks = new StringBuilder();
    for (Path each : files("notebooks", ".ipynb")) {
      notebooks.append(Files.readString(each));
    }
    List<String> missing = new ArrayList<>();
    for (String tool : tools()) {
      if (!Files.exists(ROOT.resolve("bpf/" + tool + ".c"))) {
        missing.add("bpf/" + tool + ".c");
      }
      String tests = TESTED_TOGETHER.getOrDefault(tool, className(tool)) + "Test";
      for (String name : List.of(className(tool), tests)) {
        try {
          Class.forName("dev.tracebook.tools." + name);
        } catch (ClassNotFoundException e) {
          missing.add("dev.tracebook.tools." + name);
        }
      }
      if (notebooks.indexOf(tool + "(") < 0) {
        missing.add("a notebook with " + tool + "(");
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyProgramIsATool() throws Exception {
    assertThat(files("bpf", ".c"))
        .extracting(each -> String.valueOf(each.getFileName()).replaceFirst("\\.c$", ""))
        .containsExactlyElementsOf(tools());
  }

  @Test
  void everyProgramExplainsItself() throws Exception {
    for (Path each : files("bpf", ".c")) {
      String text = Files.readString(each);
      String tool = String.valueOf(each.getFileName()).replaceFirst("\\.c$", "");
      assertThat(text).as(tool).startsWith("/*\n * " + tool + " - ");
      assertThat(text).as(tool).contains("\n * Probes: ", "\n * Overhead: ", "\n * Example:\n");
      assertThat(ToolText.of(tool).purpose()).as(tool).matches("\\p{Lower}.*[.]");
      assertThat(ToolText.of(tool).overhead()).as(tool).endsWith(".");
      assertThat(text.substring(0, text.indexOf("*/")).lines().toList())
          .as(tool)
          .allMatch(line -> line.length() <= 80);
      // The text that is compiled is whole: nothing is read from the disk of who traces.
      assertThat(ToolText.of(tool).program()).as(tool).doesNotContain("#include \"");
    }
  }
}
