"""Drives the real kernel through its kernelspec, as a notebook does, with Debian's jupyter_client."""

import os
import re
import time
import unittest
from queue import Empty

from jupyter_client.manager import KernelManager

TIMEOUT = 60


class Answer:
    """All that one request brought: the reply, and what was published for it."""

    def __init__(self, reply, messages):
        self.reply = reply
        self.messages = messages

    def contents(self, kind):
        return [m["content"] for m in self.messages if m["msg_type"] == kind]

    @property
    def status(self):
        return self.reply["content"]["status"]

    @property
    def result(self):
        found = self.contents("execute_result")
        return found[0]["data"] if found else None

    @property
    def text(self):
        return None if self.result is None else self.result["text/plain"]

    def stream(self, name="stdout"):
        return "".join(c["text"] for c in self.contents("stream") if c["name"] == name)

    @property
    def error(self):
        found = self.contents("error")
        return "\n".join(found[0]["traceback"]) if found else None

    def __repr__(self):
        return f"{self.reply['content']} {[(m['msg_type'], m['content']) for m in self.messages]}"


class KernelCase(unittest.TestCase):
    """A kernel for each class of tests; tests do not depend on each other's variables."""

    environment = {}

    @classmethod
    def setUpClass(cls):
        cls.start()

    @classmethod
    def start(cls):
        cls.manager = KernelManager(kernel_name="tracebook")
        cls.manager.start_kernel(env={**os.environ, **cls.environment})
        cls.client = cls.connect()

    @classmethod
    def connect(cls):
        client = cls.manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=TIMEOUT)
        return client

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel(now=True)

    @property
    def pid(self):
        return self.manager.provisioner.process.pid

    def send(self, code, **options):
        return self.client.execute(code, **options)

    def published(self, request, timeout=TIMEOUT):
        """What is published for a request until its idle status."""
        messages = []
        end = time.monotonic() + timeout
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.1, end - time.monotonic()))
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "status":
                if message["content"]["execution_state"] == "idle":
                    return messages
                continue
            messages.append(message)

    def reply(self, request, timeout=TIMEOUT):
        end = time.monotonic() + timeout
        while True:
            message = self.client.get_shell_msg(timeout=max(0.1, end - time.monotonic()))
            if message["parent_header"].get("msg_id") == request:
                return message

    def answer(self, request, timeout=TIMEOUT):
        messages = self.published(request, timeout)
        return Answer(self.reply(request, timeout), messages)

    def run_cell(self, code, timeout=TIMEOUT, **options):
        options.setdefault("allow_stdin", False)
        return self.answer(self.send(code, **options), timeout)

    def ok(self, code, **options):
        answer = self.run_cell(code, **options)
        self.assertEqual("ok", answer.status, answer.error)
        return answer

    def fails(self, code, **options):
        answer = self.run_cell(code, **options)
        self.assertEqual("error", answer.status, answer)
        return answer

    def wait_for_output(self, request, pattern, timeout=TIMEOUT):
        """Waits until a running cell has printed something."""
        seen = ""
        end = time.monotonic() + timeout
        while not re.search(pattern, seen):
            message = self.client.get_iopub_msg(timeout=max(0.1, end - time.monotonic()))
            if message["parent_header"].get("msg_id") == request and message["msg_type"] == "stream":
                seen += message["content"]["text"]
        return seen

    def interrupt(self):
        self.manager.interrupt_kernel()

    def nothing_more(self, seconds=0.3):
        try:
            return self.client.get_iopub_msg(timeout=seconds)
        except Empty:
            return None
