package dev.tracebook.sys;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import dev.tracebook.error.MissingLibraryException;
import java.util.List;

/**
 * libbcc's functions, direct-mapped: the ones that are the same from 0.26 to 0.37.
 *
 * <p>The library is loaded at the first {@link #load}, so that charts and recordings work without
 * it. Headers: bcc_common.h, libbpf.h, bcc_syms.h.
 */
public final class LibBcc {
  private static final List<String> NAMES = List.of("libbcc.so.0", "bcc");

  /** Holds the one instance; made when first asked for. */
  private static final class Holder {
    static final LibBcc INSTANCE = new LibBcc();
    static final String FAILURE = register();

    private static String register() {
      String last = "";
      for (String name : NAMES) {
        try {
          Native.register(LibBcc.class, name);
          return "";
        } catch (UnsatisfiedLinkError e) {
          last = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
      }
      return last;
    }
  }

  private LibBcc() {}

  /** Returns libbcc, or throws an error that names the package to install. */
  public static LibBcc load() {
    if (!available()) {
      throw new MissingLibraryException(
          "libbcc is not on this machine, or is older than 0.26",
          Holder.FAILURE,
          "install it: apt-get install libbpfcc (Debian, Ubuntu), dnf install bcc (Fedora)",
          "https://github.com/iovisor/bcc/blob/master/INSTALL.md");
    }
    return Holder.INSTANCE;
  }

  /** Tells whether libbcc can be loaded. */
  public static boolean available() {
    return Holder.FAILURE.isEmpty();
  }

  native long bpf_module_create_c_from_string(
      String text, int flags, long cflags, int count, byte allowRlimit, String device);

  /** Compiles a program's text; 0 when it does not compile. The caller captures native output. */
  public long compile(String text, List<String> cflags) {
    StringArray flags = new StringArray(cflags.toArray(String[]::new));
    return ExitGuard.during(
            () ->
                bpf_module_create_c_from_string(
                    text, 0, Pointer.nativeValue(flags), cflags.size(), (byte) 0, null))
        .orElse(0L);
  }

  public native void bpf_module_destroy(long module);

  public native long bpf_num_functions(long module);

  public native String bpf_function_name(long module, long index);

  native long bpf_function_start(long module, String name);

  native long bpf_function_size(long module, String name);

  public native String bpf_module_license(long module);

  native int bpf_module_kern_version(long module);

  native int bcc_func_load(
      long module,
      int type,
      String name,
      long instructions,
      int sizeBytes,
      String license,
      int kernelVersion,
      int logLevel,
      byte[] log,
      int logSizeBytes,
      String device,
      int attachType);

  /** Loads a compiled function; returns its fd or the negative errno. */
  public int loadFunction(long module, String name, int type, byte[] log) {
    return bcc_func_load(
        module,
        type,
        name,
        bpf_function_start(module, name),
        (int) bpf_function_size(module, name),
        bpf_module_license(module),
        bpf_module_kern_version(module),
        log.length == 0 ? 0 : 1,
        log.length == 0 ? null : log,
        log.length,
        null,
        -1);
  }

  /**
   * Returns the instructions of a compiled function, with the descriptors of this module's maps.
   */
  public byte[] instructions(long module, String name) {
    return Bpf.copy(bpf_function_start(module, name), (int) bpf_function_size(module, name));
  }

  public native long bpf_num_tables(long module);

  public native String bpf_table_name(long module, long index);

  public native int bpf_table_fd_id(long module, long index);

  public native int bpf_table_type_id(long module, long index);

  public native int bpf_table_flags_id(long module, long index);

  public native long bpf_table_max_entries_id(long module, long index);

  public native long bpf_table_key_size_id(long module, long index);

  public native long bpf_table_leaf_size_id(long module, long index);

  public native String bpf_table_key_desc_id(long module, long index);

  public native String bpf_table_leaf_desc_id(long module, long index);
}
