package dev.tracebook.lang.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Probes and what to do when they fire.
 *
 * @param probes where
 * @param predicate only if that is true; null where there is none
 * @param body what to do
 * @param span where it stands
 */
public record Action(List<ProbeText> probes, @Nullable Expr predicate, Stmt.Block body, Span span) {

  /**
   * A probe as it is written, parameters replaced.
   *
   * @param text such as {@code tracepoint:sched:*}
   * @param span where it stands
   */
  public record ProbeText(String text, Span span) {}
}
