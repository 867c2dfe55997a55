package dev.tracebook.bpf;

import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.LibBcc;
import dev.tracebook.sys.NativeOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What libbcc has compiled. */
final class FreshProgram implements Compiled {
  private final LibBcc bcc;
  private final long module;
  private final boolean byBtf;

  /**
   * Takes over a module of libbcc.
   *
   * @param byBtf whether the kernel's types came from the running kernel's BTF
   */
  FreshProgram(LibBcc bcc, long module, boolean byBtf) {
    this.bcc = bcc;
    this.module = module;
    this.byBtf = byBtf;
  }

  boolean isByBtf() {
    return byBtf;
  }

  @Override
  public List<String> functions() {
    List<String> names = new ArrayList<>();
    for (long i = 0; i < bcc.bpf_num_functions(module); i++) {
      names.add(bcc.bpf_function_name(module, i));
    }
    return names;
  }

  @Override
  public List<Slot> maps() {
    List<Slot> maps = new ArrayList<>();
    for (long i = 0; i < bcc.bpf_num_tables(module); i++) {
      MapInfo info =
          new MapInfo(
              bcc.bpf_table_name(module, i),
              MapType.of(bcc.bpf_table_type_id(module, i)),
              (int) bcc.bpf_table_key_size_id(module, i),
              (int) bcc.bpf_table_leaf_size_id(module, i),
              (int) bcc.bpf_table_max_entries_id(module, i),
              described(bcc.bpf_table_key_desc_id(module, i)),
              described(bcc.bpf_table_leaf_desc_id(module, i)));
      maps.add(new Slot(info, bcc.bpf_table_flags_id(module, i), bcc.bpf_table_fd_id(module, i)));
    }
    return maps;
  }

  private static String described(@Nullable String description) {
    return description == null ? "" : description;
  }

  @Override
  public byte[] instructions(String function) {
    return bcc.instructions(module, function);
  }

  @Override
  public String license() {
    return bcc.bpf_module_license(module);
  }

  @Override
  public int load(String function, ProgramKind kind, ByteBuffer log) {
    if (kind.isBound()) {
      return Bpf.load(
          kind.type(),
          kind.attachType(),
          kind.btfId(),
          function,
          instructions(function),
          license(),
          log);
    }
    byte[] copy = new byte[log.capacity()];
    int fd =
        NativeOutput.during(() -> bcc.loadFunction(module, function, kind.type(), copy)).value();
    log.put(0, copy);
    return fd;
  }

  @Override
  public void close() {
    bcc.bpf_module_destroy(module);
  }
}
