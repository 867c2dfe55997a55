package dev.tracebook.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Symbol tables of mapped files, shared by all processes that map them; the oldest ones go. */
final class ModuleCache {
  private static final int MAX_MODULES = 256;

  private final Map<String, ModuleSymbols> modules =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ModuleSymbols> eldest) {
          return size() > MAX_MODULES;
        }
      };
  private @Nullable ModuleSymbols vdso;

  ModuleSymbols of(
      String key, String name, Supplier<@Nullable Path> file, Path seenByProcess, Path root) {
    ModuleSymbols known = modules.get(key);
    if (known == null) {
      known = read(name, file.get(), seenByProcess, root);
      modules.put(key, known);
    }
    return known;
  }

  private static ModuleSymbols read(
      String name, @Nullable Path file, Path seenByProcess, Path root) {
    try {
      return file == null
          ? ModuleSymbols.unreadable(name)
          : ModuleSymbols.read(name, file, seenByProcess, root);
    } catch (IOException e) {
      // Not ELF, or damaged: module+offset still tells where it was.
      return ModuleSymbols.unreadable(name);
    }
  }

  ModuleSymbols vdso() {
    if (vdso == null) {
      try {
        vdso = ModuleSymbols.vdso();
      } catch (IOException e) {
        vdso = ModuleSymbols.unreadable("[vdso]");
      }
    }
    return vdso;
  }
}
