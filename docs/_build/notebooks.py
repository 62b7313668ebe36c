"""The notebooks of `examples/`: run in this process, written down with what they show, and shown as pages.

`python -m docs._build.notebooks` runs all of them and writes their outputs; a test says whether they are as a fresh run
gives them. Charts are kept as images alone, which every viewer of notebooks shows, and their pages in their colours.
"""

from __future__ import annotations

import ast
import contextlib
import html
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "examples"
NAMES: Final = ("where_do_our_leads_wait", "which_clause_should_we_change")
#: The ink and the ground that an image has, and a drawing in a page has from the page.
_OWN: Final = re.compile(r"<style>.*?</style>", re.S)
_SVG, _HTML, _PLAIN = "image/svg+xml", "text/html", "text/plain"


def path_of(name: str) -> Path:
    """Where a notebook stands."""
    return FOLDER / f"{name}.ipynb"


def read(name: str) -> Any:
    """A notebook as it stands."""
    import nbformat

    return nbformat.read(path_of(name), as_version=4)


def executed(notebook: Any) -> Any:
    """The same cells with what they show now; an error in one of them is raised."""
    from nbformat.v4 import new_notebook

    space: dict[str, Any] = {"__name__": "__main__"}
    cells, count = [], 0
    for cell in notebook.cells:
        cell = cell.copy()
        if cell.cell_type == "code":
            count += 1
            cell.update(execution_count=count, outputs=list(_outputs(cell.source, space, count)))
        cells.append(cell)
    return new_notebook(cells=cells, metadata=notebook.metadata)


def _outputs(source: str, space: dict[str, Any], count: int) -> Iterator[Any]:
    """What one cell prints, and what its last line is."""
    from IPython.core.formatters import DisplayFormatter
    from nbformat.v4 import new_output

    *lines, last = ast.parse(source).body
    shown = ast.Expression(last.value) if isinstance(last, ast.Expr) else None
    body = ast.Module(lines if shown else [*lines, last], [])
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(body, f"cell {count}", "exec"), space)
        if shown is not None:
            value = eval(compile(shown, f"cell {count}", "eval"), space)
    if printed.getvalue():
        yield new_output("stream", name="stdout", text=printed.getvalue())
    if value is not None:
        data, metadata = DisplayFormatter().format(value)
        if _SVG in data:
            data = {kind: text for kind, text in data.items() if kind in (_SVG, _PLAIN)}
        yield new_output("execute_result", data=data, metadata=metadata, execution_count=count)


def page(name: str) -> str:
    """A notebook as Markdown: its words, its code, and what it shows."""
    parts = []
    for cell in read(name).cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        parts.append(f"```python\n{cell.source}\n```")
        for output in cell.outputs:
            data = output.get("data", {})
            if _SVG in data:
                drawing = _OWN.sub("", data[_SVG])
                parts.append(f'<div class="notebook">{drawing}</div>')
            elif _HTML in data:
                parts.append(f'<div class="notebook">{data[_HTML]}</div>')
            else:
                text = output.get("text") or data.get(_PLAIN, "")
                parts.append(f"<pre><code>{html.escape(text)}</code></pre>")
    return "\n\n".join(parts)


def main() -> None:
    """Write every notebook (or those named) with what it shows now."""
    import nbformat

    for name in sys.argv[1:] or NAMES:
        nbformat.write(executed(read(name)), path_of(name))
        print(name)


if __name__ == "__main__":
    main()
