package dev.tracebook.host;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.util.List;
import java.util.Map;

/**
 * A tracepoint with the layout of its record.
 *
 * @param category its category, such as {@code sock}
 * @param name its name, such as {@code inet_sock_set_state}
 * @param id its number for perf_event_open(2), on the running kernel
 * @param fields the fields, the common ones first
 * @param printFormat how the kernel prints it: the text after {@code print fmt:}
 */
public record Tracepoint(
    String category, String name, int id, List<TracepointField> fields, String printFormat) {

  /**
   * A field by its name.
   *
   * @param field its name
   * @return the field
   * @throws UnknownNameException if there is none; names the nearest
   */
  public TracepointField field(String field) {
    return fields.stream()
        .filter(each -> each.name().equals(field))
        .findFirst()
        .orElseThrow(
            () ->
                new UnknownNameException(
                    "the tracepoint " + category + ":" + name + " has no field " + field,
                    "its format does not name one",
                    Nearest.hint(
                        field,
                        fields.stream()
                            .filter(each -> !each.isCommon())
                            .map(TracepointField::name)
                            .toList()),
                    "cat /sys/kernel/tracing/events/" + category + "/" + name + "/format"));
  }

  /**
   * The names of a field's values, as this kernel prints them: drop reasons, TCP states. The
   * numbers differ by kernel.
   *
   * @param field the field
   * @return value to name, in the kernel's order; empty if the kernel prints plain numbers
   */
  public Map<Long, String> symbols(String field) {
    return PrintFormat.table(printFormat, "__print_symbolic", field);
  }

  /**
   * The names of a field's flags, as this kernel prints them.
   *
   * @param field the field
   * @return bit mask to name, in the kernel's order; empty if the kernel does not print flags
   */
  public Map<Long, String> flags(String field) {
    return PrintFormat.table(printFormat, "__print_flags", field);
  }
}
