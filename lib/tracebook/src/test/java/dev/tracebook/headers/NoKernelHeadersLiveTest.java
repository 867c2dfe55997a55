package dev.tracebook.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.error.CompileException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Programs of several kinds give right data with types from BTF alone. */
@Live
class NoKernelHeadersLiveTest {

  private static final long PID = ProcessHandle.current().pid();

  private static BpfModule load(String text) {
    return BpfModule.of(text).headers("btf").define("PID", PID).load();
  }

  private static long parent() {
    return ProcessHandle.current().parent().orElseThrow().pid();
  }

  private static List<Long> values(BpfModule bpf, String map) {
    List<Long> out = new ArrayList<>();
    Table table = bpf.map(map).table();
    for (int i = 0; i < table.rowCount(); i++) {
      out.add(table.longColumn("value").getLong(i));
    }
    return out;
  }

  @Test
  void aTracepointReadsMembersOfTheCurrentTask() throws Exception {
    String text =
        """
        #include <linux/sched.h>
        BPF_ARRAY(seen, u64, 3);
        TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
          if (bpf_get_current_pid_tgid() >> 32 != PID) return 0;
          struct task_struct *task = (struct task_struct *)bpf_get_current_task();
          int key = 0;
          u64 value = task->tgid;
          seen.update(&key, &value);
          key = 1;
          value = task->real_parent->tgid;
          seen.update(&key, &value);
          key = 2;
          value = task->mm->total_vm;
          seen.update(&key, &value);
          return 0;
        }
        """;
    try (BpfModule bpf = load(text)) {
      Files.readString(Path.of("/proc/self/comm"));
      List<Long> seen = values(bpf, "seen");
      assertThat(seen.subList(0, 2)).containsExactly(PID, parent());
      long pages = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", 2)[0]);
      assertThat(seen.get(2)).isBetween(pages / 2, pages * 2);
    }
  }

  @Test
  void aRawTracepointReadsItsArguments() throws Exception {
    String text =
        """
        #include <linux/sched.h>
        BPF_HASH(children, u32, u64);
        RAW_TRACEPOINT_PROBE(sched_process_fork) {
          struct task_struct *parent = (struct task_struct *)ctx->args[0];
          struct task_struct *child = (struct task_struct *)ctx->args[1];
          if (parent->tgid != PID || child->tgid == PID) return 0;
          u32 key = child->tgid;
          u64 value = child->real_parent->tgid;
          children.update(&key, &value);
          return 0;
        }
        """;
    try (BpfModule bpf = load(text)) {
      Process child = new ProcessBuilder("/bin/true").start();
      child.waitFor();
      Table children = bpf.map("children").table();
      List<Long> pids = new ArrayList<>();
      for (Row row : children) {
        pids.add(((Number) row.getObject("key")).longValue());
        assertThat(row.getLong("value")).isEqualTo(PID);
      }
      assertThat(pids).isNotEmpty();
    }
  }

  @Test
  void aProgramWithSocketHeadersSeesOurConnection() throws Exception {
    String text =
        """
        #include <net/sock.h>
        #include <net/inet_sock.h>
        #include <linux/sched.h>
        BPF_HASH(ports, u16, u64);
        TRACEPOINT_PROBE(sock, inet_sock_set_state) {
          struct sock *sk = (struct sock *)args->skaddr;
          if (args->protocol != IPPROTO_TCP || args->newstate != TCP_ESTABLISHED) return 0;
          u16 port = 0, number = 0, family = 0;
          u32 address = 0;
          bpf_probe_read_kernel(&port, sizeof(port), &sk->sk_dport);
          bpf_probe_read_kernel(&number, sizeof(number), &sk->sk_num);
          bpf_probe_read_kernel(&family, sizeof(family), &sk->sk_family);
          bpf_probe_read_kernel(&address, sizeof(address), &sk->sk_rcv_saddr);
          u64 local = number;
          port = ntohs(port);
          if ((family == AF_INET || family == AF_INET6) && address == htonl(0x7f000001)) ports.update(&port, &local);
          return 0;
        }
        """;
    try (BpfModule bpf = load(text);
        ServerSocket server =
            new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      long found = -1;
      for (Row row : bpf.map("ports").table()) {
        if (((Number) row.getObject("key")).intValue() == server.getLocalPort()) {
          found = row.getLong("value");
        }
      }
      assertThat(found).isEqualTo(client.getLocalPort());
    }
  }

  @Test
  void membersOfTheUsersOwnStructsKeepTheirNames() {
    String text =
        """
        struct event_t { u16 sk_family; u64 current; u32 min; u32 sk_state; };
        enum { TASK_RUNNING = 7, EFAULT };
        #define PATH_MAX 64
        BPF_ARRAY(start, struct event_t, 1);
        TRACEPOINT_PROBE(sched, sched_switch) {
          struct event_t e = {.sk_family = TASK_RUNNING, .current = EFAULT, .min = PATH_MAX};
          int zero = 0;
          start.update(&zero, &e);
          return 0;
        }
        """;
    try (BpfModule bpf = load(text)) {
      Table table = bpf.map("start").table();
      assertThat(table.columnNames()).contains("sk_family", "current", "min", "sk_state");
    }
  }

  @Test
  void aCompileErrorSaysWhatThisKernelCallsAMember() {
    String text =
        """
        #include <linux/sched.h>
        TRACEPOINT_PROBE(sched, sched_switch) {
          return ((struct task_struct *)bpf_get_current_task())->real_parents != 0;
        }
        """;
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("struct task_struct of this kernel has no member real_parents")
        .hasMessageContaining("did you mean real_parent");
  }

  @Test
  void aMacroOfTheCommandLineMayNameTypesAndEnumerators() {
    String text = "TRACEPOINT_PROBE(syscalls, sys_enter_openat) { FILTER return 0; }";
    try (BpfModule bpf =
        BpfModule.of(text)
            .headers("btf")
            .define(
                "FILTER", "if (sizeof(((struct task_struct *)0)->comm) != TASK_COMM_LEN) return 1;")
            .define("TASK_RUNNING", 0)
            .load()) {
      assertThat(bpf.probes()).hasSize(1);
    }
  }
}
