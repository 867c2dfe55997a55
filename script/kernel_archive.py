"""Runs the first cells of a session in a kernel, and ends it: script/kernel-archive keeps what the JVM loaded.

usage: kernel_archive.py COMMAND...    (the kernel's command; the connection file is added)
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.connect import write_connection_file

CELLS = (
    "1 + 1",
    'int first = 1;\nString text = "a" + first;\ntext',
    "import java.math.*;",
    "int twice(int n) { return 2 * n; }\nSystem.out.println(twice(first));",
    'record Row(int id, String name) {}\nList.of(new Row(1, "a")).stream().map(Row::name).toList()',
    'Table.create("t").addColumns(IntColumn.create("n", new int[] {1}))',
    "missing + 1",
    'throw new IllegalStateException("shown");',
)


def main():
    with tempfile.TemporaryDirectory() as folder:
        file, _ = write_connection_file(str(Path(folder) / "connection.json"))
        kernel = subprocess.Popen([*sys.argv[1:], file])
        try:
            client = BlockingKernelClient(connection_file=file)
            client.load_connection_file()
            client.start_channels()
            # Sent when the kernel listens; nobody beats a heart for a client without a manager.
            client.kernel_info(reply=True, timeout=60)
            for cell in CELLS:
                client.execute(cell, reply=True, timeout=60, store_history=False)
            client.complete("text.", reply=True, timeout=60)
            client.shutdown()
            # The JVM writes the archive as its last act.
            sys.exit(kernel.wait(120))
        finally:
            client.stop_channels()
            kernel.kill()


main()
