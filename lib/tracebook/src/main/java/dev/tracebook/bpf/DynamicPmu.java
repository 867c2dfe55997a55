package dev.tracebook.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The perf event types that the kernel numbers when it starts: kprobe and uprobe. */
final class DynamicPmu {
  private static final Path DEVICES = Path.of("/sys/bus/event_source/devices");
  private static final Pattern FIRST_BIT = Pattern.compile("config:(\\d+)");

  private DynamicPmu() {}

  static OptionalInt type(String device) {
    try {
      return OptionalInt.of(
          Integer.parseInt(Files.readString(DEVICES.resolve(device).resolve("type")).strip()));
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  /** The bit of the configuration that makes a return probe. */
  static int returnBit(String device) {
    return bit(device, "retprobe", 0);
  }

  /** Where in the configuration the file offset of a semaphore begins. */
  static int semaphoreShift() {
    return bit("uprobe", "ref_ctr_offset", 32);
  }

  private static int bit(String device, String field, int usual) {
    try {
      Matcher format =
          FIRST_BIT.matcher(
              Files.readString(DEVICES.resolve(device).resolve("format").resolve(field)));
      return format.find() ? Integer.parseInt(format.group(1)) : usual;
    } catch (IOException e) {
      return usual;
    }
  }
}
