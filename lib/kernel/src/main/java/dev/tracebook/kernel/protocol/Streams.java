package dev.tracebook.kernel.protocol;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.publish.PublishStream.StreamType;
import org.jspecify.annotations.Nullable;

/**
 * Standard output and error on their way to the notebook: gathered for 50 ms, sent under the cell
 * that printed them, at no more than the notebook server accepts. A cell that prints faster waits;
 * nothing is dropped, and no more than a megabyte is held.
 */
public final class Streams {
  private static final long GATHER_MS = 50;
  private static final int HELD_BYTES = 1 << 20;
  private static final int MESSAGE_BYTES = 1 << 17;
  private static final long DEFAULT_BYTES_PER_SECOND = 800_000;

  private static final class Segment {
    final @Nullable MessageContext parent;
    final StreamType type;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Segment(@Nullable MessageContext parent, StreamType type) {
      this.parent = parent;
      this.type = type;
    }
  }

  private final Connection connection;
  private final Throttle throttle;
  private final Deque<Segment> pending = new ArrayDeque<>();
  private final Object sending = new Object();
  private int held;

  /** What System.out becomes. */
  public final PrintStream out = stream(StreamType.OUT);

  /** What System.err becomes. */
  public final PrintStream err = stream(StreamType.ERR);

  /** Starts to send output. TRACEBOOK_OUTPUT_RATE sets the bytes a second, default 800,000. */
  public Streams(Connection connection) {
    this.connection = connection;
    String rate = System.getenv("TRACEBOOK_OUTPUT_RATE");
    throttle = new Throttle(rate == null ? DEFAULT_BYTES_PER_SECOND : Long.parseLong(rate));
    Thread sender = new Thread(this::send, "output");
    sender.setDaemon(true);
    sender.start();
  }

  private PrintStream stream(StreamType type) {
    return new PrintStream(new Sink(type), false, StandardCharsets.UTF_8);
  }

  private final class Sink extends OutputStream {
    private final StreamType type;

    Sink(StreamType type) {
      this.type = type;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      put(type, bytes, offset, count);
    }
  }

  private void put(StreamType type, byte[] bytes, int offset, int count) {
    MessageContext parent = Parent.current();
    synchronized (pending) {
      awaitRoom();
      Segment last = pending.peekLast();
      if (last == null
          || last.type != type
          || last.parent != parent
          || last.bytes.size() + count > MESSAGE_BYTES) {
        last = new Segment(parent, type);
        pending.add(last);
      }
      last.bytes.write(bytes, offset, count);
      held += count;
      pending.notifyAll();
    }
  }

  private void awaitRoom() {
    boolean interrupted = false;
    while (held >= HELD_BYTES) {
      try {
        pending.wait();
      } catch (InterruptedException e) {
        // Output is not lost by an interrupt: the next check of the cell's code ends it.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() {
    try {
      while (true) {
        synchronized (pending) {
          while (pending.isEmpty()) {
            pending.wait();
          }
        }
        Thread.sleep(GATHER_MS);
        drain(false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends all that was printed until now, before what follows on other ways: results, prompts. */
  public void flush() {
    boolean interrupted = Thread.interrupted();
    while (true) {
      try {
        drain(true);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void drain(boolean all) throws InterruptedException {
    synchronized (sending) {
      // Only what is there now: a thread that prints without end must not keep a cell from ending.
      int segments;
      synchronized (pending) {
        segments = pending.size();
      }
      for (int i = 0; i < segments; i++) {
        Segment next;
        synchronized (pending) {
          next = pending.poll();
        }
        if (next != null) {
          send(next, all);
        }
      }
    }
  }

  private void send(Segment segment, boolean all) throws InterruptedException {
    byte[] bytes = segment.bytes.toByteArray();
    int whole = all ? bytes.length : wholeCharacters(bytes);
    int rest = bytes.length - whole;
    synchronized (pending) {
      if (rest > 0) {
        giveBack(segment, bytes, whole, rest);
      }
    }
    if (whole > 0) {
      String text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
      throttle.await(whole);
      connection.publish(segment.parent, new PublishStream(segment.type, text));
    }
    synchronized (pending) {
      held -= whole;
      pending.notifyAll();
    }
  }

  /** The start of a character whose end is not written yet goes before what comes next. */
  private void giveBack(Segment segment, byte[] bytes, int whole, int rest) {
    Segment next = new Segment(segment.parent, segment.type);
    next.bytes.write(bytes, whole, rest);
    Segment following = pending.peek();
    if (following != null && following.type == segment.type && following.parent == segment.parent) {
      next.bytes.writeBytes(following.bytes.toByteArray());
      pending.remove();
    }
    pending.addFirst(next);
  }

  /** Returns how many bytes are complete UTF-8 characters. */
  static int wholeCharacters(byte[] bytes) {
    int at = bytes.length;
    for (int back = 1; back <= 3 && back <= bytes.length; back++) {
      int b = bytes[at - back] & 0xff;
      if (b >= 0xc0) {
        int needed = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
        return needed > back ? at - back : at;
      }
      if (b < 0x80) {
        return at;
      }
    }
    return at;
  }
}
