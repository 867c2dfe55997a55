"""How kernels end: by request, by signal, and with their parent."""

import os
import signal
import subprocess
import sys
import time
import unittest

from kernel_case import KernelCase

CHILD = """
import sys
from jupyter_client.manager import KernelManager
manager = KernelManager(kernel_name="tracebook")
manager.start_kernel()
client = manager.blocking_client()
client.start_channels()
client.wait_for_ready(timeout=60)
client.execute("Thread.sleep(1_000_000);")
print(manager.provisioner.process.pid, flush=True)
sys.stdin.read()
"""


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class LifetimeTest(KernelCase):
    def setUp(self):
        if not self.manager.is_alive():
            self.start()

    def ends(self, pid, seconds=10):
        end = time.monotonic() + seconds
        while is_running(pid) and time.monotonic() < end:
            time.sleep(0.05)
        self.assertFalse(is_running(pid))

    def test_shutdown_ends_the_process_by_itself_even_in_a_cell(self):
        pid = self.pid
        self.send("while (true);")
        time.sleep(1)
        request = self.client.shutdown()
        reply = self.client.get_control_msg(timeout=10)
        self.assertEqual(request, reply["parent_header"]["msg_id"])
        self.assertEqual({"status": "ok", "restart": False}, {k: reply["content"].get(k, "ok") for k in ("status", "restart")})
        self.manager.provisioner.process.wait(10)
        self.ends(pid)

    def test_sigterm_ends_the_process(self):
        pid = self.pid
        self.send("Thread.sleep(1_000_000);")
        os.kill(pid, signal.SIGTERM)
        self.manager.provisioner.process.wait(10)
        self.ends(pid)

    def test_restart_forgets_variables(self):
        self.ok("int gone = 1;")
        self.manager.restart_kernel(now=False)
        self.client.wait_for_ready(timeout=60)
        self.assertIn("cannot find symbol", self.fails("gone").error)
        self.assertEqual(2, self.ok("1").reply["content"]["execution_count"])

    def test_the_death_of_jupyter_ends_the_kernel(self):
        parent = subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            pid = int(parent.stdout.readline())
            self.assertTrue(is_running(pid))
        finally:
            parent.kill()
            parent.wait()
            parent.stdin.close()
            parent.stdout.close()
        self.ends(pid)

    def test_a_broken_message_does_not_end_the_kernel(self):
        self.client.session.key, key = b"wrong", self.client.session.key
        self.client.execute("1")
        self.client.session.key = key
        self.assertEqual("2", self.ok("2").text)


if __name__ == "__main__":
    unittest.main()
