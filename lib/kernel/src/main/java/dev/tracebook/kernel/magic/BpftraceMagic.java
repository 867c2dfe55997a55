package dev.tracebook.kernel.magic;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.lang.Script;
import dev.tracebook.lang.ScriptResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code %%bpftrace [duration] [parameter ...]}: a script in the bpftrace language. */
final class BpftraceMagic implements Magic {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  /** Without a duration a script ends by exit() or by an interrupt. */
  private static final Duration UNLIMITED = Duration.ofDays(365);

  @Override
  public List<String> names() {
    return List.of("bpftrace");
  }

  @Override
  public Form form() {
    return Form.CELL;
  }

  @Override
  public String help() {
    return "%%bpftrace [5s|100ms|1m] [$1 $2 ...]: the cell is a bpftrace script; runs it for that"
        + " long, or until it calls exit() or is interrupted; the variable bpftrace has its result";
  }

  @Override
  public @Nullable Object run(Call call, Host host) {
    List<Object> params = new ArrayList<>(call.words());
    Duration duration = UNLIMITED;
    if (!params.isEmpty()) {
      Matcher first = DURATION.matcher(String.valueOf(params.get(0)));
      if (first.matches()) {
        params.remove(0);
        duration = duration(Long.parseLong(first.group(1)), first.group(2));
      }
    }
    if (call.content().isBlank()) {
      throw new ArgumentException(
          "the cell has no script",
          "there is nothing below %%bpftrace",
          "write one, such as tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }",
          help());
    }
    // The script begins on the cell's second line: an empty first line keeps the lines of errors.
    Script script = Script.compile("\n" + call.content(), params.toArray());
    Duration most = duration;
    ScriptResult result = host.call(() -> script.run(most));
    host.declare("bpftrace", ScriptResult.class, result);
    return result;
  }

  private static Duration duration(long count, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }
}
