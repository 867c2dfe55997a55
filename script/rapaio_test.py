"""Our jars in a Java kernel that we did not write: tables and charts render there too.

Usage: rapaio_test.py KERNEL-JAR LIBS-FOLDER OUTPUT-NOTEBOOK, with JUPYTER_DATA_DIR set to a folder to install into.
"""

import json
import os
import pathlib
import sys

import nbclient
import nbformat

CELLS = [
    "%jars {libs}",
    """import dev.tracebook.table.*;
import dev.tracebook.chart.*;
import tech.tablesaw.api.*;
var calls = Table.create("calls", StringColumn.create("comm", "sh", "<cat>"), LongColumn.create("count", 7919L, 23L));
calls""",
    """import org.knowm.xchart.*;
var chart = new CategoryChartBuilder().width(400).height(200).title("calls").build();
chart.addSeries("count", List.of("sh", "cat"), List.of(7919, 23));
chart""",
    """new dev.tracebook.error.ArgumentException("no such tool", "it is not there", "take another", "the list")""",
]


def expect(truth, what, outputs):
    if not truth:
        sys.exit(f"rapaio: expected {what}, not: {json.dumps(outputs)[:3000]}")


def main(jar, libs, target):
    spec = pathlib.Path(os.environ["JUPYTER_DATA_DIR"], "kernels", "rapaio")
    spec.mkdir(parents=True, exist_ok=True)
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
    kernel = {"argv": [java, "-Djava.awt.headless=true", "-jar", jar, "{connection_file}"],
              "display_name": "rapaio", "language": "java", "interrupt_mode": "message"}
    (spec / "kernel.json").write_text(json.dumps(kernel))

    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(each.replace("{libs}", libs)) for each in CELLS]
    nbclient.NotebookClient(notebook, kernel_name="rapaio", timeout=120).execute()
    nbformat.write(notebook, target)

    outputs = [cell.outputs for cell in notebook.cells]
    data = [{key: text for each in of_cell if "data" in each for key, text in each["data"].items()} for of_cell in outputs]
    table = data[1].get("text/html", "")
    expect("<td>7919</td>" in table and "&lt;cat&gt;" in table and "2 rows" in table, "a table", outputs[1])
    expect(data[2].get("image/svg+xml", "").startswith("<svg"), "a chart", outputs[2])
    expect("take another" in data[3].get("text/html", ""), "an error's four parts", outputs[3])
    print("tracebook: tables and charts render in rapaio-jupyter-kernel")


if __name__ == "__main__":
    main(*sys.argv[1:])
