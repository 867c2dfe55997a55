package dev.tracebook.notebook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tracebook.error.ArgumentException;
import dev.tracebook.notebook.jjava.TracebookExtension;
import dev.tracebook.notebook.rapaio.TracebookDisplay;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.dflib.jjava.jupyter.kernel.magic.MagicParser;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategoryChart;
import org.rapaio.jupyter.kernel.display.DisplaySystem;
import org.rapaio.jupyter.kernel.display.spi.DisplayProvider;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

/** Kernels that we did not write find our display by themselves. */
class OtherKernelsTest {
  private static final Table TABLE = Table.create("t", LongColumn.create("calls", 7919L));
  private static final CategoryChart CHART = new CategoryChart(300, 200);

  static {
    CHART.addSeries("calls", List.of("a"), List.of(7919));
  }

  /** A kernel of JJava's family that evaluates nothing, and loads extensions as theirs do. */
  private static final class Kernel extends BaseKernel {
    Kernel() {
      super(
          "test",
          "1",
          new LanguageInfo("java", "17", "text/x-java", ".java", "java", "java", "script"),
          List.of(),
          null,
          new JupyterIO(StandardCharsets.UTF_8),
          new CommManager(),
          new Renderer(),
          new MagicParser("%", "%%", new MagicTranspiler()),
          new MagicsRegistry(),
          true,
          new StringStyler("", "", "", line -> ""));
    }

    @Override
    public @Nullable Object evalRaw(String cell) {
      return null;
    }

    @Override
    public String isComplete(String cell) {
      return IS_COMPLETE_YES;
    }

    @Override
    public @Nullable ReplacementOptions complete(String cell, int at) {
      return null;
    }

    @Override
    public @Nullable DisplayData inspect(String cell, int at, boolean extra) {
      return null;
    }

    String shown(Object value, String type) {
      return String.valueOf(getRenderer().render(value).getData(MIMEType.parse(type)));
    }
  }

  @Test
  void jjavaFindsTheExtensionAndShowsTablesAndCharts() {
    Kernel kernel = new Kernel();
    kernel.onStartup();
    try {
      assertThat(ServiceLoader.load(Extension.class))
          .hasAtLeastOneElementOfType(TracebookExtension.class);
      assertThat(kernel.shown(TABLE, "text/html")).contains("<td>7919</td>");
      assertThat(kernel.shown(TABLE, "text/plain")).contains("7919");
      assertThat(kernel.shown(CHART, "image/svg+xml")).startsWith("<svg");
      assertThat(kernel.shown(new ArgumentException("<x>", "w", "f", "s"), "text/html"))
          .contains("&lt;x&gt;");
    } finally {
      kernel.onShutdown(false);
    }
  }

  @Test
  void rapaioFindsTheProviderAndShowsTablesAndCharts() {
    assertThat(ServiceLoader.load(DisplayProvider.class))
        .hasAtLeastOneElementOfType(TracebookDisplay.class);
    var table = DisplaySystem.inst().render(TABLE).data();
    assertThat(String.valueOf(table.get("text/html"))).contains("<td>7919</td>");
    var chart = DisplaySystem.inst().render(CHART).data();
    assertThat(String.valueOf(chart.get("image/svg+xml"))).startsWith("<svg");
  }

  @Test
  void theLibraryDoesNotNeedTheirJars() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..notebook.jjava..", "..notebook.rapaio..", "dev.tracebook.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.dflib.jjava..",
            "org.rapaio..",
            "..tracebook.notebook.jjava..",
            "..tracebook.notebook.rapaio..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.tracebook"));
  }
}
