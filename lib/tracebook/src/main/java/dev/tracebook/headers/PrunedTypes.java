package dev.tracebook.headers;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The types header of one program: what its text reaches, and a base that BCC itself needs. */
final class PrunedTypes {

  private static final List<String> BASE_TYPEDEFS =
      words(
          "u8 u16 u32 u64 s8 s16 s32 s64 __u8 __u16 __u32 __u64 __s8 __s16 __s32 __s64",
          "__be16 __be32 __be64 __le16 __le32 __le64 __sum16 __wsum bool size_t ssize_t",
          "pid_t uid_t gid_t dev_t umode_t loff_t off_t sector_t gfp_t uintptr_t",
          "uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t",
          "ulong ushort uint u_char u_short u_int u_long");

  private static final List<String> BASE_TAGS =
      words(
          "bpf_func_id bpf_map_type bpf_prog_type bpf_attach_type pt_regs",
          "bpf_perf_event_data bpf_raw_tracepoint_args __sk_buff xdp_md bpf_stack_build_id",
          "bpf_cgroup_storage_key bpf_spin_lock bpf_pidns_info bpf_timer",
          Machine.registers());

  private static final List<String> BASE_ENUMERATORS =
      words(
          "BPF_ANY BPF_F_NO_PREALLOC BPF_F_CURRENT_CPU BPF_F_USER_STACK BPF_F_INDEX_MASK",
          "BPF_F_STACK_BUILD_ID BPF_RB_NO_WAKEUP XDP_PASS");

  private PrunedTypes() {}

  private static List<String> words(String... lines) {
    return List.of(String.join(" ", lines).split(" "));
  }

  static String of(Btf btf, ProgramText program) {
    String macros = Macros.choose(program, btf);
    return guarded(
        () -> {
          TypeWriter writer = new TypeWriter(btf, program.tokens(), program.own());
          BASE_TYPEDEFS.forEach(name -> typedef(btf, writer, name));
          BASE_TAGS.forEach(name -> tag(btf, writer, name));
          BASE_ENUMERATORS.forEach(name -> enumerator(btf, writer, name));
          for (String token : program.tokens()) {
            typedef(btf, writer, token);
            if (!token.equals(token.toLowerCase(Locale.ROOT))) {
              enumerator(btf, writer, token);
            }
          }
          program.tags().forEach(name -> tag(btf, writer, name));
          return writer.text() + macros;
        });
  }

  /** Every type there is: slower to compile, for programs that the pruned header fails. */
  static String all(Btf btf, ProgramText program) {
    String macros = Macros.choose(program, btf);
    return guarded(
        () -> {
          TypeWriter writer = new TypeWriter(btf, program.tokens(), program.own());
          for (int id = 1; id < btf.count(); id++) {
            switch (btf.kind(id)) {
              case Btf.STRUCT, Btf.UNION, Btf.TYPEDEF -> writer.root(id);
              case Btf.ENUM, Btf.ENUM64 -> writer.constants(id);
              default -> {}
            }
          }
          return writer.text() + macros;
        });
  }

  /** Types are written by recursion; only BTF that no kernel made can let it go on for ever. */
  private static String guarded(Supplier<String> writing) {
    try {
      return writing.get();
    } catch (StackOverflowError e) {
      throw BtfBlob.bad("a type contains itself");
    }
  }

  private static void typedef(Btf btf, TypeWriter writer, String name) {
    Integer id = btf.typedef(name);
    if (id != null) {
      writer.root(id);
    }
  }

  private static void tag(Btf btf, TypeWriter writer, String name) {
    Integer id = btf.tagged(name);
    if (id != null) {
      writer.root(id);
    }
  }

  private static void enumerator(Btf btf, TypeWriter writer, String name) {
    Integer id = btf.ownerOf(name);
    if (id != null) {
      if (btf.name(id).isEmpty()) {
        writer.constants(id);
      } else {
        writer.root(id);
      }
    }
  }
}
