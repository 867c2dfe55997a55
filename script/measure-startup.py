#!/usr/bin/python3
"""Side by side: from the start of a kernel's process to the answer of its first cell, Tracebook's and ipykernel.

usage: measure-startup.py [ROUNDS]    after a build; needs python3-ipykernel (apt-get install python3-ipykernel)

The two alternate in each round, so that a noisy machine slows both. Prints medians, their range, and the ratio.
"""

import os
import subprocess
import statistics
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.connect import write_connection_file

HOME = Path(__file__).resolve().parent.parent
KERNELS = {
    "tracebook": ([str(HOME / "script" / "kernel")], "1 + 1"),
    "ipykernel": (["/usr/bin/python3", "-m", "ipykernel_launcher", "-f"], "1 + 1"),
}


def start_to_answer(command, cell):
    """Seconds until the first cell's result, with a client that asks again until the kernel listens."""
    with tempfile.TemporaryDirectory() as folder:
        file, _ = write_connection_file(str(Path(folder) / "connection.json"))
        environment = {**os.environ, "XDG_DATA_HOME": folder, "IPYTHONDIR": folder}
        client = BlockingKernelClient(connection_file=file)
        client.load_connection_file()
        client.start_channels()
        start = time.perf_counter()
        kernel = subprocess.Popen(
            [*command, file], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            request = client.execute(cell)
            while True:
                message = client.get_shell_msg(timeout=60)
                if message["parent_header"].get("msg_id") == request:
                    break
            seconds = time.perf_counter() - start
            if message["content"]["status"] != "ok":
                raise RuntimeError(message["content"])
            return seconds
        finally:
            kernel.kill()
            kernel.wait()
            client.stop_channels()


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    times = {name: [] for name in KERNELS}
    for number in range(rounds + 1):
        for name, (command, cell) in KERNELS.items():
            seconds = start_to_answer(command, cell)
            # The first round fills the page cache.
            if number > 0:
                times[name].append(seconds)
    for name, seconds in times.items():
        print(f"{name:10} median {statistics.median(seconds):6.3f} s   ({min(seconds):.3f} to {max(seconds):.3f}, {rounds} rounds)")
    ratio = statistics.median(times["tracebook"]) / statistics.median(times["ipykernel"])
    print(f"ratio      {ratio:.2f}   (goal: at most 2.5, later 1.5)")


main()
