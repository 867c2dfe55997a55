package dev.tracebook.kernel.protocol;

import dev.tracebook.error.UnsupportedException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.dflib.jjava.jupyter.messages.MessageContext;

/** What System.in becomes: a line that the notebook asks its user for. */
public final class Input extends InputStream {
  private final StdinPort port;
  private final Streams streams;
  private final Supplier<? extends Error> interrupted;
  private volatile boolean allowed;
  private byte[] line = {};
  private int at;

  /**
   * Input over the stdin socket.
   *
   * @param interrupted makes what a read throws when its cell is interrupted
   */
  public Input(StdinPort port, Streams streams, Supplier<? extends Error> interrupted) {
    this.port = port;
    this.streams = streams;
    this.interrupted = interrupted;
  }

  /** Begins a cell, whose frontend can ask for input or not; unread input is dropped. */
  public synchronized void begin(boolean mayAsk) {
    allowed = mayAsk;
    line = new byte[0];
    at = 0;
  }

  /** Asks for a line with a prompt; what is typed is hidden if it is a password. */
  public String ask(String prompt, boolean password) {
    MessageContext parent = Parent.current();
    if (!allowed || parent == null) {
      throw new UnsupportedException(
          "this cell asked for input, which its frontend does not allow",
          "nbconvert, papermill and run-all run without a user (allow_stdin is false)",
          "run the cell in a notebook or console, or set the value in a variable",
          "");
    }
    // The prompt that the cell has printed stands before the input field.
    streams.flush();
    try {
      return port.ask(parent, prompt, password);
    } catch (InterruptedException e) {
      throw interrupted.get();
    }
  }

  @Override
  public synchronized int read() {
    if (at >= line.length) {
      line = (ask("", false) + "\n").getBytes(StandardCharsets.UTF_8);
      at = 0;
    }
    return line[at++] & 0xff;
  }

  @Override
  public synchronized int read(byte[] into, int offset, int count) {
    if (count == 0) {
      return 0;
    }
    into[offset] = (byte) read();
    // The rest of the line, but no second question.
    int more = Math.min(count - 1, line.length - at);
    System.arraycopy(line, at, into, offset + 1, more);
    at += more;
    return more + 1;
  }

  @Override
  public synchronized int available() {
    return line.length - at;
  }
}
