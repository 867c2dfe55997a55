"""A kernel that belongs to an ordinary user: it may trace, nothing else may, and Jupyter can stop it.

Runs as that user in a session as ./tracebook makes it (capabilities.sh); the kernelspec is installed.
"""

import os
import pathlib
import queue
import re
import signal
import subprocess
import sys
import time

from jupyter_client.manager import KernelManager

OURS = {"bpf": 39, "perfmon": 38, "dac_read_search": 2, "sys_ptrace": 19}
# Taken where the host has it to give (script/capabilities.sh).
SYSLOG = 34
PROGRAM = """
var bpf = load(\"\"\"
    BPF_ARRAY(calls, u64, 1);
    TRACEPOINT_PROBE(syscalls, sys_enter_getppid) { calls.increment(0); return 0; }
    \"\"\");
"""


def capabilities(pid, kind):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{kind}:\s*(\w+)$", status, re.MULTILINE).group(1), 16)


def expect(truth, what):
    if not truth:
        sys.exit(f"user kernel: expected {what}")


def reply_to(client, request, timeout):
    while True:
        reply = client.get_shell_msg(timeout=timeout)
        if reply["parent_header"].get("msg_id") == request:
            return reply["content"]["status"]


def run(client, code, timeout=120):
    """Runs a cell; returns its status and everything that it showed."""
    request = client.execute(code)
    shown = []
    while True:
        message = client.get_iopub_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") != request:
            continue
        content = message["content"]
        if message["msg_type"] == "status" and content["execution_state"] == "idle":
            break
        shown.append(str(content.get("text") or content.get("data") or content.get("traceback") or ""))
    return reply_to(client, request, timeout), "\n".join(shown)


kernels = []


def started():
    manager = KernelManager(kernel_name="tracebook")
    manager.start_kernel()
    kernels.append(manager)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    return manager, client


def gone(pid):
    for _ in range(100):
        try:
            if pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.1)
    return False


def interrupted(manager, client):
    """An endless cell, stopped the way the notebook's button does: an answer comes."""
    request = client.execute("while (true) { }")
    time.sleep(1)
    manager.interrupt_kernel()
    reply_to(client, request, 30)


def main():
    expect(os.getuid() != 0, "to be run by an ordinary user")
    for kind in ("CapEff", "CapPrm", "CapAmb"):
        expect(capabilities("self", kind) == 0, f"no {kind} of Jupyter's own")
    child = subprocess.run(["sh", "-c", "grep CapEff /proc/self/status"], capture_output=True, text=True, check=True)
    expect(int(child.stdout.split()[1], 16) == 0, "no capability in what Jupyter starts")

    manager, client = started()
    pid = manager.provisioner.pid
    expect(os.stat(f"/proc/{pid}").st_uid == os.getuid(), "the kernel to belong to the user")
    ours = sum(1 << bit for bit in OURS.values()) | capabilities(pid, "CapBnd") & 1 << SYSLOG
    expect(capabilities(pid, "CapEff") == ours, f"exactly {sorted(OURS)} and CAP_SYSLOG in the kernel")
    status, shown = run(client, PROGRAM)
    expect(status == "ok", f"a program loaded and attached, not:\n{shown}")

    interrupted(manager, client)
    status, shown = run(client, "6 * 7")
    expect(status == "ok" and "42" in shown, f"an answer after the interrupt, not:\n{shown}")

    manager.restart_kernel()
    client.wait_for_ready(timeout=120)
    expect(gone(pid), "the old kernel gone after a restart")
    pid = manager.provisioner.pid
    status, shown = run(client, PROGRAM)
    expect(status == "ok", f"a program loaded after the restart, not:\n{shown}")

    os.kill(pid, signal.SIGKILL)
    expect(gone(pid), "the kernel gone after kill -9")
    client.stop_channels()
    manager.shutdown_kernel(now=True)

    manager, client = started()
    pid = manager.provisioner.pid
    manager.shutdown_kernel()
    expect(gone(pid), "the kernel gone after a shutdown")
    client.stop_channels()
    print("tracebook: the kernel of an ordinary user traces, interrupts, restarts and dies as it should")


if __name__ == "__main__":
    try:
        main()
    except queue.Empty:
        sys.exit("user kernel: no answer in time")
    finally:
        for each in kernels:
            each.shutdown_kernel(now=True)
