"""Completion, inspection, is_complete, history and magics."""

import os
import tempfile
import unittest

from kernel_case import KernelCase


class CompletionTest(KernelCase):
    def complete(self, code, at=None):
        reply = self.client.complete(code, len(code) if at is None else at)
        return self.reply(reply)["content"]

    def test_members_types_and_variables(self):
        self.ok("var completed = new ArrayList<String>();")
        self.assertIn("completed", self.complete("comple")["matches"])
        self.assertIn("addAll(", self.complete("completed.ad")["matches"])
        self.assertTrue(any(m.startswith("ArrayDeque") for m in self.complete("new ArrayDe")["matches"]))
        self.assertIn("seconds(", self.complete("secon")["matches"])

    def test_the_replaced_range_counts_code_points(self):
        code = '"🐝🐝".leng'
        content = self.complete(code)
        self.assertIn("length()", content["matches"])
        self.assertEqual((5, 9), (content["cursor_start"], content["cursor_end"]))

    def test_names_of_the_same_cell_that_never_ran(self):
        code = 'import java.util.zip.*;\nvar fresh = new StringBuilder();\nint unrun() { return 1; }\nfresh.appe'
        content = self.complete(code)
        self.assertTrue(any(m.startswith("append") for m in content["matches"]), content)
        self.assertEqual(code.index("appe"), content["cursor_start"])

    def test_in_the_middle_of_a_cell(self):
        code = 'String middle = "a".tr\nint after = 1;'
        self.assertIn("trim()", self.complete(code, code.index("\n"))["matches"])

    def test_magics(self):
        self.assertIn("%%bpf", self.complete("%%b")["matches"])
        self.assertIn("%maven", self.complete("int a = 1;\n%ma")["matches"])

    def inspect(self, code, at=None):
        request = self.client.inspect(code, len(code) if at is None else at)
        return self.reply(request)["content"]

    def test_inspection_of_variables_and_methods(self):
        self.ok("var inspected = new StringBuilder();")
        self.assertIn("StringBuilder", self.inspect("inspected")["data"]["text/plain"])
        self.assertIn("Duration", self.inspect("seconds(5)", 3)["data"]["text/plain"])
        self.assertFalse(self.inspect("nosuchname")["found"])

    def test_inspection_shows_tracebooks_javadoc(self):
        found = self.inspect("seconds(5)", 3)["data"]
        self.assertIn("A span of seconds", found["text/plain"])
        self.assertIn("A span of seconds", found["text/html"])

    def complete_state(self, code):
        reply = self.reply(self.client.is_complete(code))["content"]
        return reply["status"], reply.get("indent", "")

    def test_is_complete(self):
        self.assertEqual("complete", self.complete_state("int a = 1")[0])
        self.assertEqual(("incomplete", "    "), self.complete_state("void f() {"))
        self.assertEqual(("incomplete", "      "), self.complete_state("void f() {\n  if (true) {"))
        self.assertEqual("invalid", self.complete_state("int broken = );")[0])
        self.assertEqual("incomplete", self.complete_state("%%bpf\nint x;")[0])
        self.assertEqual("complete", self.complete_state("%lsmagic")[0])


class HistoryTest(KernelCase):
    def history(self, **options):
        return self.reply(self.client.history(**options))["content"]["history"]

    def test_tail_range_search_and_another_session(self):
        self.ok("int first = 1;")
        self.ok("first + 1")
        self.ok("int first = 1;")
        self.ok("int hidden = 1;", store_history=False)
        tail = self.history(hist_access_type="tail", n=2)
        self.assertEqual(["first + 1", "int first = 1;"], [entry[2] for entry in tail])
        inputs = [e[2] for e in self.history(hist_access_type="range", session=0, start=1, stop=3)]
        self.assertEqual(["int first = 1;", "first + 1"], inputs)
        found = self.history(hist_access_type="search", pattern="int f*", n=10, unique=True)
        self.assertEqual(1, len([e for e in found if e[2] == "int first = 1;"]))
        with_output = self.history(hist_access_type="range", session=0, start=2, stop=3, output=True)
        self.assertEqual(["first + 1", "2"], with_output[0][2])

        self.manager.restart_kernel(now=False)
        self.client.wait_for_ready(timeout=60)
        self.ok("int second = 2;")
        before = self.history(hist_access_type="range", session=-1, start=1, stop=10)
        self.assertIn("first + 1", [e[2] for e in before])
        self.assertNotIn("int second = 2;", [e[2] for e in before])
        self.assertIn("first + 1", [e[2] for e in self.history(hist_access_type="tail", n=4)])
        self.assertIn("cannot find symbol", self.fails("first").error)


class MagicsTest(KernelCase):
    def test_content_is_shown_as_it_is(self):
        for magic, mime in (("html", "text/html"), ("svg", "image/svg+xml"), ("javascript", "application/javascript")):
            body = '<p>"""\\n\\u0041 漢</p>\r\n</p>'
            shown = self.ok(f"%%{magic}\n{body}").contents("display_data")[0]["data"]
            self.assertEqual({mime: body}, shown)

    def test_time_run_load_who_and_lsmagic(self):
        answer = self.ok("%%time\nThread.sleep(5);\n40 + 2")
        self.assertEqual("42", answer.text)
        self.assertRegex(answer.stream(), r"wall [\d.]+ m?s, CPU [\d.]+ (us|ms|s)")
        with tempfile.TemporaryDirectory() as folder:
            script = os.path.join(folder, "a script.jsh")
            with open(script, "w", encoding="utf-8") as file:
                file.write("int loaded = 6;\nint more() { return loaded * 7; }\nmore()")
            self.assertEqual("42", self.ok(f'%run "{script}"').text)
            self.assertEqual("6", self.ok("loaded").text)
            self.assertIn("a script.jsh", self.fails(f'%load "{folder}/a scrip.jsh"').error)
        self.assertIn("loaded: Integer", self.ok("%who").stream())
        self.assertIn("%%bpf", self.ok("%lsmagic").stream())

    def test_a_line_magic_among_java(self):
        answer = self.ok("int mixed = 1;\n%sh echo $((6 * 7))\nmixed + 10 %\n3")
        self.assertEqual("42\n", answer.stream())
        self.assertEqual("2", answer.text)
        self.assertIn("status 3", self.fails("%%sh\necho out; exit 3").error)

    def test_classpath_takes_jars_folders_and_globs(self):
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, "Added.java")
            with open(source, "w", encoding="utf-8") as file:
                file.write('package added; public class Added { public static String hello() { return "hello"; } }')
            self.ok(
                f'javax.tools.ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", "{folder}/classes", "{source}");\n'
                f'new ProcessBuilder("sh", "-c", "mkdir {folder}/libs; cd {folder}/classes; jar cf {folder}/libs/a.jar .").start().waitFor();'
            )
            self.assertIn("clases", self.fails(f"%classpath {folder}/clases").error)
            self.assertEqual("hello", self.ok(f"%classpath {folder}/libs/*.jar\nadded.Added.hello()").text)

    def test_maven_resolves_what_a_library_needs(self):
        # In the local repository since the build of the kernel itself; its dependency comes with it.
        answer = self.ok(
            "%maven org.apache.commons:commons-lang3:3.14.0\n"
            'org.apache.commons.lang3.StringUtils.capitalize("maven")'
        )
        self.assertEqual("Maven", answer.text)
        self.assertIn("nosuch", self.fails("%maven org.nosuch:nosuch:1").error)
        self.assertIn("cannot read", self.fails("%maven nonsense").error)


if __name__ == "__main__":
    unittest.main()
