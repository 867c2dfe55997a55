"""Errors point at the cell's line, and say nothing of the kernel's insides."""

import unittest

from kernel_case import KernelCase


class ErrorsTest(KernelCase):
    def cell(self, answer):
        return f"cell {answer.reply['content']['execution_count']}"

    def test_a_compile_error_shows_the_line_and_a_caret(self):
        answer = self.fails("int fine = 1;\n\n  int broken = missing + fine;")
        self.assertEqual("CompilationError", answer.contents("error")[0]["ename"])
        self.assertEqual(
            f"{self.cell(answer)}, line 3: cannot find symbol\n"
            "      int broken = missing + fine;\n"
            "                   ^\n"
            "  symbol:   variable missing",
            answer.error,
        )

    def test_a_syntax_error_shows_the_line(self):
        answer = self.fails("int one = 1;\nint two = ;\nint three = 3;")
        self.assertIn(f"{self.cell(answer)}, line 2: illegal start of expression", answer.error)
        self.assertIn("    int two = ;\n              ^", answer.error)

    def test_a_cell_that_ends_in_the_middle(self):
        answer = self.fails("int unfinished() {\n  return 1;")
        self.assertIn("reached end of file", answer.error)
        self.assertIn(f"{self.cell(answer)}, line 2", answer.error)

    def test_an_exception_shows_the_cells_frames_only(self):
        first = self.ok("int divide(int n) {\n  return 7 / n;\n}")
        answer = self.fails("int before = 1;\n\nList.of(0).forEach(n -> divide(n));")
        lines = answer.error.splitlines()
        self.assertEqual("java.lang.ArithmeticException: / by zero", lines[0])
        self.assertEqual(f"    at divide ({self.cell(first)}, line 2)", lines[1])
        self.assertEqual(f"    at {self.cell(answer)}, line 3", lines[-1])
        self.assertNotIn("dev.tracebook.kernel", answer.error)
        self.assertNotIn("REPL", answer.error)
        self.assertNotIn("jdk.internal.reflect", answer.error)

    def test_a_cause_and_an_exception_of_the_user(self):
        answer = self.fails(
            "class Mine extends RuntimeException { Mine(Throwable t) { super(\"outer\", t); } }\n"
            'throw new Mine(new java.io.IOException("inner"));'
        )
        self.assertEqual("Mine", answer.contents("error")[0]["ename"])
        self.assertIn("Mine: outer", answer.error)
        self.assertIn("caused by java.io.IOException: inner", answer.error)

    def test_tracebooks_errors_are_four_parts_without_a_stack_trace(self):
        answer = self.fails("load(\"int broken( { return 0; }\")")
        self.assertEqual("CompileException", answer.contents("error")[0]["ename"])
        for part in ("why:", "fix:", "see:"):
            self.assertIn(part, answer.error)
        self.assertIn(f"    at {self.cell(answer)}, line 1", answer.error)
        self.assertNotIn("dev.tracebook", answer.error)

    def test_an_error_in_a_values_own_text(self):
        answer = self.fails('new Object() { public String toString() { throw new IllegalStateException("mine"); } }')
        self.assertIn("mine", answer.error)
        self.assertEqual("1", self.ok("1").text)

    def test_a_full_stack_and_heap_leave_the_kernel_alive(self):
        answer = self.fails("int deep(int n) { return deep(n + 1) + 1; }\ndeep(0)")
        self.assertIn("StackOverflowError", answer.error)
        self.assertIn("OutOfMemoryError", self.fails("var much = new long[Integer.MAX_VALUE];").error)
        self.assertEqual("2", self.ok("2").text)

    def test_an_unknown_magic_names_the_nearest(self):
        self.assertIn("%maven", self.fails("%mavn a:b:1").error)
        self.assertIn("%%html", self.fails("%%htm\n<b>").error)
        self.assertIn("it is written as %%bpf", self.fails("%bpf x").error)


if __name__ == "__main__":
    unittest.main()
