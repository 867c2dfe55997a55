"""Scripts and queries in cells: the %%bpftrace magic, queries as the design has them, completion."""

import os
import time
import unittest

from kernel_case import KernelCase
from test_programs import why_not_live


class BpftraceTest(KernelCase):
    @classmethod
    def setUpClass(cls):
        reason = why_not_live()
        if reason and os.environ.get("TRACEBOOK_LIVE") == "required":
            raise AssertionError(f"TRACEBOOK_LIVE=required, but {reason}")
        if reason:
            raise unittest.SkipTest(reason)
        super().setUpClass()

    def test_a_cell_is_a_script(self):
        answer = self.ok('%%bpftrace 30s 23\nBEGIN { printf("<%s> %d\\n", comm, $1); @a = 7; exit(); }')
        self.assertIn("&lt;cell&gt; 23", answer.result["text/html"])
        self.assertIn("<cell> 23\n\n@a: 7", answer.text)
        self.assertIn("0 lost", answer.text)
        self.assertEqual("23", self.ok("bpftrace.printed().longColumn(1).get(0)").text)

    def test_the_duration_ends_it(self):
        answer = self.ok("%%bpftrace 300ms\ninterval:ms:50 { @n++; }")
        self.assertIn("<h4>@n</h4>", answer.result["text/html"])

    def test_an_interrupt_keeps_what_came(self):
        request = self.send("%%bpftrace\ninterval:ms:20 { @n++; } END { printf(\"over\\n\"); }")
        time.sleep(4)
        self.interrupt()
        answer = self.answer(request)
        self.assertEqual("ok", answer.status, answer.error)
        self.assertIn("over", answer.text)
        self.assertIn("@n: ", answer.text)

    def test_errors_point_at_the_line_of_the_cell(self):
        answer = self.fails("%%bpftrace 5s\n\ntracepoint:syscalls:sys_enter_openat { print(args.filenam); }")
        self.assertIn("line 3", answer.error)
        self.assertIn("filename", answer.error)
        self.assertIn("no script", self.fails("%%bpftrace 5s\n").error)

    def test_queries_run_in_cells(self):
        answer = self.ok('probe("tracepoint:raw_syscalls:sys_enter").by("comm").count().run(millis(300))')
        self.assertIn("<svg", answer.result["text/html"])
        self.assertIn("0 lost", answer.result["text/html"])
        answer = self.ok('probes("tracepoint:syscalls:sys_enter_openat")')
        self.assertIn("filename", answer.text)

    def complete(self, code, cursor=None):
        at = len(code) if cursor is None else cursor
        reply = self.client.complete(code, at, reply=True, timeout=60)["content"]
        self.assertEqual("ok", reply["status"])
        self.assertEqual(at, reply["cursor_end"])
        return [code[: reply["cursor_start"]] + each for each in reply["matches"]]

    def test_scripts_complete(self):
        cell = "%%bpftrace 5s\n"
        self.assertIn(cell + "tracepoint:", self.complete(cell + "trace"))
        self.assertIn(cell + "tracepoint:syscalls:", self.complete(cell + "tracepoint:sys"))
        opening = cell + "tracepoint:syscalls:sys_enter_openat"
        self.assertIn(opening, self.complete(opening[:-3]))
        body = opening + " /args.fl"
        self.assertEqual([opening + " /args.flags"], self.complete(body))
        body = opening + " { @opens = count(); print(args.file"
        self.assertEqual([body + "name"], self.complete(body))
        body = opening + " { @opens = count(); print(@o"
        self.assertEqual([body + "pens"], self.complete(body))
        self.assertIn(opening + " { printf(", self.complete(opening + " { prin"))
        self.assertIn(opening + " { nsecs", self.complete(opening + " { nse"))
        self.assertEqual([], self.complete(opening + ' { printf("co'))

    def test_strings_of_queries_complete(self):
        opening = 'probe("tracepoint:syscalls:sys_enter_openat'
        self.assertIn(opening, self.complete(opening[:-2]))
        self.assertEqual([opening + '").where("args.flags'], self.complete(opening + '").where("args.fl'))
        self.assertEqual(
            [opening + '").select("comm", "str(args.filename'],
            self.complete(opening + '").select("comm", "str(args.file'),
        )
        self.assertIn('script("interval:', self.complete('script("inter'))
        self.assertIn("Tracebook", [each.split(".")[-1] for each in self.complete("Traceb")])


if __name__ == "__main__":
    unittest.main()
