"""The executor for a few units: the program as one Python function over Python's integers.

The text of the function is made from the steps of the program alone, from numbers and from names
that are made here; no name or text of a sheet ever gets into it. It needs the standard library only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, cast

from attrs import frozen

from covenant_rules.columns.program import Code, Program, Step
from covenant_rules.formula.precision import logarithm, root

DEEPEST = 20  # of parentheses in one expression; Python's parser has a limit


@frozen(eq=False)
class Found:
    """The results of a run: for each a numerator and a denominator, a number or one for each row.

    *undecided* are the rows that this executor leaves to a more exact one.
    """

    results: Mapping[str, tuple[Any, Any]]
    undecided: Any = ()


class Outside(Exception):  # noqa: N818  (no error: the program is made anew)
    """A column holds a value beyond the bounds that the program was made for."""


def within(values: list[int], ends: tuple[int, int]) -> list[int]:
    """Return *values*.

    Raises:
        Outside: one of them is not within *ends*.
    """
    if values and (min(values) < ends[0] or max(values) > ends[1]):
        raise Outside
    return values


def carry(*parts: int) -> int:
    """Return the floor of the sum of part / whole."""
    top, bottom = 0, 1
    for part, whole in zip(parts[::2], parts[1::2], strict=True):
        top, bottom = top * whole + part * bottom, bottom * whole
    return top // bottom


def declared_root(part: int, whole: int, data: tuple[int, int]) -> int:
    """Return the root of *part* / *whole* in units of its last decimal."""
    degree, decimals = data
    return int(root(Fraction(part, whole), degree, decimals) * 10**decimals)


def declared_logarithm(part: int, whole: int, decimals: int) -> int:
    """Return the logarithm of *part* / *whole* in units of its last decimal."""
    return int(logarithm(Fraction(part, whole), decimals) * 10**decimals)


class Integers:
    """A program ready to be run on lists of integers."""

    def __init__(self, program: Program) -> None:
        self.inputs = tuple(program.inputs)
        writer = _Writer(program)
        self._function = writer.function()

    def run(self, columns: Mapping[str, Sequence[int]], rows: int) -> Found:
        """Return the results of every row."""
        return Found(*self._function(rows, *[columns[name] for name in self.inputs]))


class _Writer:
    """Writes a program as Python."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.names: dict[str, Any] = {
            "bisect": bisect_right,
            "carry": carry,
            "root": declared_root,
            "logarithm": declared_logarithm,
        }
        uses = Counter(arg for step in program.steps for arg in step.args)
        twice = (Code.MINIMUM, Code.MAXIMUM)
        atoms = {arg for step in program.steps if step.code in twice for arg in step.args}
        ends = {number for pair in program.results.values() for number in pair}
        self.inline = {n for n, count in uses.items() if count == 1 and n not in atoms | ends}
        self.texts: list[tuple[str, int]] = []
        self.lines: list[str] = []
        self.outputs = {number: f"o{number}" for number in program.outputs}  # lists by name
        for number, step in enumerate(program.steps):
            self._write(number, step)

    def _write(self, number: int, step: Step) -> None:
        if step.code is Code.INPUT:
            self.texts.append((f"v{number}", 0))
            return
        if step.code is Code.CONSTANT:
            self.texts.append((f"({step.data})", 0))
            return
        depth = 1 + max(self.texts[arg][1] for arg in step.args)
        text = self._expression(number, step, [self.texts[arg][0] for arg in step.args])
        if number in self.inline and depth < DEEPEST:
            self.texts.append((text, depth))
        else:
            self.lines.append(f"v{number} = {text}")
            self.texts.append((f"v{number}", 0))

    def _expression(self, number: int, step: Step, args: list[str]) -> str:
        if step.code in _CALLS:
            if step.data is not None:
                self.names[f"d{number}"] = step.data
                args = [*args, f"d{number}"]
            return f"{_CALLS[step.code]}({', '.join(args)})"
        if step.code is Code.BANDS:
            limits, values = cast("tuple[tuple[int, ...], tuple[int, ...]]", step.data)
            self.names |= {f"l{number}": limits, f"d{number}": values}
            return f"d{number}[bisect(l{number}, {args[0]})]"
        return _TEXTS[step.code].format(*args)

    def function(self) -> Callable[..., Any]:
        """Return the program as a function of the number of rows and the columns that it takes."""
        names = [f"v{number}" for number in self.program.inputs.values()]
        columns = [f"c{number}" for number in range(len(names))]
        loop = f"for row, {', '.join(names)} in zip(range(rows), {', '.join(columns)}):"
        if not names:
            loop = "for row in range(rows):"
        body = [*self.lines]
        body += [f"a{n}(+{self.texts[n][0]})" for n in self.outputs]
        body += [
            f"if not {self.texts[step][0]}: undecided.append(row)" for step in self.program.required
        ]
        made = [f"o{n} = []; a{n} = o{n}.append" for n in self.outputs]
        results = self.program.found(self.outputs)
        pairs = "".join(f"({top}, {bottom}), " for top, bottom in results.values())
        self.names["names"] = tuple(results)
        lines = [
            f"def score(rows, {', '.join(columns)}):",
            "    undecided = []",
            *(f"    {line}" for line in made),
            f"    {loop}",
            *(f"        {line}" for line in body or ["pass"]),
            f"    return dict(zip(names, ({pairs}))), undecided",
        ]
        code = compile("\n".join(lines), "<program of a covenant>", "exec")
        exec(code, self.names)  # noqa: S102  (the text was made above, from numbers alone)
        return cast("Callable[..., Any]", self.names["score"])


_CALLS: Mapping[Code, str] = {
    Code.CARRY: "carry",
    Code.ROOT: "root",
    Code.LOGARITHM: "logarithm",
}
_TEXTS: Mapping[Code, str] = {
    Code.ADD: "({} + {})",
    Code.SUBTRACT: "({} - {})",
    Code.MULTIPLY: "({} * {})",
    Code.DIVIDE: "({} // {})",
    Code.MINIMUM: "({0} if {0} < {1} else {1})",
    Code.MAXIMUM: "({0} if {0} > {1} else {1})",
    Code.AT_LEAST: "({} >= {})",
    Code.EQUAL: "({} == {})",
    Code.AND: "({} and {})",
    Code.OR: "({} or {})",
    Code.NOT: "(not {})",
    Code.SELECT: "({1} if {0} else {2})",
}
