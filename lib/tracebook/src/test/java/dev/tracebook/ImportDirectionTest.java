package dev.tracebook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Packages import in one direction only, and only sys sees JNA. */
class ImportDirectionTest {
  private static final String ROOT = "dev.tracebook.";

  /** Each package with those that it may import; the door, at the top, may import all. */
  private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

  static {
    MAY_IMPORT.put("error", List.of());
    MAY_IMPORT.put("sys", List.of("error"));
    MAY_IMPORT.put("host", List.of("sys", "error"));
    MAY_IMPORT.put("ring", List.of("sys", "error"));
    MAY_IMPORT.put("headers", List.of("sys", "error"));
    MAY_IMPORT.put("table", List.of("ring", "error"));
    MAY_IMPORT.put("chart", List.of("table", "error"));
    MAY_IMPORT.put("capture", List.of("chart", "table", "ring", "error"));
    allBelow("bpf");
    allBelow("lang");
    allBelow("query");
    allBelow("tools");
    allBelow("record");
    allBelow("notebook");
  }

  private static void allBelow(String name) {
    MAY_IMPORT.put(name, List.copyOf(MAY_IMPORT.keySet()));
  }

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tracebook");

  @Test
  void importsGoDownwards() {
    MAY_IMPORT.forEach(
        (name, below) -> {
          Set<String> above = new TreeSet<>(MAY_IMPORT.keySet());
          above.removeAll(below);
          above.remove(name);
          String[] forbidden =
              above.stream().map(each -> ROOT + each + "..").toArray(String[]::new);
          if (forbidden.length > 0) {
            noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true)
                .check(classes);
          }
          noClasses()
              .that()
              .resideInAPackage(ROOT + name + "..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("dev.tracebook")
              .allowEmptyShould(true)
              .check(classes);
        });
  }

  @Test
  void everyPackageHasItsPlace() {
    Set<String> found = new TreeSet<>();
    for (JavaClass each : classes) {
      String name = each.getPackageName();
      if (name.startsWith(ROOT)) {
        found.add(name.substring(ROOT.length()).split("\\.", 2)[0]);
      }
    }
    assertThat(MAY_IMPORT.keySet()).containsAll(found);
  }

  @Test
  void onlySysSeesJna() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..tracebook.sys..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(classes);
  }
}
