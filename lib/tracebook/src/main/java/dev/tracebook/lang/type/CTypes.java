package dev.tracebook.lang.type;

import dev.tracebook.error.Nearest;
import dev.tracebook.headers.BtfType;
import dev.tracebook.headers.KernelTypes;
import dev.tracebook.lang.tree.Definition;
import dev.tracebook.lang.tree.TypeName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Types by their names in C: those the script defines, then the kernel's. */
public final class CTypes {
  private static final Map<String, Type> NAMES = new HashMap<>();

  static {
    for (int bits : new int[] {8, 16, 32, 64}) {
      Type signed = new Type.Int(bits / 8, true, false);
      Type unsigned = new Type.Int(bits / 8, false, false);
      for (String name : List.of("int%d", "int%d_t", "s%d", "__s%d")) {
        NAMES.put(name.formatted(bits), signed);
      }
      for (String name : List.of("uint%d", "uint%d_t", "u%d", "__u%d")) {
        NAMES.put(name.formatted(bits), unsigned);
      }
    }
    NAMES.put("size_t", Basic.U64);
    NAMES.put("ssize_t", Basic.S64);
    NAMES.put("uintptr_t", Basic.U64);
    NAMES.put("intptr_t", Basic.S64);
    NAMES.put("bool", Basic.BOOL);
    NAMES.put("_Bool", Basic.BOOL);
    NAMES.put("void", Basic.NONE);
    NAMES.put("pid_t", new Type.Int(4, true, false));
  }

  private final Errors errors;
  private final Supplier<@Nullable KernelTypes> kernel;
  private final Map<String, Type.Struct> structs = new HashMap<>();
  private final Map<String, Type.Enumerated> enums = new HashMap<>();
  private final Map<String, Long> enumerators = new LinkedHashMap<>();
  private final Map<String, Type.Enumerated> enumeratorTypes = new HashMap<>();
  private final Map<Integer, Type> known = new HashMap<>();

  /**
   * Makes the types.
   *
   * @param kernel the kernel's types when they are needed; null where it has none
   */
  public CTypes(
      List<Definition> definitions, Supplier<@Nullable KernelTypes> kernel, Errors errors) {
    this.errors = errors;
    this.kernel = kernel;
    for (Definition each : definitions) {
      if (each instanceof Definition.Struct struct) {
        structs.put(struct.keyword() + " " + struct.tag(), define(struct));
      } else if (each instanceof Definition.Enumeration enumeration) {
        define(enumeration);
      }
    }
  }

  private void define(Definition.Enumeration enumeration) {
    Map<Long, String> names = new HashMap<>();
    for (int i = 0; i < enumeration.names().size(); i++) {
      names.putIfAbsent(enumeration.values().get(i), enumeration.names().get(i));
      enumerators.put(enumeration.names().get(i), enumeration.values().get(i));
    }
    Type.Enumerated type = new Type.Enumerated(enumeration.tag(), new EnumNames(names));
    enumeration.names().forEach(name -> enumeratorTypes.put(name, type));
    if (!enumeration.tag().isEmpty()) {
      enums.put(enumeration.tag(), type);
    }
  }

  /** Lays a struct out as x86-64 and aarch64 do: every member on its natural boundary. */
  private Type.Struct define(Definition.Struct struct) {
    boolean union = struct.keyword().equals("union");
    List<Layout.Field> fields = new ArrayList<>();
    long bit = 0;
    long size = 0;
    int align = 1;
    for (Definition.Member member : struct.members()) {
      Definition.Struct inner = member.nested();
      Type type =
          inner == null || member.type().pointers() > 0
              ? resolve(member.type())
              : array(define(inner), member.type().lengths());
      int bytes = Math.max(1, type.size());
      int natural = alignment(type);
      if (union) {
        bit = 0;
      } else if (member.bits() > 0) {
        // A bit field does not cross a boundary of its type.
        bit = bit / (bytes * 8L) == (bit + member.bits() - 1) / (bytes * 8L) ? bit : up(bit, bytes);
      } else {
        bit = up(bit, natural);
      }
      add(fields, member, type, (int) bit);
      bit += member.bits() > 0 ? member.bits() : type.size() * 8L;
      size = Math.max(size, (bit + 7) / 8);
      align = Math.max(align, natural);
      if (size > 1 << 20) {
        throw errors.at("this struct is larger than 1 MB", "", struct.span());
      }
    }
    String name = struct.keyword() + " " + struct.tag();
    return new Type.Struct(name, new Layout.Fixed((int) (up(size * 8, align) / 8), fields));
  }

  private static void add(List<Layout.Field> fields, Definition.Member member, Type type, int bit) {
    if (!member.name().isEmpty()) {
      fields.add(new Layout.Field(member.name(), type, bit, member.bits()));
    } else if (type instanceof Type.Struct inner) {
      for (Layout.Field each : inner.layout().fields()) {
        fields.add(new Layout.Field(each.name(), each.type(), bit + each.bitOffset(), each.bits()));
      }
    }
  }

  private static long up(long bits, int bytes) {
    return (bits + bytes * 8L - 1) / (bytes * 8L) * (bytes * 8L);
  }

  private static int alignment(Type type) {
    if (type instanceof Type.Array array) {
      return alignment(array.element());
    }
    if (type instanceof Type.Struct struct) {
      return struct.layout().fields().stream()
          .mapToInt(each -> alignment(each.type()))
          .max()
          .orElse(1);
    }
    return Math.max(1, type.size());
  }

  /** The type of a name; an error with the nearest names where there is none. */
  public Type resolve(TypeName name) {
    if (name.keyword().isEmpty() && name.name().equals("string")) {
      int length = name.lengths().isEmpty() ? 64 : name.lengths().get(0);
      return new Type.Str(Math.max(1, Math.min(length, Limits.STRING_BYTES)));
    }
    Type base =
        name.pointers() > 0 && (name.keyword().isEmpty() ? NAMES.get(name.name()) : null) == null
            ? null
            : base(name);
    if (name.pointers() > 0) {
      String written = (name.keyword().isEmpty() ? "" : name.keyword() + " ") + name.name();
      Type target = base == null ? base(name) : base;
      Type here = new Type.Pointer(written, () -> target);
      for (int i = 1; i < name.pointers(); i++) {
        Type inner = here;
        here = new Type.Pointer(inner.shown(), () -> inner);
      }
      return array(here, name.lengths());
    }
    return array(base == null ? base(name) : base, name.lengths());
  }

  private static Type array(Type element, List<Integer> lengths) {
    Type here = element;
    for (int i = lengths.size() - 1; i >= 0; i--) {
      here = new Type.Array(here, lengths.get(i));
    }
    return here;
  }

  private Type base(TypeName name) {
    if (name.keyword().isEmpty()) {
      Type builtin = NAMES.get(name.name());
      if (builtin != null) {
        return builtin;
      }
    } else if (name.keyword().equals("enum")) {
      Type own = enums.get(name.name());
      if (own != null) {
        return own;
      }
    } else {
      Type own = structs.get(name.keyword() + " " + name.name());
      if (own != null) {
        return own;
      }
    }
    KernelTypes types = kernel.get();
    int id = types == null ? -1 : types.find(name.keyword(), name.name());
    if (id < 0) {
      Collection<String> there =
          name.keyword().equals("struct") && types != null ? types.structs() : NAMES.keySet();
      throw errors.at(
          "unknown type \"" + name + "\"", Nearest.hint(name.name(), there), name.span());
    }
    return of(id);
  }

  /** The kernel's struct of that tag as a pointer, or an untyped one where there is no BTF. */
  public Type pointerTo(String struct) {
    return new Type.Pointer(
        "struct " + struct,
        () -> {
          KernelTypes types = kernel.get();
          int id = types == null ? -1 : types.find("struct", struct);
          return id < 0 ? Basic.NONE : of(id);
        });
  }

  private Type of(int id) {
    Type before = known.get(id);
    if (before != null) {
      return before;
    }
    KernelTypes types = kernel.get();
    if (types == null) {
      return Basic.NONE;
    }
    BtfType what = types.describe(id);
    Type type;
    if (what instanceof BtfType.Int i) {
      boolean signed = i.signed() || i.text();
      type = i.bool() ? Basic.BOOL : new Type.Int(Math.min(8, i.sizeBytes()), signed, false);
    } else if (what instanceof BtfType.Pointer p) {
      type = new Type.Pointer(shown(types, p.target()), () -> of(p.target()));
    } else if (what instanceof BtfType.Array a) {
      type = new Type.Array(of(a.element()), a.length());
    } else if (what instanceof BtfType.Struct s) {
      type = new Type.Struct(s.name(), new BtfLayout(s));
    } else if (what instanceof BtfType.Enumeration e) {
      type = new Type.Enumerated(e.tag(), new EnumNames(types.enumerators(e.id())));
    } else {
      type = Basic.NONE;
    }
    known.put(id, type);
    return type;
  }

  private static String shown(KernelTypes types, int id) {
    BtfType what = types.describe(id);
    if (what instanceof BtfType.Struct s) {
      return s.name();
    }
    if (what instanceof BtfType.Pointer p) {
      return shown(types, p.target()) + " *";
    }
    if (what instanceof BtfType.Int i) {
      return (i.signed() ? "int" : "uint") + i.sizeBytes() * 8;
    }
    return "void";
  }

  /** The value of an enumerator, the script's own or the kernel's; null where there is none. */
  public @Nullable Long enumerator(String name) {
    Long own = enumerators.get(name);
    if (own != null) {
      return own;
    }
    KernelTypes types = kernel.get();
    int id = types == null ? -1 : types.enumOf(name);
    if (types == null || id < 0) {
      return null;
    }
    return types.enumerators(id).entrySet().stream()
        .filter(each -> each.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** The enum of an enumerator that exists. */
  public Type enumOf(String enumerator) {
    Type own = enumeratorTypes.get(enumerator);
    KernelTypes types = kernel.get();
    return own != null || types == null
        ? java.util.Objects.requireNonNull(own)
        : of(types.enumOf(enumerator));
  }

  /** A kernel struct whose members are read when they are asked for. */
  private final class BtfLayout implements Layout {
    private final BtfType.Struct struct;
    private @Nullable List<Field> fields;

    BtfLayout(BtfType.Struct struct) {
      this.struct = struct;
    }

    @Override
    public int size() {
      return struct.sizeBytes();
    }

    @Override
    public List<Field> fields() {
      if (fields == null) {
        List<Field> all = new ArrayList<>();
        KernelTypes types = kernel.get();
        if (types != null) {
          collect(types, struct.id(), 0, all);
        }
        fields = all;
      }
      return fields;
    }

    private void collect(KernelTypes types, int id, int base, List<Field> all) {
      for (KernelTypes.Member member : types.members(id)) {
        int bit = base + member.bitOffset();
        if (!member.name().isEmpty()) {
          all.add(new Field(member.name(), of(member.type()), bit, member.bits()));
        } else if (types.describe(member.type()) instanceof BtfType.Struct inner) {
          collect(types, inner.id(), bit, all);
        }
      }
    }
  }
}
