"""Where in an author's source an operation stands, and which Python construct it is part of.

Used only while a rule is read: a lesson and a refused proof both point at the very words.
"""

from __future__ import annotations

import ast
import linecache
import sys
from itertools import islice
from types import CodeType, FrameType

from covenant_rules.diagnostics import Span


def author_place() -> Span | None:
    """Return the place, outside this package of folds, that is being executed just now."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  (the one way to a caller's place)
    while frame is not None and str(frame.f_globals.get("__name__")).startswith(__package__):
        frame = frame.f_back
    return None if frame is None else _place(frame.f_code, frame.f_lasti)


def definition_place(code: CodeType) -> Span:
    """Return the place of the line that defines a function."""
    lines = linecache.getlines(code.co_filename)
    for number in range(code.co_firstlineno, len(lines) + 1):
        text = lines[number - 1].rstrip("\n")
        if text.lstrip().startswith(("def ", "lambda", "async def ")):
            column = len(text) - len(text.lstrip()) + 1
            return Span(code.co_filename, number, column, len(text.strip()), text)
    return Span(code.co_filename, code.co_firstlineno, 1)


def _place(code: CodeType, instruction: int) -> Span | None:
    line, end_line, start, end = next(islice(code.co_positions(), instruction // 2, None))
    if line is None:
        return None
    text = linecache.getline(code.co_filename, line).rstrip("\n")
    if start is None or end is None:
        return Span(code.co_filename, line, 1, len(text) or 1, text)
    # Python counts columns in bytes; a reader counts characters.
    head = len(text.encode()[:start].decode(errors="replace"))
    tail = len(text.encode()[:end].decode(errors="replace")) if end_line == line else len(text)
    return Span(code.co_filename, line, head + 1, max(1, tail - head), text)


def construct(place: Span | None) -> str:
    """Return which construct asks for a truth value at *place*: `if`, `and`, `max` and the like."""
    if place is None:
        return "if"
    source = "".join(linecache.getlines(place.file))
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return "if"
    column = len(place.text[: place.column - 1].encode())
    nearest = "if"
    for node in ast.walk(tree):  # from the outside in: the last one around the place is the nearest
        name = _construct_name(node)
        if name is None or not isinstance(node, ast.expr | ast.stmt):
            continue
        begins, ends = (
            (node.lineno, node.col_offset),
            (node.end_lineno or 0, node.end_col_offset or 0),
        )
        if begins <= (place.line, column) < ends:
            nearest = name
    return nearest


def _construct_name(node: ast.AST) -> str | None:
    match node:
        case ast.If() | ast.IfExp() | ast.While() | ast.Assert():
            return "if"
        case ast.BoolOp(op=ast.And()):
            return "and"
        case ast.BoolOp(op=ast.Or()):
            return "or"
        case ast.UnaryOp(op=ast.Not()):
            return "not"
        case ast.Compare(ops=ops) if len(ops) > 1:
            return "and"
        case ast.Call(func=ast.Name(id="max" | "min" | "sorted" | "any" | "all" as name)):
            return name
        case _:
            return None
