package dev.tracebook.bpf;

import dev.tracebook.error.MapException;
import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.Errno;
import java.nio.ByteBuffer;

/** Reads all entries of a map: many at a call where the kernel can, else one after the other. */
final class MapEntries {
  private static final int CHUNK = 8192;

  /** Takes entries; the buffers are used again when it returns. */
  @FunctionalInterface
  interface Sink {
    void accept(ByteBuffer keys, ByteBuffer values, int count);
  }

  private final int fd;
  private final MapInfo info;
  private final int valueBytes;
  private int chunk;
  private ByteBuffer keys;
  private ByteBuffer values;

  private MapEntries(int fd, MapInfo info) {
    this.fd = fd;
    this.info = info;
    valueBytes = info.valueStrideBytes() * info.valuesPerKey();
    chunk = Math.min(CHUNK, Math.max(1, info.maxEntries()));
    keys = Bpf.buffer(chunk * info.keySizeBytes());
    values = Bpf.buffer(chunk * valueBytes);
  }

  static void read(int fd, MapInfo info, Sink sink) {
    MapEntries entries = new MapEntries(fd, info);
    if (!entries.inBatches(sink)) {
      entries.oneByOne(sink);
    }
  }

  /** Returns false when the kernel has no batches for this kind of map. */
  private boolean inBatches(Sink sink) {
    ByteBuffer position = Bpf.buffer(Math.max(8, info.keySizeBytes()));
    ByteBuffer count = Bpf.buffer(4);
    boolean first = true;
    while (true) {
      count.putInt(0, chunk);
      int returned = Bpf.lookupBatch(fd, position, first, keys, values, count);
      if (returned == -Errno.ENOSPC && chunk < Integer.MAX_VALUE / 2 / valueBytes) {
        // One bucket of the hash has more entries than there is room for.
        chunk *= 2;
        keys = Bpf.buffer(chunk * info.keySizeBytes());
        values = Bpf.buffer(chunk * valueBytes);
        continue;
      }
      if (returned < 0 && returned != -Errno.ENOENT) {
        if (first) {
          return false;
        }
        throw failed(-returned);
      }
      if (count.getInt(0) > 0) {
        sink.accept(keys, values, count.getInt(0));
      }
      if (returned < 0) {
        return true;
      }
      first = false;
    }
  }

  private void oneByOne(Sink sink) {
    ByteBuffer key = Bpf.buffer(0);
    int count = 0;
    // A key that a program removes meanwhile sends the walk back to the start: the limit ends it.
    for (int walked = 0; walked < info.maxEntries(); walked++) {
      ByteBuffer next = Bpf.buffer(info.keySizeBytes());
      int returned = Bpf.nextKey(fd, key, next);
      if (returned == -Errno.ENOENT) {
        break;
      }
      if (returned < 0) {
        throw failed(-returned);
      }
      key = next;
      ByteBuffer value = Bpf.buffer(valueBytes);
      if (Bpf.lookup(fd, key, value) < 0) {
        continue;
      }
      keys.put(count * info.keySizeBytes(), key, 0, info.keySizeBytes());
      values.put(count * valueBytes, value, 0, valueBytes);
      if (++count == chunk) {
        sink.accept(keys, values, count);
        count = 0;
      }
    }
    if (count > 0) {
      sink.accept(keys, values, count);
    }
  }

  private MapException failed(int errno) {
    return new MapException(
        "cannot read the map " + info.name(),
        Errno.text(errno),
        "check that the program is still loaded",
        "man 2 bpf");
  }
}
