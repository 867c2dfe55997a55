package dev.tracebook.bpf;

import dev.tracebook.error.PrivilegeException;
import dev.tracebook.host.Capabilities;
import dev.tracebook.host.Capabilities.Capability;
import dev.tracebook.sys.Errno;

/** What the kernel did not let this process do, with the reason that the host tells. */
final class Refusals {
  private Refusals() {}

  /** The error for EPERM or EACCES of a call that needs CAP_BPF and CAP_PERFMON. */
  static PrivilegeException of(String what, int errno) {
    Capabilities.Denial denial =
        Capabilities.current().explain(Capability.CAP_BPF, Capability.CAP_PERFMON);
    return new PrivilegeException(
        what,
        Errno.text(errno) + ": " + denial.why(),
        denial.fix() + "; doctor() shows what this process may do",
        "man 7 capabilities");
  }
}
