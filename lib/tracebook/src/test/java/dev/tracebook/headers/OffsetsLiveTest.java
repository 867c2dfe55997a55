package dev.tracebook.headers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.bpf.BpfModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/**
 * Holds what the BPF code generator makes of our types against BTF, through the whole path: text,
 * libbcc, verifier, kernel, map. The pointer is opaque to the compiler's front end, which lays out
 * for x86-64 and would agree with itself; only the generator's own layout is told apart by this.
 */
@Live
class OffsetsLiveTest {

  private static final List<String> STRUCTS =
      List.of(
          "task_struct",
          "mm_struct",
          "sk_buff",
          "sock",
          "tcp_sock",
          "inet_sock",
          "net_device",
          "file",
          "inode",
          "dentry",
          "super_block",
          "vm_area_struct",
          "request",
          "bio",
          "request_queue",
          "gendisk",
          "cred",
          "signal_struct",
          "sighand_struct",
          "nsproxy",
          "pid",
          "rq",
          "cfs_rq",
          "sched_entity",
          "sched_dl_entity",
          "socket",
          "sock_common",
          "inet_connection_sock",
          "udp_sock",
          "request_sock",
          "tcp_request_sock",
          "iphdr",
          "ipv6hdr",
          "tcphdr",
          "net",
          "page",
          "folio",
          "zone",
          "pglist_data",
          "mem_cgroup",
          "cgroup",
          "bpf_prog",
          "bpf_map",
          "perf_event",
          "pt_regs",
          "thread_struct",
          "address_space",
          "block_device",
          "kobject",
          "device",
          "work_struct",
          "timer_list",
          "hrtimer",
          "path",
          "qstr",
          "vfsmount",
          "mount",
          "linux_binprm",
          "module",
          "user_struct",
          "neighbour",
          "dst_entry",
          "rtable",
          "xdp_buff",
          "bpf_sock_ops_kern",
          "io_kiocb");
  private static final int BYTES = 16384;

  private record Probe(String struct, Btf.Member member) {
    @Override
    public String toString() {
      return struct + "." + member.name();
    }
  }

  private final Btf btf = KernelBtf.running().types();

  @Test
  void everyOffsetIsThatOfBtf() throws Exception {
    List<Probe> probes = probes(false);
    assertThat(probes).hasSizeGreaterThanOrEqualTo(1000);
    assertThat(probes.stream().map(Probe::struct).distinct().count()).isGreaterThanOrEqualTo(40);
    Map<String, Long> expected = new LinkedHashMap<>();
    StringBuilder body = new StringBuilder("u64 base = bpf_get_current_task();\n");
    for (int i = 0; i < probes.size(); i++) {
      Probe each = probes.get(i);
      expected.put(each.toString(), (long) each.member().bitOffset() / 8);
      body.append(
          store(
              i,
              "(u64)&((struct " + each.struct() + " *)base)->" + each.member().name() + " - base"));
    }
    assertThat(measured(probes, body.toString())).isEqualTo(expected);
  }

  @Test
  void everyBitFieldHoldsTheBitsOfBtf() throws Exception {
    List<Probe> probes = probes(true);
    assertThat(probes).hasSizeGreaterThanOrEqualTo(40);
    Map<String, Long> expected = new LinkedHashMap<>();
    StringBuilder body =
        new StringBuilder(
            "struct pattern_t *base = pattern.lookup(&zero);\nif (!base) return 0;\n");
    body.append("for (int i = 0; i < ")
        .append(BYTES)
        .append("; i++) base->bytes[i & ")
        .append(BYTES - 1);
    body.append("] = i * 37 + (i >> 8) + 11;\n");
    for (int i = 0; i < probes.size(); i++) {
      Probe each = probes.get(i);
      expected.put(each.toString(), bits(each.member()));
      String mask =
          each.member().bits() == 64 ? "~0ULL" : "((1ULL << " + each.member().bits() + ") - 1)";
      body.append(
          store(
              i,
              "((u64)((struct "
                  + each.struct()
                  + " *)base)->"
                  + each.member().name()
                  + ") & "
                  + mask));
    }
    assertThat(measured(probes, body.toString())).isEqualTo(expected);
  }

  private List<Probe> probes(boolean bitFields) {
    List<Probe> out = new ArrayList<>();
    for (String struct : STRUCTS) {
      Integer id = btf.tagged(struct);
      if (id != null) {
        for (Btf.Member member : btf.flatten(id)) {
          boolean within = member.bitOffset() / 8 + 8 < BYTES;
          if (member.bits() > 0 == bitFields && within) {
            out.add(new Probe(struct, member));
          }
        }
      }
    }
    return out;
  }

  private static String store(int key, String value) {
    return "key = " + key + "; value = " + value + "; results.update(&key, &value);\n";
  }

  private static long bits(Btf.Member member) {
    long value = 0;
    for (int bit = 0; bit < member.bits(); bit++) {
      int at = member.bitOffset() + bit;
      int octet = (at / 8) * 37 + ((at / 8) >> 8) + 11;
      value |= (long) (octet >> (at % 8) & 1) << bit;
    }
    return value;
  }

  /** Runs a body once in the kernel and reads what it stored. */
  private static Map<String, Long> measured(List<Probe> probes, String body) throws Exception {
    String text =
        """
        struct pattern_t { u8 bytes[%d]; };
        BPF_ARRAY(pattern, struct pattern_t, 1);
        BPF_ARRAY(results, u64, %d);
        BPF_ARRAY(runs, u64, 1);
        TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
          int zero = 0, key;
          u64 value;
          u64 *done = runs.lookup(&zero);
          if (bpf_get_current_pid_tgid() >> 32 != PID || !done || *done) return 0;
          *done = 1;
          %s
          return 0;
        }
        """
            .formatted(BYTES, probes.size(), body);
    try (BpfModule bpf =
        BpfModule.of(text).headers("btf").define("PID", ProcessHandle.current().pid()).load()) {
      assertThat(Files.readString(Path.of("/proc/self/comm"))).isNotEmpty();
      assertThat(bpf.map("runs").sum()).isEqualTo(1);
      Map<String, Long> out = new LinkedHashMap<>();
      Table results = bpf.map("results").table();
      for (int i = 0; i < results.rowCount(); i++) {
        int key = (int) results.numberColumn("key").getDouble(i);
        out.put(probes.get(key).toString(), results.longColumn("value").getLong(i));
      }
      return out;
    }
  }
}
