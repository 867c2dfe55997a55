package dev.tracebook.bpf;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.sys.Bpf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The maps of a module by name; those that Tracebook added are not shown. */
final class MapTable {
  private final Map<String, BpfMap> maps = new LinkedHashMap<>();

  MapTable(BpfModule owner, Compiled compiled) {
    for (Compiled.Slot each : compiled.maps()) {
      maps.put(each.info().name(), new BpfMap(owner, each.info(), each.fd()));
    }
  }

  List<String> names() {
    return maps.keySet().stream().filter(each -> !each.startsWith("__tb_")).toList();
  }

  /** Also a map of ours. */
  Optional<BpfMap> find(String name) {
    return Optional.ofNullable(maps.get(name));
  }

  BpfMap get(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  List<Integer> ids() {
    return maps.values().stream().map(each -> each.<Integer>withFd(Bpf::idOf)).sorted().toList();
  }

  private UnknownNameException unknown(String name) {
    List<String> known = names();
    return new UnknownNameException(
        "the program has no map \"" + name + "\"",
        Nearest.hint(name, known),
        known.isEmpty()
            ? "declare one, such as BPF_HASH(" + name + ", u32, u64);"
            : "name one of: " + String.join(", ", known),
        "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md#maps");
  }
}
