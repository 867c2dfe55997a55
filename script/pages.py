"""Executed notebooks as HTML, and pictures of them as a reader sees them.

  pages.py page NOTEBOOK THEME OUTPUT.html                    the whole notebook; THEME is light or dark
  pages.py picture NOTEBOOK FIRST LAST WIDTHxHEIGHT OUTPUT.png   its cells FIRST to LAST (from 1), in the light theme
"""

import base64
import pathlib
import subprocess
import sys
import tempfile

import nbformat
from nbconvert import HTMLExporter

# Headless Chromium must not look for updates or Google's hosts.
CHROMIUM = [
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]


def page(notebook, theme, target):
    exporter = HTMLExporter(template_name="lab", theme=theme)
    # No formulas here, and no fetching of what would draw them.
    exporter.mathjax_url = exporter.require_js_url = ""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            show_svg(output.get("data", {}))
    html, _ = exporter.from_notebook_node(notebook)
    pathlib.Path(target).write_text(html)


def show_svg(data):
    """nbconvert 6.5, which Debian 12 has, cleans an SVG until nothing is left of it; an image stays, as in nbconvert 7."""
    svg = data.get("image/svg+xml")
    if svg and "text/html" not in data:
        encoded = base64.b64encode(svg.encode()).decode()
        data["text/html"] = f'<img alt="chart" src="data:image/svg+xml;base64,{encoded}">'


def picture(notebook, first, last, size, target):
    part = nbformat.read(notebook, as_version=4)
    part.cells = part.cells[int(first) - 1:int(last)]
    with tempfile.TemporaryDirectory() as folder:
        page(part, "light", f"{folder}/part.html")
        screenshot(f"{folder}/part.html", size, target)


def screenshot(html, size, target):
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [*CHROMIUM, f"--user-data-dir={profile}", f"--window-size={size.replace('x', ',')}",
             "--force-device-scale-factor=1.5", f"--screenshot={pathlib.Path(target).resolve()}",
             pathlib.Path(html).resolve().as_uri()],
            check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    action, notebook, *arguments = sys.argv[1:]
    if action == "page":
        page(nbformat.read(notebook, as_version=4), *arguments)
    else:
        picture(notebook, *arguments)
