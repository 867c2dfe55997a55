package dev.tracebook.kernel.jshell;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives loaded classes new code, which keeps their static fields: the variables of cells.
 *
 * <p>The JVM allows that through an agent. It is loaded when it is first needed, because an agent
 * that is there from the start slows the loading of every class.
 */
final class Redefinition {
  private static final Logger LOG = LoggerFactory.getLogger(Redefinition.class);

  private @Nullable Instrumentation instrumentation;
  private boolean unavailable;

  /**
   * Redefines classes in place.
   *
   * @return false if the JVM cannot: the agent does not load, or fields or methods differ
   */
  synchronized boolean redefine(ClassDefinition... definitions) {
    Instrumentation found = instrumentation();
    if (found == null) {
      return false;
    }
    try {
      found.redefineClasses(definitions);
      return true;
    } catch (UnsupportedOperationException e) {
      // Fields or methods were added or removed: JShell declares the class anew.
      LOG.debug("not redefined in place", e);
      return false;
    } catch (ClassNotFoundException | java.lang.instrument.UnmodifiableClassException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Instrumentation instrumentation() {
    if (instrumentation == null && !unavailable) {
      try {
        attach();
      } catch (Exception e) {
        unavailable = true;
        LOG.warn(
            "variables are lost when a cell changes what they depend on: no agent could be loaded"
                + " ({})",
            e.toString());
      }
      instrumentation = Agent.instrumentation();
    }
    return instrumentation;
  }

  private static void attach() throws Exception {
    Path jar = Files.createTempFile("tracebook-agent", ".jar");
    try {
      writeAgent(jar);
      VirtualMachine self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
      try {
        self.loadAgent(jar.toString());
      } finally {
        self.detach();
      }
    } finally {
      Files.delete(jar);
    }
  }

  /** The agent's class is on our own class path: the jar only names it. */
  private static void writeAgent(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", Agent.class.getName());
    manifest.getMainAttributes().putValue("Can-Redefine-Classes", "true");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }
}
