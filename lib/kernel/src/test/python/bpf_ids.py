"""The programs of one process, and whether the running kernel still has them."""

import ctypes
import os
import platform

BPF_PROG_GET_FD_BY_ID = 13
SYS_BPF = {"x86_64": 321, "aarch64": 280}[platform.machine()]


def programs_of(pid):
    """The ids of the programs that a process holds descriptors of."""
    ids = set()
    for fd in os.listdir(f"/proc/{pid}/fdinfo"):
        try:
            with open(f"/proc/{pid}/fdinfo/{fd}", encoding="ascii") as info:
                for line in info:
                    if line.startswith("prog_id:"):
                        ids.add(int(line.split()[1]))
        except FileNotFoundError:
            pass
    return ids


def is_loaded(program):
    attributes = ctypes.create_string_buffer(128)
    ctypes.cast(attributes, ctypes.POINTER(ctypes.c_uint32))[0] = program
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.syscall(SYS_BPF, BPF_PROG_GET_FD_BY_ID, attributes, 128)
    if fd >= 0:
        os.close(fd)
        return True
    if ctypes.get_errno() == 2:
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
