package dev.tracebook.kernel.jshell;

import java.io.File;
import java.lang.instrument.ClassDefinition;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs snippets in this process, for JShell. In contrast to the JDK's local control it redefines
 * classes in place, so that variables keep their values; it can stop any loop; and it hands out the
 * values and exceptions themselves, where JShell only passes their text.
 */
final class SnippetControl implements ExecutionControl {
  private static final Pattern COPY = Pattern.compile("(REPL\\.\\$JShell\\$\\d+)[A-Z]*");

  private final SnippetLoader loader;
  private final CellThread thread;
  private final Redefinition redefinition = new Redefinition();
  private @Nullable Object value;
  private @Nullable Throwable thrown;

  SnippetControl(SnippetLoader loader, CellThread thread) {
    this.loader = loader;
    this.thread = thread;
  }

  /** Takes the value of the snippet that ran last, or of the variable that JShell asked for. */
  @Nullable Object takeValue() {
    Object taken = value;
    value = null;
    return taken;
  }

  /** Takes what the last snippet threw. */
  @Nullable Throwable takeThrown() {
    Throwable taken = thrown;
    thrown = null;
    return taken;
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    boolean[] installed = new boolean[classes.length];
    for (ClassBytecodes each : classes) {
      loader.declare(each.name(), each.bytecodes());
    }
    for (int i = 0; i < classes.length; i++) {
      try {
        loader.loadClass(classes[i].name());
        installed[i] = true;
      } catch (ClassNotFoundException | LinkageError e) {
        throw new ClassInstallException(e.toString(), installed);
      }
    }
  }

  @Override
  public void redefine(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    ClassDefinition[] definitions = new ClassDefinition[classes.length];
    for (int i = 0; i < classes.length; i++) {
      definitions[i] =
          new ClassDefinition(find(classes[i].name()), Checks.addTo(classes[i].bytecodes()));
    }
    if (!redefinition.redefine(definitions)) {
      throw new ClassInstallException("not redefined in place", new boolean[classes.length]);
    }
    for (ClassBytecodes each : classes) {
      loader.declare(each.name(), each.bytecodes());
    }
  }

  private Class<?> find(String name) throws ClassInstallException {
    try {
      return loader.loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new ClassInstallException(e.toString(), new boolean[0]);
    }
  }

  @Override
  public String invoke(String className, String methodName)
      throws RunException, EngineTerminationException, InternalException {
    value = null;
    thrown = null;
    try {
      Method method = loader.loadClass(className).getDeclaredMethod(methodName);
      method.setAccessible(true);
      value = thread.call(() -> method.invoke(null));
      return "";
    } catch (ReflectiveOperationException e) {
      throw new InternalException(e.toString());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw converted(cause instanceof InvocationTargetException ? cause.getCause() : cause);
    }
  }

  private RunException converted(Throwable exception) {
    if (exception instanceof SPIResolutionException unresolved) {
      return new ResolutionException(unresolved.id(), unresolved.getStackTrace());
    }
    thrown = exception;
    UserException user =
        new UserException(
            String.valueOf(exception.getMessage()),
            exception.getClass().getName(),
            exception.getStackTrace());
    Throwable cause = exception.getCause();
    if (cause != null && cause != exception) {
      Throwable kept = thrown;
      user.initCause(converted(cause));
      thrown = kept;
    }
    return user;
  }

  @Override
  public String varValue(String className, String varName)
      throws RunException, EngineTerminationException, InternalException {
    try {
      value = field(className, varName).get(null);
      return "";
    } catch (ReflectiveOperationException e) {
      throw new InternalException(e.toString());
    }
  }

  private Field field(String className, String name) throws ReflectiveOperationException {
    Field field = loader.loadClass(className).getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /**
   * Lets go of the values of variables that are no more: those of classes that JShell replaced by a
   * newer copy, and those of the given names. A table of millions of rows must not outlive its
   * variable.
   */
  void forget(java.util.Set<String> variables) {
    Map<String, Class<?>> newest = new HashMap<>();
    for (Class<?> each : loader.loaded()) {
      newest.put(base(each), each);
    }
    for (Class<?> each : loader.loaded()) {
      boolean replaced = newest.get(base(each)) != each;
      for (Field field : each.getDeclaredFields()) {
        if ((replaced || variables.contains(field.getName())) && isVariable(each, field)) {
          clear(field);
        }
      }
    }
  }

  private static String base(Class<?> snippet) {
    var matcher = COPY.matcher(snippet.getName());
    return matcher.matches() ? matcher.group(1) : snippet.getName();
  }

  private static boolean isVariable(Class<?> snippet, Field field) {
    int modifiers = field.getModifiers();
    return COPY.matcher(snippet.getName()).matches()
        && Modifier.isStatic(modifiers)
        && !Modifier.isFinal(modifiers)
        && !field.getType().isPrimitive();
  }

  private static void clear(Field field) {
    try {
      field.setAccessible(true);
      field.set(null, null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void addToClasspath(String path) {
    if (path.isEmpty()) {
      // What this process runs on is there already, in the parent of the cells' loader.
      return;
    }
    for (String each : path.split(Pattern.quote(File.pathSeparator), -1)) {
      loader.add(Path.of(each));
    }
  }

  @Override
  public void stop() {
    thread.interrupt();
  }

  @Override
  public Object extensionCommand(String command, Object argument) throws NotImplementedException {
    throw new NotImplementedException(command);
  }

  @Override
  public void close() {
    // The thread is a daemon; classes and jars go with the process.
  }
}
