"""Prints the C programs of BCC's tools as JSON, a line a program: {"name", "text", "cflags"}.

Each tool runs in a process of its own up to the moment when it hands its program to BPF(); that
call is recorded and ends the tool. Nothing is compiled or loaded here. USDT probes that would need
a database or a language runtime are replaced by reads that give 0, so that the program around them
can still be compiled.

Usage: bcc_programs.py FOLDER_OF_TOOLS
"""

import builtins
import io
import json
import os
import re
import runpy
import sys
from unittest import mock

import bcc

# Arguments for tools that give no program without any; every other tool runs without arguments.
ARGUMENTS = {
    "argdist": [["-C", "t:syscalls:sys_enter_openat():int:args->flags"], ["-H", "p::__x64_sys_read(void *r):u64:1"]],
    "criticalstat": [],
    "dbslower": [["mysql", "-p", "1"], ["postgres", "-p", "1"]],
    "dbstat": [["mysql", "-p", "1"]],
    "deadlock": [["1", "--binary", "/bin/true"]],
    "dirtop": [["-d", "/tmp"]],
    "funccount": [["vfs_*"], ["t:block:*"]],
    "funcinterval": [["vfs_read"], ["t:block:block_rq_issue"]],
    "funclatency": [["vfs_read"], ["-u", "vfs_read"]],
    "funcslower": [["vfs_read"], ["-a", "2", "-K", "-U", "vfs_read"]],
    "inject": [["kmalloc", "-I", "linux/mm.h", "SyS_mount()"]],
    "kvmexit": [[]],
    "memleak": [[], ["-p", "1", "-O", "c"]],
    "mysqld_qslower": [["1"]],
    "netqtop": [["-n", "lo"]],
    "offcputime": [[], ["-p", "1", "--state", "1"]],
    "opensnoop": [[], ["-F", "-U"]],
    "ppchcalls": [[]],
    "profile": [[], ["-p", "1", "-U"]],
    "stackcount": [["vfs_read"], ["t:sched:sched_switch"]],
    "syscount": [[], ["-P", "-L"]],
    "tcpconnect": [[], ["-c"]],
    "trace": [["t:sched:sched_process_exec"], ["do_sys_openat2 \"%s\", arg2@user"], ["r:bash:readline \"%s\", retval"]],
    "ttysnoop": [["/dev/null"]],
    "biolatency": [[], ["-Q", "-D"], ["-F"]],
    "biolatpcts": [["1:0"]],
    "biotop": [[]],
    "btrfsslower": [[]],
    "cpudist": [[], ["-O", "-P"]],
    "execsnoop": [[], ["--ppid", "1"]],
    "fileslower": [[]],
    "filetop": [[]],
    "hardirqs": [[], ["-C"], ["-d"]],
    "klockstat": [[]],
    "runqlat": [[], ["--pidnss"], ["-P"]],
    "runqlen": [[], ["-C"]],
    "softirqs": [[], ["-d"]],
    "solisten": [["--show-netns"]],
    "sslsniff": [[], ["-l"]],
    "tcplife": [[], ["-L", "80"]],
    "tcpretrans": [[], ["-l"], ["-c"], ["-s"]],
    "tcprtt": [[], ["-b", "-B", "-e"]],
    "tcpstates": [[], ["-4"]],
    "tcpsubnet": [["10.0.0.0/8"]],
    "tcptop": [["-C", "1", "1"]],
    "tcptracer": [[], ["-t"]],
    "threadsnoop": [[]],
    "tcpconnlat": [[], ["-v", "1"]],
    "virtiostat": [[]],
}


class Recorded(SystemExit):
    pass


def as_text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


class RecordingUSDT(object):
    """Takes any probe; its arguments read as 0."""

    def __init__(self, pid=None, path=None):
        self.functions = []

    def enable_probe(self, probe, fn_name):
        self.functions.append(as_text(fn_name))

    enable_probe_or_bail = enable_probe

    def get_context(self):
        return self

    def get_text(self):
        return ""

    def get_probe_arg_ctype(self, probe_name, arg_index):
        return "u64"

    def stubs(self):
        one = "static inline int _bpf_readarg_%s_%d(struct pt_regs *ctx, void *to, size_t size) { return 0; }\n"
        return "".join(one % (name, i) for name in set(self.functions) for i in range(1, 7))


def record_into(out):
    def init(self, src_file=b"", hdr_file=b"", text=None, debug=0, cflags=(), usdt_contexts=(), **rest):
        program = as_text(text) if text is not None else open(bcc.BPF._find_file(as_text(src_file).encode())).read()
        program = "".join(each.stubs() for each in usdt_contexts) + program
        out.append({"text": program, "cflags": [as_text(flag) for flag in cflags]})
        raise Recorded(0)

    return init


SYMBOLS = "".join(
    "0000000000000000 t %s\n" % name
    for name in (
        "btrfs_file_operations ext4_file_operations ext4_file_open ext4_file_write_iter ext4_sync_file "
        "vm_stat vm_zone_stat vmx_handle_exit"
    ).split()
)
# What some tools look for before they give their program; this machine may lack it.
FILES = {"/proc/kallsyms": SYMBOLS, "/proc/modules": "kvm_intel 1\n", "/proc/cpuinfo": "flags : vmx\n"}
really_open = open


def open_with_stand_ins(file, *args, **kwargs):
    if isinstance(file, str) and file in FILES:
        return io.StringIO(FILES[file])
    return really_open(file, *args, **kwargs)


def run(path, arguments):
    """Runs a tool in a child and returns its programs; what the tool prints is dropped."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            text = pipe.read()
        os.waitpid(child, 0)
        return json.loads(text) if text else {"programs": [], "error": "no answer"}
    os.close(reading)
    programs, error = [], ""
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    said = io.StringIO()
    sys.stdout = sys.stderr = said
    sys.argv = [path] + arguments
    bcc.BPF.__init__ = record_into(programs)
    bcc.USDT = RecordingUSDT
    builtins.open = open_with_stand_ins
    sys.modules["curses"] = mock.MagicMock(wrapper=lambda call, *args: call(mock.MagicMock(), *args))
    # As on a kernel with kprobes, whatever this one has.
    bcc.BPF.get_kprobe_functions = staticmethod(lambda pattern: [b"vfs_read", b"vfs_write"])
    bcc.BPF.ksymname = staticmethod(lambda name: 1)
    try:
        runpy.run_path(path, run_name="__main__")
    except Recorded:
        pass
    except BaseException as e:
        error = "%s %s" % (type(e).__name__, e)
    if not programs:
        error = (error + " " + re.sub(r"\s+", " ", said.getvalue()))[:300]
    with os.fdopen(writing, "w") as pipe:
        pipe.write(json.dumps({"programs": programs, "error": error}))
    os._exit(0)


def main():
    folder = sys.argv[1]
    for file in sorted(os.listdir(folder)):
        path = os.path.join(folder, file)
        if not file.endswith("-bpfcc") or b"python" not in open(path, "rb").readline():
            continue
        name = file[: -len("-bpfcc")]
        for arguments in ARGUMENTS.get(name, [[]]):
            result = run(path, arguments)
            label = " ".join([name] + arguments)
            if not result["programs"]:
                print(json.dumps({"name": label, "error": result["error"]}))
            for program in result["programs"]:
                print(json.dumps(dict(program, name=label)))


main()
