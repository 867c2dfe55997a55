package dev.tracebook.vm;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.error.TraceException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What only a stock kernel can show: kprobes, trampolines, installed headers. Run by {@code
 * ./tracebook test --vm} as root of a virtual machine; prints a line a check and exits with 1 when
 * one fails.
 */
public final class VmSmoke {
  private static final int CALLS = 23;
  private static final String COUNT =
      "{ u32 pid = bpf_get_current_pid_tgid() >> 32; counts.increment(pid); return 0; }";
  private static final String MAP = "BPF_HASH(counts, u32, u64);\n";

  private VmSmoke() {}

  /** Runs all checks. */
  public static void main(String[] arguments) throws Exception {
    Map<String, Supplier<ModuleBuilder>> checks = new LinkedHashMap<>();
    checks.put(
        "kprobe by name, system call by its short name",
        () -> BpfModule.of(MAP + "int kprobe__sys_kill(struct pt_regs *ctx)" + COUNT));
    checks.put(
        "kretprobe by hand",
        () ->
            BpfModule.of(MAP + "int on_return(struct pt_regs *ctx)" + COUNT)
                .attach("on_return", "kretprobe:__x64_sys_kill"));
    checks.put(
        "fentry",
        () -> BpfModule.of(MAP + "KFUNC_PROBE(__x64_sys_kill, struct pt_regs *r)" + COUNT));
    checks.put(
        "fexit",
        () -> BpfModule.of(MAP + "KRETFUNC_PROBE(__x64_sys_kill, struct pt_regs *r)" + COUNT));
    checks.put(
        "installed headers",
        () ->
            BpfModule.of(
                    "#include <uapi/linux/ptrace.h>\n"
                        + MAP
                        + "TRACEPOINT_PROBE(syscalls, sys_enter_kill)"
                        + COUNT)
                .headers("installed"));
    int failed = 0;
    for (Map.Entry<String, Supplier<ModuleBuilder>> check : checks.entrySet()) {
      String result;
      try (BpfModule bpf = check.getValue().get().load()) {
        long seen = bpf.map("counts").get(kill23Times()).orElse(0);
        result = seen == CALLS ? "ok" : "FAILED: saw " + seen + " of " + CALLS + " calls";
      } catch (TraceException e) {
        result = "FAILED: " + e;
      }
      failed += result.equals("ok") ? 0 : 1;
      System.out.println(
          "vm: " + check.getKey() + " on " + System.getProperty("os.version") + ": " + result);
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  /** A shell whose own kill asks 23 times whether it is there. */
  private static long kill23Times() throws Exception {
    String loop = "i=0; while [ $i -lt " + CALLS + " ]; do kill -0 $$; i=$((i+1)); done";
    Process shell = new ProcessBuilder("sh", "-c", loop).inheritIO().start();
    if (shell.waitFor() != 0) {
      throw new IllegalStateException("the shell failed");
    }
    return shell.pid();
  }
}
