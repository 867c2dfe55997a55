package dev.tracebook.tools;

import dev.tracebook.bpf.BpfMap;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.CaptureSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A tool that counts in the kernel, and reads what it counted.
 *
 * @param <T> the tool
 */
public abstract class MapTool<T extends MapTool<T>> extends Tool<T> {
  MapTool(String name, Options options) {
    super(name, options);
  }

  /** Reads the maps at this moment. */
  abstract Result read(BpfModule module);

  @Override
  final CaptureSource source(BpfModule module) {
    return new ToolMaps(this, module);
  }

  /** What a reader must know of maps that may have had no room for further keys. */
  static List<String> full(BpfModule module, String... maps) {
    List<String> notes = new ArrayList<>();
    for (String each : maps) {
      BpfMap map = module.map(each);
      if (map.size() >= map.maxEntries()) {
        notes.add(
            "the map %s is full (%,d keys): what belongs to further keys is missing"
                .formatted(each, map.maxEntries()));
      }
    }
    return notes;
  }
}
