"""Notebooks as files: executing them, what they need of the lab, checking what is committed, and making one from README.md.

Runs on Debian's Python with its Jupyter packages; ./tracebook calls it.
"""

import json
import pathlib
import re
import shutil
import sys

KERNEL = "tracebook"
CELL_TIMEOUT_SECONDS = 300


def install_kernelspec(source, target, launcher, java_home):
    """Copies the kernelspec's files and fills in the places of the launcher and the JDK."""
    source, target = pathlib.Path(source), pathlib.Path(target)
    target.mkdir(parents=True, exist_ok=True)
    for each in source.iterdir():
        if each.is_file() and each.name != "kernel.json":
            shutil.copy(each, target)
    spec = json.loads((source / "kernel.json").read_text())
    spec["argv"] = [each.replace("@LAUNCHER@", launcher) for each in spec["argv"]]
    spec.setdefault("env", {})["JAVA_HOME"] = java_home
    (target / "kernel.json").write_text(json.dumps(spec, indent=2) + "\n")


def execute(source, target):
    """Executes a notebook in a new kernel; what came out is written even when a cell fails."""
    import nbclient
    import nbformat

    notebook = nbformat.read(source, as_version=4)
    client = nbclient.NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_SECONDS,
        kernel_name=KERNEL,
        allow_errors=False,
        record_timing=False,
        resources={"metadata": {"path": str(pathlib.Path(source).parent)}},
    )
    problem = None
    try:
        client.execute()
    except nbclient.exceptions.CellExecutionError:
        problem = failed_cell(notebook)
    except nbclient.exceptions.CellTimeoutError:
        problem = f"a cell ran for more than {CELL_TIMEOUT_SECONDS} s"
    except (nbclient.exceptions.DeadKernelError, AssertionError):
        # nbclient 0.7's own clearing up stumbles over a kernel that is gone.
        problem = "the kernel died"
    write(notebook, target)
    if problem:
        sys.exit(f"tracebook: {source}: {problem}")
    print(f"tracebook: executed {source}" + (f" into {target}" if target != source else ""))


def write(notebook, target):
    """Writes a notebook, or a page of it if the name says so."""
    import nbformat

    if target.endswith(".html"):
        import pages

        pages.page(notebook, "light", target)
    else:
        nbformat.write(notebook, target)


def failed_cell(notebook):
    """Names the cell that failed, with its text and error."""
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                error = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output.traceback))
                return f"cell {number} failed:\n\n{cell.source}\n\n{error or output.evalue}"
    return "a cell failed"


def lab(path):
    """Prints the parts of the lab that a notebook needs, a line each."""
    metadata = json.loads(pathlib.Path(path).read_text())["metadata"]
    for part in metadata.get("tracebook", {}).get("lab", []):
        print(part)


def from_markdown(source, target):
    """Makes a notebook of the ```java blocks of a Markdown page, in their order."""
    import nbformat

    text = pathlib.Path(source).read_text()
    blocks = re.findall(r"^```java\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    if not blocks:
        sys.exit(f"tracebook: {source} has no java blocks")
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": KERNEL, "display_name": KERNEL, "language": "java"}
    notebook.cells = [nbformat.v4.new_code_cell(each.rstrip()) for each in blocks]
    nbformat.write(notebook, target)


def check(paths):
    """A committed notebook has been executed from top to bottom, without an error, by our kernel."""
    problems = []
    for path in paths:
        notebook = json.loads(pathlib.Path(path).read_text())
        cells = [each for each in notebook["cells"] if each["cell_type"] == "code"]
        counts = [each["execution_count"] for each in cells]
        outputs = [output for each in cells for output in each["outputs"]]
        if notebook["metadata"]["kernelspec"]["name"] != KERNEL:
            problems.append(f"{path}: its kernel is not {KERNEL}")
        if counts != list(range(1, len(cells) + 1)):
            problems.append(f"{path}: not executed from top to bottom: cells have the numbers {counts}")
        if not outputs:
            problems.append(f"{path}: committed without outputs")
        if any(each["output_type"] == "error" for each in outputs):
            problems.append(f"{path}: committed with an error")
        if any(re.search(r"/(home|root|work)/", json.dumps(each)) for each in outputs):
            problems.append(f"{path}: an output names a folder of the machine it was made on")
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    actions = {"kernelspec": install_kernelspec, "execute": execute, "lab": lab, "from-markdown": from_markdown}
    action, *arguments = sys.argv[1:]
    if action == "check":
        check(arguments)
    else:
        actions[action](*arguments)
