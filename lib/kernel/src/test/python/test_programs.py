"""eBPF programs and captures in cells: interrupts keep data, and nothing stays attached."""

import ctypes.util
import os
import signal
import subprocess
import sys
import time
import unittest

from bpf_ids import is_loaded, programs_of
from kernel_case import KernelCase

PROGRAM = """
struct open_t { u64 ts; u32 pid; char comm[16]; };
BPF_RINGBUF_OUTPUT(opens, 64);
TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
  struct open_t open = {};
  open.ts = bpf_ktime_get_ns();
  open.pid = bpf_get_current_pid_tgid() >> 32;
  bpf_get_current_comm(&open.comm, sizeof(open.comm));
  opens.ringbuf_output(&open, sizeof(open), 0);
  return 0;
}
"""


def why_not_live():
    if os.geteuid() != 0:
        return "only root may ask for programs by their id"
    if not os.path.isdir("/sys/kernel/tracing/events"):
        return "tracefs is not mounted"
    with open("/proc/self/status", encoding="ascii") as status:
        effective = next(int(line.split()[1], 16) for line in status if line.startswith("CapEff"))
    return "" if effective >> 39 & effective >> 38 & 1 else "the process lacks CAP_BPF or CAP_PERFMON"


class ProgramsTest(KernelCase):
    @classmethod
    def setUpClass(cls):
        reason = why_not_live()
        if reason and os.environ.get("TRACEBOOK_LIVE") == "required":
            raise AssertionError(f"TRACEBOOK_LIVE=required, but {reason}")
        if reason:
            raise unittest.SkipTest(reason)
        super().setUpClass()

    def setUp(self):
        if not self.manager.is_alive():
            self.start()

    def load(self, variable="bpf", text=PROGRAM):
        self.ok(f"%%bpf {variable}\n{text}")
        loaded = programs_of(self.pid)
        self.assertTrue(loaded)
        return loaded

    def gone(self, programs, seconds=10):
        """Waits for the kernel, which frees programs some time after their last user is gone."""
        end = time.monotonic() + seconds
        left = set(programs)
        while left and time.monotonic() < end:
            left = {each for each in left if is_loaded(each)}
            time.sleep(0.05)
        self.assertEqual(set(), left)

    def test_an_interrupt_ends_a_capture_and_keeps_its_data(self):
        self.load()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        request = self.send(
            '{ System.out.println("started"); System.out.flush(); }\n'
            'var taken = bpf.events("opens").run(seconds(600));'
        )
        self.wait_for_output(request, "started")
        # Until the capture runs, and events come.
        time.sleep(3)
        for _ in range(20):
            subprocess.run([sys.executable, "-c", "pass"], check=True)
        self.interrupt()
        answer = self.answer(request, timeout=20)
        self.assertEqual("ok", answer.status, answer.error)
        self.assertGreater(int(self.ok("taken.table().rowCount()").text), 20)

    def test_a_live_capture_is_redrawn_in_its_place(self):
        self.load()
        request = self.send('bpf.events("opens").live(seconds(5))')
        opener = subprocess.Popen(
            [sys.executable, "-c", "import time\nfor _ in range(40): open('/dev/null').close(); time.sleep(0.1)"]
        )
        answer = self.answer(request)
        opener.wait()
        self.assertEqual("ok", answer.status, answer.error)
        drawn = {each["transient"]["display_id"] for each in answer.contents("display_data")}
        updates = [each for each in answer.contents("update_display_data") if "<table" in each["data"].get("text/html", "")]
        self.assertGreater(len(updates), 1, answer)
        self.assertIsNone(answer.result)
        self.assertEqual(1, len({each["transient"]["display_id"] for each in updates}))
        self.assertTrue(updates[0]["transient"]["display_id"] in drawn)
        self.assertIn("python", updates[-1]["data"]["text/html"])

    def test_too_large_a_stack_does_not_end_the_kernel(self):
        self.ok("int kept = 23;")
        answer = self.fails(
            "%%bpf large\nTRACEPOINT_PROBE(syscalls, sys_enter_openat) {\n"
            "  char name[700] = {};\n  bpf_probe_read_user_str(name, sizeof(name), args->filename);\n"
            "  return name[3];\n}\n"
        )
        self.assertIn("line 3, column 8", answer.error)
        self.assertIn("stack limit of 512 bytes", answer.error)
        self.assertEqual("23", self.ok("kept").text)
        self.load()

    def test_a_rerun_leaves_one_program_and_replaced_variables_close_theirs(self):
        first = self.load()
        again = self.load()
        self.gone(first - again)
        self.assertEqual(len(first), len(again))
        other = self.load(text=PROGRAM.replace("64", "128"))
        self.gone(again - other)
        self.assertEqual(len(first), len(other))
        # Another variable keeps a program open; so does a collection.
        self.ok("var kept = List.of(bpf);")
        both = self.load()
        self.assertTrue(other < both)
        self.ok("kept = List.of();")
        self.ok("bpf.close();")
        self.gone(both - other)

    def test_the_text_of_a_program_arrives_as_it_is(self):
        text = '// """ \\n \\u0041 漢 \\\r\n  "still a comment"\r\nBPF_HASH(counts, u32, u64);\r\n'
        self.ok(f"%%bpf exact headers=auto attach=false -DUNUSED=1\n{text}")
        self.ok("String got = exact.text();")
        escaped = "".join(f"\\u{ord(c):04x}" if ord(c) > 126 or c in '\\"' else c for c in text)
        codes = ",".join(str(ord(c)) for c in "\n" + text)
        self.assertEqual("true", self.ok(f"got.equals(new String(new int[] {{{codes}}}, 0, {len(text) + 1}))").text, escaped)
        self.ok("exact.close();")

    def test_a_compile_error_points_at_the_cells_line(self):
        answer = self.fails("%%bpf broken\nBPF_HASH(h, u32, u64);\n\nint f( { return 0; }\n")
        self.assertIn("line 4", answer.error)
        self.assertIn("does not know x.y", self.fails("%%bpf x.y\nint a;").error)

    def test_shutdown_and_restart_close_programs(self):
        programs = self.load()
        self.manager.restart_kernel(now=False)
        self.client.wait_for_ready(timeout=60)
        self.gone(programs)
        programs = self.load()
        self.manager.shutdown_kernel(now=False)
        self.gone(programs)

    def test_signals_in_the_middle_of_a_capture_leave_nothing(self):
        for number in (signal.SIGKILL, signal.SIGTERM):
            self.setUp()
            programs = self.load()
            request = self.send('System.out.println("started"); System.out.flush();\nbpf.events("opens").run(seconds(600))')
            self.wait_for_output(request, "started")
            time.sleep(2)
            os.kill(self.pid, number)
            self.manager.provisioner.process.wait(20)
            self.gone(programs)


if __name__ == "__main__":
    unittest.main()
