"""The lab's network from within: servers on a loopback that loses packets, and clients that use them.

net.py serve FOLDER, in namespaces of its own for network and mounts; net.py drive SECONDS in the same.
"""

import contextlib
import ctypes
import fcntl
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

FILES, REFUSING, FULL = 8000, 8001, 8002
LOSS = "0.04"
DNS = "127.0.0.53"
ADDRESSES = {"files.lab": "127.0.0.1", "refusing.lab": "127.0.0.1", "full.lab": "127.0.0.1"}
REQUEST_BYTES, ANSWER_BYTES = 60_000, 200_000
DNS_DELAY_SECONDS = 0.004


def name_process(name):
    """What a tool shows as comm."""
    pathlib.Path("/proc/self/comm").write_text(name)


def serve(folder):
    name_process("lab-server")
    up()
    lose()
    resolve_here(folder)
    full = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        started(serve_files, listener(family, address, FILES, 64))
    full.append(listener(socket.AF_INET, "127.0.0.1", FULL, 0))
    full.append(socket.create_connection(("127.0.0.1", FULL)))
    started(serve_names)
    (pathlib.Path(folder) / "ready").touch()
    signal.pause()


def started(function, *arguments):
    threading.Thread(target=function, args=arguments, daemon=True).start()


def up():
    """Brings the new network's loopback up: SIOCSIFFLAGS with IFF_UP."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 1))


def lose():
    for program in ("iptables-legacy", "ip6tables-legacy"):
        for side in ("--dport", "--sport"):
            rule = ["-A", "INPUT", "-p", "tcp", side, str(FILES)]
            loss = ["-m", "statistic", "--mode", "random", "--probability", LOSS]
            subprocess.run([f"/usr/sbin/{program}", *rule, *loss, "-j", "DROP"], check=True)


def resolve_here(folder):
    """Names are asked of the lab's own server by all who share the mounts."""
    config = pathlib.Path(folder) / "resolv.conf"
    config.write_text(f"nameserver {DNS}\noptions timeout:1 attempts:2\n")
    libc = ctypes.CDLL(None, use_errno=True)
    target = str(pathlib.Path("/etc/resolv.conf").resolve()).encode()
    if libc.mount(str(config).encode(), target, None, 0x1000, None):  # MS_BIND
        raise OSError(ctypes.get_errno(), "cannot mount a resolv.conf of the lab's own")


def listener(family, address, port, backlog):
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((address, port))
    listening.listen(backlog)
    return listening


def serve_files(listening):
    while True:
        started(serve_file, listening.accept()[0])


def serve_file(connection):
    with connection, contextlib.suppress(OSError):
        received = 0
        while received < REQUEST_BYTES:
            data = connection.recv(65536)
            if not data:
                return
            received += len(data)
        connection.sendall(bytes(ANSWER_BYTES))


def serve_names():
    """Answers questions for A records, and says of all others that there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((DNS, 53))
        while True:
            question, client = server.recvfrom(512)
            time.sleep(DNS_DELAY_SECONDS)
            server.sendto(answer(question), client)


def answer(question):
    labels, at = [], 12
    while question[at]:
        labels.append(question[at + 1 : at + 1 + question[at]].decode())
        at += 1 + question[at]
    kind = question[at + 1 : at + 3]
    address = ADDRESSES.get(".".join(labels))
    asked = question[12 : at + 5]
    if address and kind == b"\0\1":
        record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(address)
        return question[:2] + b"\x85\x80\0\1\0\1\0\0\0\0" + asked + record
    # No such name, or a name without a record of this kind.
    code = b"\x85\x80" if address else b"\x85\x83"
    return question[:2] + code + b"\0\1\0\0\0\0\0\0" + asked


def drive(seconds):
    name_process("lab-client")
    end = time.monotonic() + seconds
    work = [fetch, fetch_ipv6, be_refused, wait_in_vain, ask_in_vain]
    threads = [threading.Thread(target=repeat, args=(each, end)) for each in work]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def repeat(action, end):
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            action()
        time.sleep(0.2)


def fetch():
    transfer(socket.create_connection(("files.lab", FILES), timeout=5))


def fetch_ipv6():
    transfer(socket.create_connection(("::1", FILES), timeout=5))


def transfer(connection):
    with connection:
        connection.sendall(bytes(REQUEST_BYTES))
        received = 0
        while received < ANSWER_BYTES:
            data = connection.recv(65536)
            if not data:
                return
            received += len(data)


def be_refused():
    socket.create_connection(("refusing.lab", REFUSING), timeout=1).close()


def wait_in_vain():
    socket.create_connection(("full.lab", FULL), timeout=1.5).close()


def ask_in_vain():
    socket.getaddrinfo("no-such-name.lab", 80)


if __name__ == "__main__":
    action, argument = sys.argv[1:]
    if action == "serve":
        serve(argument)
    else:
        drive(float(argument))
