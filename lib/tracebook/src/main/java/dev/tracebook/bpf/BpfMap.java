package dev.tracebook.bpf;

import dev.tracebook.error.MapException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.Errno;
import dev.tracebook.table.EventTable;
import dev.tracebook.table.Field;
import dev.tracebook.table.KeyedHistogram;
import dev.tracebook.table.Scale;
import dev.tracebook.table.StructLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A map of a program: hash, array, LRU, their per-CPU kinds, LPM trie, queue, stack.
 *
 * <p>Reading takes one system call for thousands of entries on kernels since 5.6 and sees each
 * entry at its own moment: a program that goes on counting is not stopped.
 *
 * <p>Example: {@code bpf.map("counts").table().sortDescendingOn("value")}
 */
public final class BpfMap {
  private static final String SEE = "https://docs.kernel.org/bpf/maps.html";

  private final BpfModule owner;
  private final MapInfo info;
  private final int fd;

  BpfMap(BpfModule owner, MapInfo info, int fd) {
    this.owner = owner;
    this.info = info;
    this.fd = fd;
  }

  /**
   * The map's name in the program.
   *
   * @return the name
   */
  public String name() {
    return info.name();
  }

  /**
   * The map's kind.
   *
   * @return such as {@code hash} or {@code percpu_array}, as in the kernel's enum bpf_map_type
   */
  public String type() {
    return info.type().toString();
  }

  /**
   * How many entries the map can have.
   *
   * @return the limit; for a ring buffer its size in bytes
   */
  public int maxEntries() {
    return info.maxEntries();
  }

  MapInfo info() {
    return info;
  }

  /**
   * Runs a call with the map's descriptor, and keeps the module from closing meanwhile: the number
   * of a closed descriptor may soon be another map's.
   */
  <T> T withFd(IntFunction<T> call) {
    return owner.whileOpen(() -> call.apply(fd));
  }

  private void read(MapEntries.Sink sink) {
    requireReadable();
    withFd(
        descriptor -> {
          MapEntries.read(descriptor, info, sink);
          return true;
        });
  }

  private void requireReadable() {
    if (!info.type().isReadable()) {
      throw new UnsupportedException(
          "the map " + name() + " cannot be read as keys and values",
          "it is of the kind " + info.type(),
          info.type().isQueue() ? "use drain(), which takes its values out" : remedy(),
          SEE);
    }
  }

  private String remedy() {
    return switch (info.type()) {
      case RINGBUF, PERF_EVENT_ARRAY -> "use events(\"" + name() + "\")";
      case STACK_TRACE -> "use stacks(\"" + name() + "\")";
      default -> "use BPF_HASH, BPF_ARRAY, BPF_HISTOGRAM or a per-CPU or LRU kind of them";
    };
  }

  /**
   * Reads all entries as they are.
   *
   * @param entry takes a key and a value, of a per-CPU map the values of all CPUs in a row, each on
   *     a multiple of 8 bytes; in the machine's byte order, and only until it returns
   */
  public void forEach(BiConsumer<ByteBuffer, ByteBuffer> entry) {
    int keyBytes = info.keySizeBytes();
    int valueBytes = info.valueStrideBytes() * info.valuesPerKey();
    read(
        (keys, values, count) -> {
          for (int i = 0; i < count; i++) {
            entry.accept(
                keys.slice(i * keyBytes, keyBytes).order(keys.order()),
                values.slice(i * valueBytes, valueBytes).order(values.order()));
          }
        });
  }

  /**
   * Reads one value as it is.
   *
   * @param key the key's bytes
   * @return the value's bytes in the machine's byte order, or null where there is none
   */
  public @Nullable ByteBuffer getBytes(byte[] key) {
    ByteBuffer value = Bpf.buffer(info.valueStrideBytes() * info.valuesPerKey());
    ByteBuffer keyBuffer = Bpf.buffer(key.length).put(0, key);
    int returned = withFd(map -> Bpf.lookup(map, keyBuffer, value));
    if (returned == -Errno.ENOENT) {
      return null;
    }
    check("read", returned);
    return value;
  }

  /**
   * Writes an entry as it is.
   *
   * @param key the key's bytes
   * @param value the value's bytes, of a per-CPU map those of all CPUs
   */
  public void putBytes(byte[] key, byte[] value) {
    ByteBuffer keyBuffer = Bpf.buffer(key.length).put(0, key);
    ByteBuffer valueBuffer = Bpf.buffer(value.length).put(0, value);
    check("write", withFd(map -> Bpf.update(map, keyBuffer, valueBuffer)));
  }

  /**
   * Adds up all values of a map of integers, those of all CPUs too.
   *
   * @return the sum
   */
  public long sum() {
    Field value = integerValue();
    long[] sum = new long[1];
    read(
        (keys, values, count) -> {
          for (int i = 0; i < count * info.valuesPerKey(); i++) {
            sum[0] += integer(values, i * info.valueStrideBytes(), value);
          }
        });
    return sum[0];
  }

  /**
   * Counts the entries at this moment.
   *
   * @return how many; for an array always its size
   */
  public int size() {
    int[] size = new int[1];
    read((keys, values, count) -> size[0] += count);
    return size[0];
  }

  private Field integerValue() {
    List<Field> fields = info.valueLayout().fields();
    Field first = fields.get(0);
    if (fields.size() != 1 || first.count() != 1 || !isInteger(first)) {
      throw new UnsupportedException(
          "the values of the map " + name() + " are no single integers",
          "each has the members " + fields.stream().map(Field::name).toList(),
          "read table() and add up the column that you mean",
          SEE);
    }
    return first;
  }

  private static boolean isInteger(Field field) {
    return field.kind() == Field.Kind.SIGNED || field.kind() == Field.Kind.UNSIGNED;
  }

  static long integer(ByteBuffer data, int at, Field field) {
    boolean unsigned = field.kind() == Field.Kind.UNSIGNED;
    return switch (field.sizeBytes()) {
      case 1 -> unsigned ? data.get(at) & 0xffL : data.get(at);
      case 2 -> unsigned ? data.getShort(at) & 0xffffL : data.getShort(at);
      case 4 -> unsigned ? data.getInt(at) & 0xffffffffL : data.getInt(at);
      default -> data.getLong(at);
    };
  }

  /**
   * Reads all entries.
   *
   * @return a row an entry: key columns ({@code key} for a scalar, else the members), then value
   *     columns ({@code value}, else the members). Of a per-CPU map integers are added up over the
   *     CPUs; structs give a row for each CPU with the column {@code cpu}, see {@link #perCpuTable}
   */
  public Table table() {
    requireReadable();
    if (!info.type().isPerCpu()) {
      return spread(false);
    }
    List<Field> fields = info.valueLayout().fields();
    boolean integer = fields.size() == 1 && fields.get(0).count() == 1 && isInteger(fields.get(0));
    return integer ? summed(fields.get(0)) : spread(true);
  }

  /**
   * Reads all values of a per-CPU map.
   *
   * @return a row for each entry and CPU: key columns, {@code cpu}, value columns
   */
  public Table perCpuTable() {
    requireReadable();
    return spread(true);
  }

  /**
   * Reads the map as histograms: the last column of the key is the slot, those before it are the
   * key.
   *
   * @param scale which values each slot holds
   * @return a histogram a key; one without a key where the map's key is a scalar
   */
  public KeyedHistogram histograms(Scale scale) {
    Table entries = table();
    int keys = info.keyLayout().fields().size();
    String count = entries.column(keys).name();
    // An array has an entry for every slot, filled or not.
    return KeyedHistogram.ofEntries(name(), scale, entries, entries.column(keys - 1).name(), count);
  }

  private Table spread(boolean cpus) {
    EventTable keys = new EventTable(info.keyLayout());
    EventTable values = new EventTable(info.valueLayout());
    int perKey = info.valuesPerKey();
    IntColumn cpu = IntColumn.create("cpu");
    read(
        (keyBytes, valueBytes, count) -> {
          int rows = count * perKey;
          keys.accept(
              keyBytes,
              offsets(rows, info.keySizeBytes(), perKey),
              sizes(rows, info.keySizeBytes()),
              rows);
          values.accept(
              valueBytes,
              offsets(rows, info.valueStrideBytes(), 1),
              sizes(rows, info.valueSizeBytes()),
              rows);
          for (int i = 0; cpus && i < rows; i++) {
            cpu.append(i % perKey);
          }
        });
    return joined(keys.toTable(name()), cpus ? cpu : null, values.toTable(name()));
  }

  private Table summed(Field field) {
    EventTable keys = new EventTable(info.keyLayout());
    String type = field.kind() == Field.Kind.UNSIGNED ? "unsigned long long" : "long long";
    EventTable values =
        new EventTable(StructLayout.ofDescription('"' + type + '"', Long.BYTES).named("value"));
    int perKey = info.valuesPerKey();
    read(
        (keyBytes, valueBytes, count) -> {
          ByteBuffer sums = Bpf.buffer(count * Long.BYTES);
          for (int i = 0; i < count * perKey; i++) {
            int at = i / perKey * Long.BYTES;
            long value = integer(valueBytes, i * info.valueStrideBytes(), field);
            sums.putLong(at, sums.getLong(at) + value);
          }
          keys.accept(
              keyBytes,
              offsets(count, info.keySizeBytes(), 1),
              sizes(count, info.keySizeBytes()),
              count);
          values.accept(sums, offsets(count, Long.BYTES, 1), sizes(count, Long.BYTES), count);
        });
    return joined(keys.toTable(name()), null, values.toTable(name()));
  }

  private static int[] offsets(int rows, int stride, int repeat) {
    int[] offsets = new int[rows];
    for (int i = 0; i < rows; i++) {
      offsets[i] = i / repeat * stride;
    }
    return offsets;
  }

  private static int[] sizes(int rows, int size) {
    int[] sizes = new int[rows];
    java.util.Arrays.fill(sizes, size);
    return sizes;
  }

  private static Table joined(
      Table keys, @org.jspecify.annotations.Nullable IntColumn cpu, Table values) {
    if (cpu != null) {
      keys.addColumns(cpu);
    }
    for (Column<?> each : values.columns()) {
      if (keys.containsColumn(each.name())) {
        each.setName("value." + each.name());
      }
      keys.addColumns(each);
    }
    return keys;
  }

  /**
   * Reads one integer.
   *
   * @param key the key: one value for each of its members
   * @return the value, added up over the CPUs for a per-CPU map; empty when there is no such key
   */
  public OptionalLong get(Object... key) {
    Field field = integerValue();
    ByteBuffer value = Bpf.buffer(info.valueStrideBytes() * info.valuesPerKey());
    int returned = withFd(map -> Bpf.lookup(map, key(key), value));
    if (returned == -Errno.ENOENT) {
      return OptionalLong.empty();
    }
    check("read", returned);
    long sum = 0;
    for (int i = 0; i < info.valuesPerKey(); i++) {
      sum += integer(value, i * info.valueStrideBytes(), field);
    }
    return OptionalLong.of(sum);
  }

  private ByteBuffer key(Object... key) {
    return MapCodec.encode("the key of " + name(), info.keyLayout(), key);
  }

  /**
   * Writes one entry.
   *
   * @param key the key: one value, or a list with one for each member
   * @param value the value: one, or a list with one for each member; a per-CPU map gets it on every
   *     CPU
   */
  public void put(Object key, Object value) {
    ByteBuffer one = MapCodec.encode("the value of " + name(), info.valueLayout(), parts(value));
    ByteBuffer all = Bpf.buffer(info.valueStrideBytes() * info.valuesPerKey());
    for (int i = 0; i < info.valuesPerKey(); i++) {
      all.put(i * info.valueStrideBytes(), one, 0, one.capacity());
    }
    ByteBuffer keyBytes = info.type().isQueue() ? Bpf.buffer(0) : key(parts(key));
    check("write", withFd(map -> Bpf.update(map, keyBytes, all)));
  }

  private static Object[] parts(Object value) {
    return value instanceof List<?> list ? list.toArray() : new Object[] {value};
  }

  /**
   * Removes one entry.
   *
   * @param key the key: one value for each of its members
   * @return false when there is no such key
   */
  public boolean delete(Object... key) {
    int returned = withFd(map -> Bpf.delete(map, key(key)));
    if (returned == -Errno.ENOENT) {
      return false;
    }
    check("remove", returned);
    return true;
  }

  /** Removes all entries; those of an array, which cannot be removed, become zero. */
  public void clear() {
    boolean array = info.type() == MapType.ARRAY || info.type() == MapType.PERCPU_ARRAY;
    ByteBuffer zero = Bpf.buffer(info.valueStrideBytes() * info.valuesPerKey());
    List<ByteBuffer> all = new ArrayList<>();
    read(
        (keys, values, count) -> {
          for (int i = 0; i < count; i++) {
            ByteBuffer key = Bpf.buffer(info.keySizeBytes());
            all.add(key.put(0, keys, i * info.keySizeBytes(), info.keySizeBytes()));
          }
        });
    for (ByteBuffer key : all) {
      int returned = withFd(map -> array ? Bpf.update(map, key, zero) : Bpf.delete(map, key));
      if (returned != -Errno.ENOENT) {
        check("clear", returned);
      }
    }
  }

  /**
   * Takes all values out of a queue or a stack.
   *
   * @return a row a value, in the order in which they come out
   */
  public Table drain() {
    if (!info.type().isQueue()) {
      throw new UnsupportedException(
          "the map " + name() + " is no queue",
          "it is of the kind " + info.type(),
          "read table()",
          SEE);
    }
    EventTable values = new EventTable(info.valueLayout());
    ByteBuffer value = Bpf.buffer(info.valueSizeBytes());
    int returned = take(value);
    while (returned == 0) {
      values.accept(value, new int[] {0}, new int[] {info.valueSizeBytes()}, 1);
      returned = take(value);
    }
    if (returned != -Errno.ENOENT) {
      check("drain", returned);
    }
    return values.toTable(name());
  }

  private int take(ByteBuffer value) {
    return withFd(map -> Bpf.lookupAndDelete(map, Bpf.buffer(0), value));
  }

  void putDescriptor(int index, int descriptor) {
    ByteBuffer key = Bpf.buffer(4).putInt(0, index);
    ByteBuffer value = Bpf.buffer(4).putInt(0, descriptor);
    check("write", withFd(map -> Bpf.update(map, key, value)));
  }

  private void check(String verb, int returned) {
    if (returned < 0) {
      String fix =
          returned == -Errno.E2BIG
              ? "declare the map with more entries than " + info.maxEntries()
              : "check the key, and that the program is still loaded";
      throw new MapException(
          "cannot " + verb + " an entry of the map " + name(), Errno.text(-returned), fix, SEE);
    }
  }

  @Override
  public String toString() {
    return info.type().isReadable() ? table().printAll() : name() + ": " + info.type();
  }
}
