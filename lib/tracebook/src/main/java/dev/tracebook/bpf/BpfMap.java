package dev.tracebook.bpf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.sys.LibBcc;
import dev.tracebook.table.EventTable;
import dev.tracebook.table.KeyedHistogram;
import dev.tracebook.table.Scale;
import dev.tracebook.table.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.function.BiConsumer;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A map of a program: hash, array, LRU hash, or the ring behind an event source. */
public final class BpfMap {
  /** BPF_MAP_TYPE_HASH, ARRAY, LRU_HASH: one value a key. */
  private static final Set<Integer> READABLE = Set.of(1, 2, 9);

  private final BpfModule owner;
  private final LibBcc bcc;
  private final long module;
  private final long index;

  BpfMap(BpfModule owner, LibBcc bcc, long module, long index) {
    this.owner = owner;
    this.bcc = bcc;
    this.module = module;
    this.index = index;
  }

  /**
   * The map's name in the program.
   *
   * @return the name
   */
  public String name() {
    owner.requireOpen();
    return bcc.bpf_table_name(module, index);
  }

  int fd() {
    owner.requireOpen();
    return bcc.bpf_table_fd_id(module, index);
  }

  long maxEntries() {
    return bcc.bpf_table_max_entries_id(module, index);
  }

  JsonNode leafDescription() {
    return StructLayout.parse(bcc.bpf_table_leaf_desc_id(module, index));
  }

  private void forEach(BiConsumer<byte[], byte[]> entry) {
    int fd = fd();
    int type = bcc.bpf_table_type_id(module, index);
    if (!READABLE.contains(type)) {
      throw new UnsupportedException(
          "the map " + name() + " cannot be read as keys and values",
          "it is of the kernel's map type " + type,
          "use BPF_HASH, BPF_ARRAY, BPF_HISTOGRAM or an LRU hash",
          "https://docs.kernel.org/bpf/maps.html");
    }
    byte[] key = new byte[(int) bcc.bpf_table_key_size_id(module, index)];
    byte[] value = new byte[(int) bcc.bpf_table_leaf_size_id(module, index)];
    byte[] next = new byte[key.length];
    boolean more = bcc.firstKey(fd, key);
    while (more) {
      if (bcc.lookup(fd, key, value)) {
        entry.accept(key, value);
      }
      more = bcc.nextKey(fd, key, next);
      System.arraycopy(next, 0, key, 0, key.length);
    }
  }

  /**
   * Adds up all values of a map of 8-byte counters.
   *
   * @return the sum
   */
  public long sum() {
    long[] sum = new long[1];
    forEach((key, value) -> sum[0] += bytes(value).getLong(0));
    return sum[0];
  }

  /**
   * Reads all entries.
   *
   * @return a row an entry: key columns ({@code key} for a scalar), then value columns ({@code
   *     value})
   */
  public Table table() {
    EventTable keys = new EventTable(layout("key", bcc.bpf_table_key_desc_id(module, index), true));
    EventTable values =
        new EventTable(layout("value", bcc.bpf_table_leaf_desc_id(module, index), false));
    // Off-heap, as a ring's memory is: the loops over columns see one kind of buffer.
    ByteBuffer keyBytes = direct(keys.layout().sizeBytes());
    ByteBuffer valueBytes = direct(values.layout().sizeBytes());
    int[] start = {0};
    forEach(
        (key, value) -> {
          keys.accept(keyBytes.put(0, key), start, new int[] {key.length}, 1);
          values.accept(valueBytes.put(0, value), start, new int[] {value.length}, 1);
        });
    Table table = keys.toTable(name());
    for (Column<?> each : values.toTable(name()).columns()) {
      String unique = table.containsColumn(each.name()) ? "value." + each.name() : each.name();
      each.setName(unique);
      table.addColumns(each);
    }
    return table;
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
    int keys = layout("key", bcc.bpf_table_key_desc_id(module, index), true).fields().size();
    String count = entries.column(keys).name();
    // An array has an entry for every slot, filled or not.
    return KeyedHistogram.ofEntries(name(), scale, entries, entries.column(keys - 1).name(), count);
  }

  private StructLayout layout(String scalarName, String description, boolean key) {
    long size =
        key ? bcc.bpf_table_key_size_id(module, index) : bcc.bpf_table_leaf_size_id(module, index);
    return StructLayout.ofDescription(description, (int) size).named(scalarName);
  }

  private static ByteBuffer direct(int sizeBytes) {
    return ByteBuffer.allocateDirect(sizeBytes).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer bytes(byte[] content) {
    return ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
  }
}
