package dev.tracebook.headers;

import dev.tracebook.error.HeadersException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The type information (BTF) of a kernel and of some of its modules, with an index by name. Type 0
 * is {@code void}. Format: <a href="https://docs.kernel.org/bpf/btf.html">the kernel's
 * documentation</a>.
 */
public final class Btf {

  static final int INT = 1;
  static final int PTR = 2;
  static final int ARRAY = 3;
  static final int STRUCT = 4;
  static final int UNION = 5;
  static final int ENUM = 6;
  static final int FWD = 7;
  static final int TYPEDEF = 8;
  static final int VOLATILE = 9;
  static final int CONST = 10;
  static final int RESTRICT = 11;
  static final int FUNC = 12;
  static final int FUNC_PROTO = 13;
  static final int VAR = 14;
  static final int DATASEC = 15;
  static final int FLOAT = 16;
  static final int DECL_TAG = 17;
  static final int TYPE_TAG = 18;
  static final int ENUM64 = 19;

  private static final String TRACEPOINT_PREFIX = "btf_trace_";
  private static final int RECORD_WORDS = 3;
  private static final int LONGEST_CHAIN = 100;
  private static final int QUALIFIERS = 1 << CONST | 1 << VOLATILE | 1 << RESTRICT | 1 << TYPE_TAG;
  private static final int STRIPPED = QUALIFIERS | 1 << TYPEDEF;

  /**
   * A member of a struct or union.
   *
   * @param name its name; empty for an anonymous struct or union
   * @param type the id of its type
   * @param bitOffset where it starts, in bits
   * @param bits the width of a bit field, else 0
   */
  record Member(String name, int type, int bitOffset, int bits) {}

  /**
   * An enumerator.
   *
   * @param name its name
   * @param value its value
   */
  record Enumerator(String name, long value) {}

  private final int[] words;
  private final byte[] strings;

  /** How much of the types and strings are the kernel's own, which modules refer to. */
  private final int kernelTypes;

  private final int kernelStrings;
  private final NameTable tags;
  private final NameTable typedefs;
  private final NameTable enumerators;
  private @Nullable NameTable functions;
  private int[] at;
  private int count = 1;

  private Btf(int[] words, byte[] strings, int kernelTypes, int kernelStrings) {
    this.words = words;
    this.strings = strings;
    at = new int[Math.max(16, words.length / 4)];
    tags = new NameTable(strings);
    typedefs = new NameTable(strings);
    enumerators = new NameTable(strings);
    scan();
    this.kernelTypes = kernelTypes > 0 ? kernelTypes : count;
    this.kernelStrings = kernelStrings > 0 ? kernelStrings : strings.length;
    for (int id = 1; id < count; id++) {
      index(id);
    }
  }

  /**
   * Parses raw BTF.
   *
   * @param raw the whole BTF blob
   * @return its types
   * @throws HeadersException where it is cut off, of another byte order or no BTF at all
   */
  public static Btf parse(ByteBuffer raw) {
    BtfBlob blob = BtfBlob.read(raw);
    return new Btf(blob.types, blob.strings, 0, 0);
  }

  /**
   * Tells whether the running kernel offers BTF.
   *
   * @return true if {@code /sys/kernel/btf/vmlinux} can be read
   */
  public static boolean available() {
    return KernelBtf.running().available();
  }

  /**
   * The running kernel's types, read once.
   *
   * @return the types
   * @throws HeadersException where the kernel has no BTF
   */
  public static Btf running() {
    return KernelBtf.running().types();
  }

  /**
   * Adds the types of a module (split BTF, whose ids and strings continue the kernel's).
   *
   * @param raw the whole BTF blob of the module, as in {@code /sys/kernel/btf/<module>}
   * @return these types and the module's
   * @throws HeadersException where it is no BTF
   */
  public Btf withModule(ByteBuffer raw) {
    BtfBlob module = BtfBlob.read(raw);
    int[] moved = module.types.clone();
    Relocation relocation =
        new Relocation(kernelTypes, count - kernelTypes, kernelStrings, strings.length);
    relocation.apply(moved);
    int[] allWords = Arrays.copyOf(words, words.length + moved.length);
    System.arraycopy(moved, 0, allWords, words.length, moved.length);
    byte[] allStrings = Arrays.copyOf(strings, strings.length + module.strings.length);
    System.arraycopy(module.strings, 0, allStrings, strings.length, module.strings.length);
    return new Btf(allWords, allStrings, kernelTypes, kernelStrings);
  }

  private void scan() {
    int next = 0;
    while (next < words.length) {
      if (next + RECORD_WORDS > words.length) {
        throw BtfBlob.bad("its last type is cut off");
      }
      if (count == at.length) {
        at = Arrays.copyOf(at, count * 2);
      }
      at[count++] = next;
      next += recordWords(words[next + 1]);
    }
    if (next > words.length) {
      throw BtfBlob.bad("its last type is cut off");
    }
  }

  /** The length of a type record by its second word. */
  static int recordWords(int info) {
    int vlen = info & 0xffff;
    return RECORD_WORDS
        + switch ((info >> 24) & 0x1f) {
          case INT, VAR, DECL_TAG -> 1;
          case ARRAY -> 3;
          case STRUCT, UNION, DATASEC, ENUM64 -> 3 * vlen;
          case ENUM, FUNC_PROTO -> 2 * vlen;
          case PTR, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT, FUNC, FLOAT, TYPE_TAG -> 0;
          default ->
              throw BtfBlob.bad("it has a type of kind " + ((info >> 24) & 0x1f) + ", not known");
        };
  }

  private void index(int id) {
    int name = words[at[id]];
    if (name < 0 || name >= strings.length) {
      throw BtfBlob.bad("a name lies outside of its strings");
    }
    switch (kind(id)) {
      case STRUCT, UNION -> tag(name, id);
      case TYPEDEF -> typedefs.putIfAbsent(name, id);
      case ENUM, ENUM64 -> {
        tag(name, id);
        int step = kind(id) == ENUM ? 2 : 3;
        for (int i = 0, p = at[id] + RECORD_WORDS; i < vlen(id); i++, p += step) {
          if (words[p] < 0 || words[p] >= strings.length) {
            throw BtfBlob.bad("a name lies outside of its strings");
          }
          enumerators.putIfAbsent(words[p], id);
        }
      }
      default -> {}
    }
  }

  private void tag(int name, int id) {
    if (vlen(id) > 0) {
      tags.putIfAbsent(name, id);
    }
  }

  int count() {
    return count;
  }

  int kind(int id) {
    return id == 0 ? 0 : (words[at[id] + 1] >> 24) & 0x1f;
  }

  int vlen(int id) {
    return words[at[id] + 1] & 0xffff;
  }

  boolean flag(int id) {
    return words[at[id] + 1] < 0;
  }

  /** Size in bytes of an int, enum, struct or union. */
  int size(int id) {
    return words[at[id] + 2];
  }

  /** What a pointer, modifier, typedef or prototype refers to. */
  int target(int id) {
    return known(words[at[id] + 2]);
  }

  int element(int id) {
    return known(words[at[id] + 3]);
  }

  /** The encoding of an int: bit 0 signed, bit 2 bool. */
  int encoding(int id) {
    return words[at[id] + RECORD_WORDS] >>> 24;
  }

  int length(int id) {
    return words[at[id] + 5];
  }

  private int known(int id) {
    if (id < 0 || id >= count) {
      throw BtfBlob.bad("it refers to type " + id + ", which it does not have");
    }
    return id;
  }

  String name(int id) {
    return id == 0 ? "void" : string(words[at[id]]);
  }

  private String string(int offset) {
    if (offset < 0 || offset >= strings.length) {
      throw BtfBlob.bad("a name lies outside of its strings");
    }
    int end = offset;
    while (strings[end] != 0) {
      end++;
    }
    return new String(strings, offset, end - offset, StandardCharsets.UTF_8);
  }

  List<Member> members(int id) {
    int vlen = vlen(id);
    boolean wide = flag(id);
    List<Member> out = new ArrayList<>(vlen);
    for (int i = 0, p = at[id] + RECORD_WORDS; i < vlen; i++, p += 3) {
      int where = words[p + 2];
      out.add(
          new Member(
              string(words[p]),
              known(words[p + 1]),
              wide ? where & 0xffffff : where,
              wide ? where >>> 24 : 0));
    }
    return out;
  }

  List<Enumerator> enumerators(int id) {
    boolean wide = kind(id) == ENUM64;
    int vlen = vlen(id);
    List<Enumerator> out = new ArrayList<>(vlen);
    for (int i = 0, p = at[id] + RECORD_WORDS; i < vlen; i++, p += wide ? 3 : 2) {
      long value = words[p + 1];
      if (wide) {
        value = (value & 0xffffffffL) | ((long) words[p + 2] << 32);
      } else if (!flag(id)) {
        value &= 0xffffffffL;
      }
      out.add(new Enumerator(string(words[p]), value));
    }
    return out;
  }

  /** The types of a prototype's parameters; 0 as the last one is an ellipsis. */
  int[] parameters(int id) {
    int[] out = new int[vlen(id)];
    for (int i = 0; i < out.length; i++) {
      out[i] = known(words[at[id] + RECORD_WORDS + 2 * i + 1]);
    }
    return out;
  }

  /** The struct, union or enum of that tag, or null. */
  @Nullable Integer tagged(String name) {
    return orNull(tags.find(name));
  }

  @Nullable Integer typedef(String name) {
    return orNull(typedefs.find(name));
  }

  @Nullable Integer ownerOf(String enumerator) {
    return orNull(enumerators.find(enumerator));
  }

  private static @Nullable Integer orNull(int id) {
    return id == 0 ? null : id;
  }

  /** Skips qualifiers, type tags and typedefs. */
  int strip(int id) {
    return skip(id, STRIPPED);
  }

  /** Skips qualifiers and type tags. */
  int unqualified(int id) {
    return skip(id, QUALIFIERS);
  }

  /** Skips all that belongs to a declaration and not to the type declared, arrays included. */
  int innermost(int id) {
    return skip(id, QUALIFIERS | 1 << ARRAY);
  }

  /** Skips pointers too: what a member leads to. */
  int pointee(int id) {
    return skip(id, STRIPPED | 1 << ARRAY | 1 << PTR);
  }

  private int skip(int id, int kinds) {
    int here = id;
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      int kind = kind(here);
      if ((kinds >> kind & 1) == 0) {
        return here;
      }
      here = kind == ARRAY ? element(here) : target(here);
    }
    throw BtfBlob.bad("type " + id + " refers to itself");
  }

  /**
   * Finds a kernel function.
   *
   * @param name its name
   * @return its id in the kernel's own BTF, which a program of kind fentry or iterator is loaded
   *     for, or 0 where BTF has none
   */
  public int functionId(String name) {
    return ofKernel(functionTable().find(name));
  }

  /**
   * Lists the kernel's functions.
   *
   * @return the names that BTF has
   */
  public Set<String> functions() {
    return namesOf(functionTable());
  }

  /**
   * Finds a tracepoint with typed arguments.
   *
   * @param name its name, such as {@code sched_switch}
   * @return the id in the kernel's own BTF to load a program of kind tp_btf for, or 0 where the
   *     kernel has none
   */
  public int tracepointId(String name) {
    return ofKernel(typedefs.find(TRACEPOINT_PREFIX + name));
  }

  /**
   * Lists the kernel's tracepoints.
   *
   * @return the names, sorted
   */
  public List<String> tracepoints() {
    return IntStream.of(typedefs.ids())
        .mapToObj(this::name)
        .filter(each -> each.startsWith(TRACEPOINT_PREFIX))
        .map(each -> each.substring(TRACEPOINT_PREFIX.length()))
        .sorted()
        .toList();
  }

  private int ofKernel(int id) {
    return id < kernelTypes ? id : 0;
  }

  /** Made when first asked for: most programs name no function. */
  private synchronized NameTable functionTable() {
    if (functions == null) {
      functions = new NameTable(strings);
      for (int id = 1; id < count; id++) {
        if (kind(id) == FUNC) {
          functions.putIfAbsent(words[at[id]], id);
        }
      }
    }
    return functions;
  }

  /**
   * The names of all structs that have members.
   *
   * @return the names, sorted
   */
  public List<String> structs() {
    return IntStream.of(tags.ids())
        .filter(id -> kind(id) == STRUCT)
        .mapToObj(this::name)
        .sorted()
        .toList();
  }

  /** The tags of all structs, unions and enums. */
  Set<String> tags() {
    return namesOf(tags);
  }

  Set<String> typedefs() {
    return namesOf(typedefs);
  }

  Set<String> enumerators() {
    Set<String> out = new HashSet<>();
    for (int id : enumerators.ids()) {
      if (out.isEmpty() || !out.contains(enumerators(id).get(0).name())) {
        enumerators(id).forEach(each -> out.add(each.name()));
      }
    }
    return out;
  }

  private Set<String> namesOf(NameTable table) {
    Set<String> out = new HashSet<>();
    for (int id : table.ids()) {
      out.add(name(id));
    }
    return out;
  }

  /**
   * The byte offsets of a struct's named members, those of anonymous members included; no bit
   * fields.
   *
   * @param struct the tag of a struct or union
   * @return name to offset in bytes, in the kernel's order; empty where there is no such struct
   */
  public Map<String, Integer> memberOffsets(String struct) {
    Map<String, Integer> out = new LinkedHashMap<>();
    Integer id = tagged(struct);
    if (id != null && (kind(id) == STRUCT || kind(id) == UNION)) {
      flatten(id).stream()
          .filter(member -> member.bits() == 0)
          .forEach(member -> out.put(member.name(), member.bitOffset() / 8));
    }
    return out;
  }

  /** The named members of a struct, those of anonymous members included, where they really lie. */
  List<Member> flatten(int id) {
    List<Member> out = new ArrayList<>();
    flatten(id, 0, out, 0);
    return out;
  }

  private void flatten(int id, int base, List<Member> out, int depth) {
    if (depth > LONGEST_CHAIN) {
      throw BtfBlob.bad("type " + id + " contains itself");
    }
    for (Member member : members(id)) {
      int where = base + member.bitOffset();
      int type = strip(member.type());
      if (!member.name().isEmpty()) {
        out.add(new Member(member.name(), member.type(), where, member.bits()));
      } else if (kind(type) == STRUCT || kind(type) == UNION) {
        flatten(type, where, out, depth + 1);
      }
    }
  }
}
