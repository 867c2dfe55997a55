"""Output and input: all of it, in order, under the right cell."""

import time
import unittest

from kernel_case import KernelCase


class StreamsTest(KernelCase):
    # The default rate is that of the notebook server; here nobody else limits it.
    environment = {"TRACEBOOK_OUTPUT_RATE": "200000000", "TRACEBOOK_JAVA_OPTS": "-Xmx256m"}

    def test_both_streams_unicode_and_carriage_returns(self):
        answer = self.ok('System.out.print("5 %\\r10 %\\r"); System.err.print("err"); System.out.println("漢字 🐝 é");')
        self.assertEqual("5 %\r10 %\r漢字 🐝 é\n", answer.stream())
        self.assertEqual("err", answer.stream("stderr"))

    def test_a_character_written_byte_by_byte(self):
        answer = self.ok(
            'for (byte b : "a🐝é".getBytes("UTF-8")) { System.out.write(b); System.out.flush(); Thread.sleep(70); }'
        )
        self.assertEqual("a🐝é", answer.stream())

    def test_output_is_gathered(self):
        answer = self.ok("for (int i = 0; i < 1000; i++) System.out.println(i);")
        self.assertEqual("".join(f"{i}\n" for i in range(1000)), answer.stream())
        self.assertLess(len(answer.contents("stream")), 50)

    def test_output_comes_while_the_cell_runs(self):
        request = self.send('System.out.print("now"); Thread.sleep(3000); System.out.print("later");')
        start = time.monotonic()
        self.wait_for_output(request, "now")
        self.assertLess(time.monotonic() - start, 2.9)
        self.assertEqual("later", self.answer(request).stream())

    def test_a_hundred_megabytes_arrive_in_a_small_heap(self):
        request = self.send(
            'String line = "0123456789".repeat(100);\nfor (int i = 0; i < 100_000; i++) System.out.println(line);'
        )
        size = 0
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "stream":
                size += len(message["content"]["text"])
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
        self.assertEqual(100_000 * 1001, size)
        self.assertEqual("ok", self.reply(request)["content"]["status"])

    def test_a_background_thread_prints_under_its_own_cell(self):
        first = self.send(
            'new Thread(() -> { try { Thread.sleep(1500); } catch (InterruptedException e) { }'
            ' System.out.println("from the first"); }).start();'
        )
        self.answer(first)
        second = self.send('Thread.sleep(2500); System.out.println("from the second");')
        seen = {}
        while True:
            message = self.client.get_iopub_msg(timeout=30)
            parent = message["parent_header"].get("msg_id")
            if message["msg_type"] == "stream":
                seen[parent] = seen.get(parent, "") + message["content"]["text"]
            if parent == second and message["content"].get("execution_state") == "idle":
                break
        self.reply(second)
        self.assertEqual({first: "from the first\n", second: "from the second\n"}, seen)

    def test_native_output_is_not_lost(self):
        self.ok("1")
        answer = self.ok(
            '%sh true\nvar child = new ProcessBuilder("sh", "-c", "echo to stdout; echo to stderr >&2").inheritIO().start();\n'
            "child.waitFor();\nThread.sleep(500);"
        )
        self.assertIn("to stdout\n", answer.stream())
        self.assertIn("to stderr\n", answer.stream("stderr") + answer.stream())


class InputTest(KernelCase):
    def asks(self, code, typed):
        request = self.send(code, allow_stdin=True)
        prompts = []
        for line in typed:
            message = self.client.get_stdin_msg(timeout=30)
            self.assertEqual("input_request", message["msg_type"])
            prompts.append((message["content"]["prompt"], message["content"]["password"]))
            self.client.input(line)
        return self.answer(request), prompts

    def test_a_scanner_reads_lines(self):
        answer, _ = self.asks('var scanner = new Scanner(System.in);\nscanner.nextLine() + "+" + scanner.nextInt()', ["tür", "42"])
        self.assertEqual("tür+42", answer.text)

    def test_prompts_and_passwords(self):
        answer, prompts = self.asks('readLine("name? ") + readPassword("secret? ")', ["a", "b"])
        self.assertEqual("ab", answer.text)
        self.assertEqual([("name? ", False), ("secret? ", True)], prompts)

    def test_without_a_user_the_error_says_so(self):
        self.assertIn("which its frontend does not allow", self.fails("new Scanner(System.in).nextLine()").error)

    def test_an_interrupt_ends_the_wait_and_a_late_answer_is_dropped(self):
        request = self.send("System.in.read()", allow_stdin=True)
        self.client.get_stdin_msg(timeout=30)
        self.interrupt()
        answer = self.answer(request)
        self.assertEqual("Interrupted", answer.contents("error")[0]["ename"])
        self.client.input("late")
        answer, _ = self.asks('readLine("")', ["in time"])
        self.assertEqual("in time", answer.text)


if __name__ == "__main__":
    unittest.main()
