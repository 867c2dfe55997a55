package dev.tracebook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Packages import in one direction only, and only sys sees JNA. */
class ImportDirectionTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tracebook");

  @Test
  void importsGoDownwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("door")
        .definedBy("dev.tracebook")
        .layer("notebook")
        .definedBy("..notebook..")
        .layer("bpf")
        .definedBy("..bpf..")
        .layer("capture")
        .definedBy("..capture..")
        .layer("chart")
        .definedBy("..chart..")
        .layer("table")
        .definedBy("..table..")
        .layer("ring")
        .definedBy("..ring..")
        .layer("headers")
        .definedBy("..headers..")
        .layer("host")
        .definedBy("..host..")
        .layer("sys")
        .definedBy("..tracebook.sys..")
        .whereLayer("door")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("notebook")
        .mayOnlyBeAccessedByLayers("door")
        .whereLayer("bpf")
        .mayOnlyBeAccessedByLayers("door", "notebook")
        .whereLayer("capture")
        .mayOnlyBeAccessedByLayers("door", "notebook", "bpf")
        .whereLayer("chart")
        .mayOnlyBeAccessedByLayers("door", "notebook", "bpf", "capture")
        .whereLayer("table")
        .mayOnlyBeAccessedByLayers("door", "notebook", "bpf", "capture", "chart")
        .whereLayer("ring")
        .mayOnlyBeAccessedByLayers("bpf", "capture", "table")
        .whereLayer("headers")
        .mayOnlyBeAccessedByLayers("bpf")
        .whereLayer("host")
        .mayOnlyBeAccessedByLayers("door", "notebook", "bpf", "capture", "table")
        .whereLayer("sys")
        .mayOnlyBeAccessedByLayers("bpf", "headers", "host", "ring")
        .check(classes);
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
