package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;

/**
 * Counts how often the kernel reports that a process got a CPU.
 *
 * <p>That is what tools can know: Linux 6.18 leaves out the report of one in some thousand switches
 * from an idle CPU, as bpftrace's counts of sched_switch show too. The process's own count of its
 * switches (getrusage) is no measure for a tool then.
 */
final class SwitchIns implements AutoCloseable {
  private final BpfModule program;

  SwitchIns(int pid) {
    program =
        BpfModule.of(
                """
                #include <linux/sched.h>
                BPF_ARRAY(count, u64, 1);
                RAW_TRACEPOINT_PROBE(sched_switch) {
                  struct task_struct *next = (struct task_struct *)ctx->args[2];
                  if (next->tgid == CHILD)
                    count.atomic_increment(0);
                  return 0;
                }
                """)
            .define("CHILD", pid)
            .load();
  }

  long count() {
    return program.map("count").sum();
  }

  @Override
  public void close() {
    program.close();
  }
}
