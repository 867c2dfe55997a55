package dev.tracebook.notebook.jjava;

import dev.tracebook.notebook.Display;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/**
 * Shows Tracebook's results in JJava and other kernels that are built on jjava-jupyter, which find
 * this class by its entry in META-INF/services.
 */
public final class TracebookExtension implements Extension {
  /** For the service loader. */
  public TracebookExtension() {}

  @Override
  public void install(BaseKernel kernel) {
    // JJava changes other signatures from release to release; getRenderer() has stayed.
    var renderer = kernel.getRenderer();
    for (Class<?> type : Display.types()) {
      renderer
          .createRegistration(type)
          .preferring(Display.HTML, Display.SVG)
          .register(
              (result, context) ->
                  Display.mimeBundle(result).forEach(context.getOutputContainer()::putData));
    }
  }
}
