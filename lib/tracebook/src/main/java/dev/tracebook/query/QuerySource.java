package dev.tracebook.query;

import dev.tracebook.capture.Capture;
import dev.tracebook.capture.CaptureSource;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.lang.RunningScript;
import dev.tracebook.lang.Script;
import dev.tracebook.lang.ScriptResult;
import dev.tracebook.lang.run.Keep;
import java.time.Duration;

/** A query in the kernel. */
final class QuerySource implements CaptureSource {
  private final Question question;
  private final RunningScript running;

  private QuerySource(Question question, RunningScript running) {
    this.question = question;
    this.running = running;
  }

  static RunningCapture start(Question question) {
    Script script = Script.compile(Composer.source(question), Keep.QUERY);
    return new RunningCapture(new QuerySource(question, script.start()));
  }

  @Override
  public long events() {
    return running.events();
  }

  @Override
  public Capture capture(Duration elapsed) {
    ScriptResult result = running.snapshot();
    return new Answer(question, result, elapsed).capture();
  }

  @Override
  public void close() {
    running.stop();
  }
}
