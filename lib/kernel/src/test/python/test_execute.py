"""Cells run in order, show what they should, and keep what they declare."""

import unittest

from kernel_case import KernelCase


class ExecuteTest(KernelCase):
    def test_the_last_expression_is_shown_with_or_without_semicolon(self):
        self.assertEqual("2", self.ok("1 + 1").text)
        self.assertEqual("[1, 2]", self.ok("var shown = List.of(1, 2);\nshown;").text)

    def test_declarations_assignments_and_null_show_nothing(self):
        for cell in (
            "int quiet = 5;",
            "quiet = 6",
            "quiet++",
            "int[] cells = new int[1]; cells[0] = 3",
            "void nothing() {}\nnothing()",
            "(Object) null",
            "import java.io.*;",
            "// only a comment",
            "",
        ):
            self.assertIsNone(self.ok(cell).result, cell)
        self.assertEqual("7", self.ok("quiet").text)

    def test_a_cell_mixes_comments_imports_classes_methods_and_forward_references(self):
        answer = self.ok(
            "// a comment\n\nimport java.util.concurrent.*;\n"
            "int twice(int n) { return new Doubler().of(n); } // uses what comes below\n\n"
            "/* a\n block */\nclass Doubler { int of(int n) { return 2 * n; } }\n"
            "record Pair(int a, String b) {}\nenum Colour { RED, BLUE }\n"
            "var pairs = new ConcurrentHashMap<String, Pair>();\n"
            'for (var colour : Colour.values()) {\n  pairs.put(colour.name(), new Pair(twice(colour.ordinal()), "x"));\n}\n'
            'pairs.get("BLUE")\n// the end'
        )
        self.assertEqual("Pair[a=2, b=x]", answer.text)

    def test_statements_run_in_order_and_a_broken_cell_runs_not_at_all(self):
        self.ok("var order = new ArrayList<String>();")
        self.ok('order.add("a"); if (order.size() == 1) order.add("b"); order.add("c");')
        self.assertEqual("[a, b, c]", self.ok("order").text)
        self.fails('order.add("d");\nint x = ;')
        self.assertEqual("[a, b, c]", self.ok("order").text)

    def test_display_in_the_middle_of_a_cell_in_order_with_output(self):
        answer = self.ok(
            'System.out.print("before");\n'
            'display(Table.create("t").addColumns(IntColumn.create("n", new int[] {7919})));\n'
            'System.out.print("between"); html("<b>bold</b>"); display("text/markdown", "*m*"); "end"'
        )
        kinds = [m["msg_type"] for m in answer.messages if m["msg_type"] != "execute_input"]
        self.assertEqual(
            ["stream", "display_data", "stream", "display_data", "display_data", "execute_result"],
            kinds,
        )
        table = answer.contents("display_data")[0]["data"]
        self.assertIn("7919", table["text/html"])
        self.assertIn("7919", table["text/plain"])
        self.assertEqual("<b>bold</b>", answer.contents("display_data")[1]["data"]["text/html"])
        self.assertEqual("*m*", answer.contents("display_data")[2]["data"]["text/markdown"])

    def test_a_picture_is_shown_as_png(self):
        answer = self.ok("new java.awt.image.BufferedImage(2, 2, 1)")
        self.assertIn("image/png", answer.result)

    def test_execution_counts_silent_and_user_expressions(self):
        first = self.ok("1").reply["content"]["execution_count"]
        hidden = self.ok("2", silent=True)
        self.assertIsNone(hidden.result)
        self.assertEqual(first + 1, self.ok("3").reply["content"]["execution_count"])
        answer = self.ok("int asked = 4;", user_expressions={"it": "asked * 2", "bad": "nope"})
        values = answer.reply["content"]["user_expressions"]
        self.assertEqual("8", values["it"]["data"]["text/plain"])
        self.assertEqual("CompilationError", values["bad"]["ename"])

    def test_cells_behind_a_failed_one_do_not_run(self):
        requests = [
            self.send('throw new IllegalStateException("first");'),
            self.send('System.out.println("second");'),
            self.send("3"),
        ]
        self.assertEqual("error", self.answer(requests[0]).status)
        for request in requests[1:]:
            answer = self.answer(request)
            self.assertEqual("aborted", answer.status)
            self.assertEqual([], answer.messages)
        self.assertEqual("4", self.ok("4").text)

    def test_what_cannot_be_used_yet_is_told(self):
        answer = self.ok("int early() { return later; }")
        self.assertIn("method early cannot be used until variable later is declared", answer.stream("stderr"))
        self.assertEqual("9", self.ok("int later = 9;\nearly()").text)


class RedefinitionTest(KernelCase):
    def test_variables_keep_their_values(self):
        self.ok(
            "class Scale { int of(int n) { return n; } }\n"
            "int counter = 41; var kept = new ArrayList<Integer>(List.of(1));\n"
            "int scaled() { return new Scale().of(counter); }\n"
            "Scale instance = new Scale(); var inferred = new Scale();"
        )
        self.ok("counter++; kept.add(2);")
        # A class that a method uses.
        self.ok("class Scale { int of(int n) { return 10 * n; } }")
        self.assertEqual("420 42 [1, 2] 30", self.ok('scaled() + " " + counter + " " + kept + " " + instance.of(3)').text)
        # An import.
        self.ok("import java.math.BigInteger;")
        self.assertEqual("420 42 [1, 2]", self.ok('scaled() + " " + counter + " " + kept').text)
        # A method.
        self.ok("int scaled() { return -counter; }")
        self.assertEqual("-42 42 [1, 2]", self.ok('scaled() + " " + counter + " " + kept').text)
        # A class with another shape: what is not of that class is kept.
        answer = self.ok("class Scale { int extra; int of(int n, int m) { return n * m; } }")
        self.assertIn("variable instance is reset", answer.stream("stderr"))
        self.assertIn("variable inferred is gone", answer.stream("stderr"))
        self.assertEqual("42 [1, 2]", self.ok('counter + " " + kept').text)
        self.assertEqual("6", self.ok("new Scale().of(2, 3)").text)

    def test_a_variable_changes_its_type(self):
        self.ok("int changing = 1;")
        self.assertEqual("text", self.ok('String changing = "text";\nchanging').text)

    def test_values_are_let_go_with_their_variable(self):
        used = "System.gc(); Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() >> 20"
        before = int(self.ok(used).text)
        for _ in range(5):
            self.ok("var big = new byte[100 << 20];")
            self.ok("new byte[100 << 20];")
        after = int(self.ok(used).text)
        self.assertLess(after - before, 200, "MiB: only the last array of the variable is kept")


if __name__ == "__main__":
    unittest.main()
