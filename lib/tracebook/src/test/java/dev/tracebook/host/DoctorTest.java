package dev.tracebook.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.Tracebook;
import dev.tracebook.host.Capabilities.Capability;
import dev.tracebook.host.Check.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class DoctorTest {
  private static final String INITIAL = "         0          0 4294967295";

  private static Capabilities with(long effective, long bounding, int seccomp) {
    return Capabilities.parse(
        "Name:\tx\nCapEff:\t%016x\nCapBnd:\t%016x\nSeccomp:\t%d\n"
            .formatted(effective, bounding, seccomp),
        INITIAL,
        "",
        "2");
  }

  @Test
  void theReasonOfARefusalIsNamed() {
    long all = -1;
    assertThat(with(0, all, 0).explain(Capability.CAP_BPF, Capability.CAP_PERFMON).why())
        .isEqualTo("this process lacks CAP_BPF and CAP_PERFMON");
    assertThat(with(0, 0, 0).explain(Capability.CAP_BPF).fix()).contains("--cap-add=BPF");
    assertThat(with(all, all, 2).explain(Capability.CAP_BPF).why()).contains("seccomp");
    assertThat(with(1L << 21, all, 0).missing(Capability.CAP_BPF, Capability.CAP_SYS_PTRACE))
        .as("CAP_SYS_ADMIN stands in for CAP_BPF")
        .containsExactly(Capability.CAP_SYS_PTRACE);
    String status = "CapEff:\tffff\nCapBnd:\tffffffffffffffff\nSeccomp:\t0\n";
    Capabilities nested = Capabilities.parse(status, "0 1000 1", "", "2");
    assertThat(nested.confinement()).contains("a user namespace");
    String full = status.replace("\tffff\n", "\tffffffffffffffff\n");
    assertThat(Capabilities.parse(full, "0 1000 1", "", "2").explain(Capability.CAP_BPF).why())
        .contains("user namespace");
    assertThat(
            Capabilities.parse(full, INITIAL, "none integrity [confidentiality]", "2")
                .explain(Capability.CAP_BPF)
                .why())
        .contains("locked down");
  }

  @Test
  void everyCheckSaysWhyAndWhatIsMissingSaysWhatToDo() {
    List<Check> checks = Doctor.checks();
    assertThat(checks).extracting(Check::name).doesNotHaveDuplicates();
    assertThat(checks).allSatisfy(each -> assertThat(each.why()).isNotBlank());
    assertThat(Doctor.text(checks).lines().filter(line -> line.contains("kernel types (BTF)")))
        .hasSize(1);
    boolean privileged =
        Capabilities.current().missing(Capability.CAP_BPF, Capability.CAP_PERFMON).isEmpty();
    if (privileged) {
      assertThat(checks)
          .filteredOn(each -> each.state() == State.MISSING)
          .allSatisfy(each -> assertThat(each.remedy()).as(each.name()).isNotBlank());
    }
    Table table = Tracebook.doctor();
    assertThat(table.columnNames()).containsExactly("check", "state", "why", "remedy");
    assertThat(table.stringColumn("check").asList())
        .isEqualTo(checks.stream().map(Check::name).toList());
  }

  @Test
  @Live
  void whatTheKernelDoesIsSeenAndNothingStaysOpen() throws Exception {
    KernelFeatures.probe(); // classes and libraries are loaded now
    Map<String, Long> before = descriptors();
    Map<String, Check> found =
        KernelFeatures.probe().stream().collect(Collectors.toMap(Check::name, Function.identity()));
    assertThat(descriptors()).isEqualTo(before);
    for (String name :
        List.of("tracepoints", "raw tracepoints", "ring buffer", "batch map reads")) {
      assertThat(found.get(name).state()).as(name).isEqualTo(State.OK);
    }
    boolean kprobes = Files.exists(Path.of("/sys/bus/event_source/devices/kprobe"));
    assertThat(found.get("kprobes").state() == State.OK).isEqualTo(kprobes);
    if (Files.exists(Path.of("/sys/kernel/btf/vmlinux"))) {
      assertThat(found.get("tp_btf").state()).isEqualTo(State.OK);
      assertThat(found.get("iterators").state()).isEqualTo(State.OK);
    }
    assertThat(Doctor.canTrace(Doctor.checks())).isTrue();
  }

  /** The open BPF and perf descriptors of this process, by kind. */
  private static Map<String, Long> descriptors() throws IOException {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.map(
              each -> {
                try {
                  return Files.readSymbolicLink(each).toString();
                } catch (IOException e) {
                  return "closed meanwhile";
                }
              })
          .filter(each -> each.startsWith("anon_inode:"))
          .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }
  }

  @Test
  void btfNumbersAreThoseOfTheKernel() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(BtfIds.VMLINUX), "no BTF");
    BtfIds ids = BtfIds.running();
    assertThat(ids.of(BtfIds.TYPEDEF, "btf_trace_sched_switch")).isPositive();
    assertThat(ids.of(BtfIds.FUNC, "btf_trace_sched_switch")).isZero();
    assertThat(ids.of(BtfIds.FUNC, "no_such_function_at_all")).isZero();
  }
}
