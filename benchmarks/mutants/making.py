"""Mutants: the code with one small fault in it, as mutmut makes them, ready to be put in the place of a function.

mutmut writes all mutants of a module into one file, every one a function of its own. Here each is taken out of it: as
code to be swapped in while the tests run, as lines to be written into the source, and as a difference to be shown.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import importlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType

import attrs
from mutmut.mutation.file_mutation import mutate_file_contents

_VARIANT = re.compile(r"x(?:ǁ(?P<cls>\w+?)ǁ|_)(?P<name>\w+)__mutmut_(?P<number>orig|\d+)")


class NotSwappedError(Exception):
    """A mutant that no running process can take on: its function is bound otherwise than by its name."""


@attrs.frozen
class Mutant:
    """One fault in one function."""

    path: Path
    module: str
    #: `function` or `Class.method`.
    function: str
    number: int
    #: First and last line of the function in the source, and its lines with the fault.
    first: int
    last: int
    lines: tuple[str, ...]
    #: Lines of the source of which a test must run at least one, to notice.
    watched: frozenset[int]
    difference: str
    code: CodeType = attrs.field(repr=False, eq=False)
    #: Defaults of arguments, where one of them is the fault.
    defaults: ast.arguments | None = attrs.field(repr=False, eq=False)

    @property
    def name(self) -> str:
        """What to call it; the number counts within the function."""
        return f"{self.place}:{self.number}"

    @property
    def place(self) -> str:
        """The function that it is of."""
        return f"{self.module}.{self.function}"

    @property
    def key(self) -> str:
        """The same for the same fault in the same code, whatever else changes."""
        text = "\n".join((self.module, self.function, self.difference, *self.lines))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def source(self) -> str:
        """The whole module with the fault."""
        lines = self.path.read_text().split("\n")
        return "\n".join([*lines[: self.first - 1], *self.lines, *lines[self.last :]])

    def swap_in(self) -> None:
        """Let the running function have the fault; raises `NotSwappedError` where that cannot be done."""
        held: object = importlib.import_module(self.module)
        for part in self.function.split("."):
            held = vars(held).get(part)
        if isinstance(held, staticmethod | classmethod):
            held = held.__func__
        if not isinstance(held, FunctionType) or held.__code__.co_freevars != self.code.co_freevars:
            raise NotSwappedError(self.name)
        if self.defaults is not None:
            held.__defaults__ = tuple(_value(node, held) for node in self.defaults.defaults)
            named = zip(self.defaults.kwonlyargs, self.defaults.kw_defaults, strict=True)
            held.__kwdefaults__ = {arg.arg: _value(node, held) for arg, node in named if node is not None}
        held.__code__ = self.code


def _value(node: ast.expr, function: FunctionType) -> object:
    return eval(compile(ast.Expression(node), "<default>", "eval"), function.__globals__)


def mutants_of(path: Path, root: Path) -> Iterator[Mutant]:
    """All mutants of a module below `root`, in the order of the source."""
    text = path.read_text()
    module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    mutated = mutate_file_contents(str(path), text).code
    lines, codes = mutated.split("\n"), dict(_codes(compile(mutated, str(path), "exec", dont_inherit=True)))
    originals = dict(_functions(ast.parse(text)))
    pure: dict[str, list[str]] = {}
    kept: dict[str, str] = {}
    for name, node in _functions(ast.parse(mutated)):
        found = _VARIANT.fullmatch(name.rpartition(".")[2])
        if found is None:
            continue
        function = ".".join(filter(None, (found["cls"], found["name"])))
        body = _lines(lines, node, found["name"])
        if found["number"] == "orig":
            pure[function], kept[function] = body, ast.dump(node.args)
            continue
        original = originals[function]
        changed = _changed(pure[function], body)
        yield Mutant(
            path=path,
            module=module,
            function=function,
            number=int(found["number"]),
            first=original.lineno,
            last=original.end_lineno or original.lineno,
            lines=tuple(body),
            watched=_watched(original, {original.lineno + offset for offset in changed}),
            difference=_difference(pure[function], body),
            code=codes[name.rpartition(".")[2]].replace(co_name=found["name"], co_qualname=function),
            defaults=None if ast.dump(node.args) == kept[function] else node.args,
        )


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{f.name}", f) for f in node.body if isinstance(f, ast.FunctionDef))


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    """The code of each variant, by its name; variants stand in the module or in its classes."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if _VARIANT.fullmatch(inner.co_name):
                yield inner.co_name, inner
            else:
                yield from _codes(inner)


def _lines(lines: list[str], node: ast.FunctionDef, name: str) -> list[str]:
    body = lines[node.lineno - 1 : node.end_lineno]
    return [body[0].replace(f"def {node.name}(", f"def {name}(", 1), *body[1:]]


def _changed(before: list[str], after: list[str]) -> set[int]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return {
        at
        for tag, begin, end, _, _ in matcher.get_opcodes()
        if tag != "equal"
        for at in range(begin, max(end, begin + 1))
    }


def _watched(function: ast.FunctionDef, changed: Iterable[int]) -> frozenset[int]:
    """The statements with the changed lines; for a head of the function, all of it."""
    watched: set[int] = set()
    for line in changed:
        inner = [n for n in ast.walk(function) if isinstance(n, ast.stmt) and _has(n, line)]
        statement = max(inner, key=lambda node: (node.lineno, -(node.end_lineno or 0)), default=function)
        end = line if hasattr(statement, "body") or isinstance(statement, ast.Match) else statement.end_lineno
        if statement is function:
            end = function.end_lineno
        watched |= set(range(statement.lineno, (end or line) + 1))
    return frozenset(watched)


def _has(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _difference(before: list[str], after: list[str]) -> str:
    told = difflib.unified_diff(before, after, n=0, lineterm="")
    lines = [line for line in told if line[:3] not in ("---", "+++") and line[0] in "+-"]
    return "\n".join(f"{line[0]} {line[1:].strip()}" for line in lines)
