package dev.tracebook;

import dev.tracebook.sys.LibBcc;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that loads programs into the running kernel: skipped with a reason, or required, see CI.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Live.Condition.class)
public @interface Live {
  /** Looks at what this process may do. */
  final class Condition implements ExecutionCondition {
    private static final int CAP_PERFMON = 38;
    private static final int CAP_BPF = 39;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String reason = reason();
      if (reason.isEmpty()) {
        return ConditionEvaluationResult.enabled("this host can load eBPF programs");
      }
      if ("required".equals(System.getenv("TRACEBOOK_LIVE"))) {
        throw new IllegalStateException("TRACEBOOK_LIVE=required, but " + reason);
      }
      System.out.println("skipped " + context.getDisplayName() + ": " + reason);
      return ConditionEvaluationResult.disabled(reason);
    }

    private static String reason() {
      if (!LibBcc.available()) {
        return "libbcc is not installed";
      }
      if (!Files.isDirectory(Path.of("/sys/kernel/tracing/events"))) {
        return "tracefs is not mounted";
      }
      long needed = 1L << CAP_PERFMON | 1L << CAP_BPF;
      try (var status = Files.lines(Path.of("/proc/self/status"))) {
        long effective =
            status
                .filter(line -> line.startsWith("CapEff:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .findFirst()
                .orElse(0);
        return (effective & needed) == needed ? "" : "the process lacks CAP_BPF or CAP_PERFMON";
      } catch (IOException e) {
        return e.toString();
      }
    }
  }
}
