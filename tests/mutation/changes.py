"""Small changes of the source, as mutmut makes them, each as code that can stand in for the original's.

mutmut says what is changed: numbers, texts, operators, arguments, branches. What it leaves out because its way of
running cannot carry it (functions under a decorator, such as properties) is changed here too.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor, OuterFunctionProvider, deep_replace
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

SOURCE = Path(__file__).parents[2] / "src" / "covenant_rules"
LAZY = 0x0100_0000  # compiler flag of `from __future__ import annotations`


class Change(NamedTuple):
    """One change: where it stands, how the function reads before and after, and its code."""

    name: str
    path: Path
    where: str
    first: int
    last: int
    lines: frozenset[int]  # of the whole function
    before: str
    after: str
    code: CodeType
    key: tuple[str, str, int]
    defaults: CodeType | None  # of the module that defines it, where a default is what was changed

    def put(self, live: Mapping[tuple[str, str, int], Sequence[FunctionType]]) -> None:
        """Let the changed code stand in for the code of the function, and of what it made while it was imported."""
        for function in live[self.key]:
            _exchange(function.__code__, self.code, live)
            function.__code__ = self.code
            if self.defaults:
                names = dict(function.__globals__)
                exec(self.defaults, names)
                made = names
                for part in self.where.split("."):
                    made = made[part] if isinstance(made, dict) else made.__dict__[part]
                function.__defaults__, function.__kwdefaults__ = made.__defaults__, made.__kwdefaults__


def _exchange(old: CodeType, new: CodeType, live) -> None:
    """Exchange the code of functions that stand inside a function and were made by it already."""
    inner = [[c for c in code.co_consts if isinstance(c, CodeType)] for code in (old, new)]
    if len(inner[0]) != len(inner[1]):
        return
    for before, after in zip(*inner, strict=True):
        for function in live.get((before.co_filename, before.co_qualname, before.co_firstlineno), ()):
            if function.__code__ is before and len(before.co_freevars) == len(after.co_freevars):
                function.__code__ = after
        _exchange(before, after, live)


class _Visitor(MutationVisitor):
    """Changes under decorators too: no copy is defined here, so that mutmut's reasons do not hold."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef) and node.decorators:
            node = node.with_changes(decorators=[])
        return super()._skip_node_and_children(node)


def name_of(path: Path) -> str:
    """Return the name of a module, as in `awards.seats`."""
    return path.relative_to(SOURCE).with_suffix("").as_posix().replace("/", ".")


def changes_of(path: Path) -> Iterator[Change]:
    """Return the changes of the module at *path*, in the order of its functions."""
    source = path.read_text(encoding="utf-8")
    name = name_of(path)
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
    wrapper.visit(visitor)
    places = wrapper.resolve(PositionProvider)
    outer = wrapper.resolve(OuterFunctionProvider)
    flags = LAZY if "from __future__ import annotations" in source else 0
    numbers: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for function, classes in _functions(wrapper.module):
        where = ".".join([*(c.name.value for c in classes), function.name.value])
        place = places[function]
        first = min([place.start.line, *(places[d].start.line for d in function.decorators)])
        before = wrapper.module.code_for_node(function)
        for mutation in visitor.mutations:
            if outer.get(mutation.original_node) is not function:
                continue
            if any(_within(d, mutation.original_node) for d in function.decorators):
                continue
            changed = deep_replace(function, mutation.original_node, mutation.mutated_node)
            after = wrapper.module.code_for_node(changed)
            if after == before or (where, after) in seen:
                continue
            seen.add((where, after))
            try:
                whole = _compiled(changed, classes, path, flags)
            except SyntaxError:
                continue
            code = whole
            for part in where.split("."):
                code = next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == part)
            defaults = whole if _within(function.params, mutation.original_node) else None
            numbers[where] = numbers.get(where, 0) + 1
            spot = places[mutation.original_node]
            yield Change(
                f"{name}:{where}#{numbers[where]}", path, where, spot.start.line, spot.end.line,
                frozenset(range(place.start.line, place.end.line + 1)), before, after, code,
                (str(path), where, first), defaults,
            )


def _functions(module: cst.Module) -> Iterator[tuple[cst.FunctionDef, tuple[cst.ClassDef, ...]]]:
    for statement in module.body:
        if isinstance(statement, cst.FunctionDef):
            yield statement, ()
        elif isinstance(statement, cst.ClassDef) and isinstance(statement.body, cst.IndentedBlock):
            for method in statement.body.body:
                if isinstance(method, cst.FunctionDef):
                    yield method, (statement,)


def _within(tree: cst.CSTNode, node: cst.CSTNode) -> bool:
    return tree is node or any(_within(child, node) for child in tree.children)


def _compiled(function, classes, path, flags) -> CodeType:
    """Compile *function* as its class would."""
    node = function.with_changes(decorators=[])
    for holder in reversed(classes):
        body = holder.body.with_changes(body=[node])
        node = holder.with_changes(decorators=[], bases=[], keywords=[], body=body)
    text = cst.Module(body=[node]).code
    return compile(text, str(path), "exec", flags=flags, dont_inherit=True)


def live_functions(paths) -> dict[tuple[str, str, int], list[FunctionType]]:
    """Return the functions of *paths* that this process holds, by file, name and line."""
    files = {str(path) for path in paths}
    found: dict[tuple[str, str, int], list[FunctionType]] = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename in files:
            code = thing.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(thing)
    return found
