"""An interrupt by message ends whatever a cell does, and the kernel goes on with its variables."""

import time
import unittest

from kernel_case import KernelCase


class InterruptTest(KernelCase):
    def interrupted(self, body, declarations="", times=1):
        """Interrupts a block that has begun for certain: it says so itself."""
        self.ok(
            'int kept = 23;\nvoid started() { System.out.println("started"); System.out.flush(); }\n'
            + declarations
        )
        request = self.send(f"{{ started(); {body} }}")
        self.wait_for_output(request, "started")
        for _ in range(times):
            self.interrupt()
            time.sleep(0.1)
        answer = self.answer(request)
        self.assertEqual("error", answer.status)
        self.assertEqual("Interrupted", answer.contents("error")[0]["ename"], answer.error)
        self.assertEqual("23", self.ok("kept").text)
        return answer

    def test_an_endless_loop(self):
        self.interrupted("while (true);")

    def test_an_endless_loop_in_a_method_a_lambda_and_a_class(self):
        self.interrupted("spin();", "void spin() { for (long i = 0;; i++) { } }")
        self.interrupted("Stream.iterate(1, n -> n + 1).forEach(n -> { });")
        self.interrupted(
            "new Spinner();",
            "class Spinner { int n; Spinner() { do { n++; } while (n != -1 || true); } }",
        )

    def test_a_parallel_stream_leaves_no_worker_behind(self):
        self.interrupted("IntStream.range(0, 100).parallel().forEach(n -> { while (true); });")
        cpu = self.ok(
            "var bean = (com.sun.management.OperatingSystemMXBean)"
            " java.lang.management.ManagementFactory.getOperatingSystemMXBean();\n"
            "long from = bean.getProcessCpuTime(); Thread.sleep(1000);\n"
            "(bean.getProcessCpuTime() - from) / 1_000_000"
        )
        self.assertLess(int(cpu.text), 700, "ms of CPU in a second of sleep")

    def test_an_endless_recursion_and_an_endless_print(self):
        self.interrupted(
            "down(0);",
            "int down(int n) { try { return down(n + 1); } catch (StackOverflowError e) { return down(0); } }",
        )
        self.interrupted('while (true) System.out.println("again");')

    def test_a_sleep_a_wait_and_a_lock(self):
        self.interrupted("Thread.sleep(100_000);")
        self.interrupted("new Object() { synchronized void hang() throws Exception { wait(); } }.hang();")
        self.interrupted("new java.util.concurrent.CountDownLatch(1).await();")

    def test_a_loop_that_swallows_interrupts_ends_with_the_second(self):
        self.interrupted(
            "while (true) { try { Thread.sleep(10); } catch (InterruptedException e) { } }", times=2
        )

    def test_a_blocking_call_that_heeds_nothing_is_left_behind(self):
        answer = self.interrupted("new java.net.ServerSocket(0).accept();")
        self.assertIn("left behind", answer.error)

    def test_a_magic(self):
        request = self.send("%sh echo started; sleep 100")
        self.wait_for_output(request, "started")
        self.interrupt()
        self.assertIn("interrupted", self.answer(request).error)

    def test_finally_blocks_run_to_their_end(self):
        answer = self.interrupted(
            "try { while (true); } finally { for (int i = 0; i < 1000; i++) { Thread.sleep(0); } System.out.println(\"cleaned\"); }"
        )
        self.assertIn("cleaned", answer.stream())

    def test_a_cell_that_handles_its_interrupt_goes_on(self):
        request = self.send(
            '{ System.out.println("started"); System.out.flush();\n'
            'try { Thread.sleep(100_000); } catch (InterruptedException e) { System.out.println("handled"); } }\n'
            "77"
        )
        self.wait_for_output(request, "started")
        self.interrupt()
        answer = self.answer(request)
        self.assertEqual("77", answer.text)
        self.assertIn("handled", answer.stream())

    def test_an_interrupt_of_nothing_is_forgotten(self):
        self.interrupt()
        time.sleep(0.2)
        self.assertEqual("5", self.ok("5").text)


if __name__ == "__main__":
    unittest.main()
