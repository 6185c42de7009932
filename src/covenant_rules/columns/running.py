"""Running the program of a covenant on rows of which everything is known.

A program is made once for each shape that columns have. What a column may hold is what its quantity
declares; where the real values go beyond that, the program is made anew for the real ones. The first
few rows are folded exactly: they are not worth a program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen

from covenant_rules.columns.integers import Found, Integers, Outside, within
from covenant_rules.columns.lowering import SCALE, Shape, lower
from covenant_rules.columns.numbers import Numbers, full, listed
from covenant_rules.columns.program import Program
from covenant_rules.formula.exact import fold_exact
from covenant_rules.formula.tree import Node, Symbol, arrange, symbols
from covenant_rules.interval import NOTHING

if TYPE_CHECKING:
    from covenant_rules.columns.bounded import Bounded

FIRST = 16  # rows that cost less to fold than it costs to make a program for them; measured
FEW = 100  # rows up to which Python's integers answer sooner than arrays: 64 to 220 measured, by the sheet
MANY = 1_000_000  # rows in all from which on compiling the program pays, in a new process; measured

FOLD = "fold"  # the exact fold, row by row, which needs no program

Columns = Mapping[str, Numbers | Fraction]
Checks = Mapping[str, tuple[int, int]]  # the least and the greatest value that a column may hold


class Executor(Protocol):
    """Runs one program; raises `Outside` where a column holds more than its shape says."""

    def run(self, columns: Mapping[str, Any], rows: int) -> Found:
        """Return the results of every row."""
        ...


@frozen(eq=False)
class Complete:
    """The results of rows of which everything was known, and the shapes that the columns had."""

    results: Mapping[str, Numbers]
    shapes: Mapping[str, Shape]


class Results(Mapping[str, Numbers]):
    """Results by name, each made a column when it is asked for: for a few units that is most of the work."""

    def __init__(self, pairs: Mapping[str, tuple[Any, Any]], rows: int, *, in_lists: bool) -> None:
        self._pairs, self._rows, self._in_lists = pairs, rows, in_lists
        self._made: dict[str, Numbers] = {}

    def __getitem__(self, name: str) -> Numbers:
        """Return a result, always the same column."""
        if name not in self._made:
            values, scale = self._pairs[name]
            if isinstance(values, int):  # the same in all rows
                rows = self._rows
                values = [values] * rows if self._in_lists else full(values, rows)
            self._made[name] = Numbers(values, scale)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Return the names of the results."""
        return iter(self._pairs)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._pairs)


class Runner:
    """Keeps the programs of one set of results, and runs them."""

    def __init__(self, results: Mapping[str, Node], executor: str) -> None:
        self.results = results
        self.executor = executor
        self._needed: dict[tuple[str, ...], tuple[Symbol, ...]] = {}
        self._programs: dict[Any, Program] = {}
        self._executors: dict[Any, Executor] = {}
        self._declared: dict[tuple[str, int], Shape | None] = {}
        self.bounded: Bounded | None = None  # the formulas of the ends of these results, once made
        self._seen = 0

    def needed(self, wanted: tuple[str, ...]) -> tuple[Symbol, ...]:
        """Return the symbols of the results *wanted*."""
        if wanted not in self._needed:
            self._needed[wanted] = symbols(*(self.results[name] for name in wanted))
        return self._needed[wanted]

    def run(self, wanted: tuple[str, ...], columns: Columns, rows: int) -> Complete:
        """Return the results *wanted* of all rows.

        Raises:
            KeyError: a symbol has no column.
        """
        inputs: dict[str, Any] = {}
        shapes: dict[str, Shape] = {}
        for symbol in self.needed(wanted):
            name, given = symbol.name, columns[symbol.name]
            if not isinstance(given, Numbers):
                shapes[name] = Shape(given.numerator, given.numerator, given.denominator)
                continue
            inputs[name] = given.values
            if isinstance(given.scale, int):
                shapes[name] = self._shape(symbol, given)
            else:
                inputs[name + SCALE] = given.scale
                shapes[name] = actual(given)
        self._seen += rows
        kind = self._kind(rows)
        if kind == FOLD:
            for name, given in columns.items():
                if name in inputs and isinstance(given, Numbers):
                    shapes[name] = _widened(shapes[name], given)
            return Complete(self._folded(wanted, columns, rows), shapes)
        try:
            found = self._found(wanted, shapes, kind, inputs, rows)
        except Outside:
            for name, given in columns.items():
                if name in inputs and isinstance(given, Numbers):
                    shapes[name] = actual(given)
            found = self._found(wanted, shapes, kind, inputs, rows)
        results: Mapping[str, Numbers] = Results(found.results, rows, in_lists=kind == "integers")
        if len(found.undecided):
            results = self._decided(dict(results), found.undecided, shapes, kind, columns)
        return Complete(results, shapes)

    def _shape(self, symbol: Symbol, given: Numbers) -> Shape:
        """Return the shape that the quantity of a symbol declares, else that of the real values."""
        key = (symbol.name, given.scale)
        if key not in self._declared:
            low, high = symbol.quantity.low, symbol.quantity.high
            self._declared[key] = (
                None
                if low is None or high is None
                else Shape(ceil(low * given.scale), floor(high * given.scale), given.scale)
            )
        shape = self._declared[key]
        return actual(given) if shape is None or shape.low > shape.high else shape

    def _kind(self, rows: int) -> str:
        if self.executor != "auto":
            return self.executor
        if self._seen <= FIRST:
            return FOLD
        if rows <= FEW or not _installed("numpy"):
            return "integers"
        return "llvm" if self._seen >= MANY and _installed("llvmlite") else "numpy"

    def _found(
        self,
        wanted: tuple[str, ...],
        shapes: Mapping[str, Shape],
        kind: str,
        inputs: Mapping[str, Any],
        rows: int,
    ) -> Found:
        key = (wanted, tuple(shapes.values()))
        runner = self._executors.get((key, kind))
        if runner is None:
            if key not in self._programs:
                roots = {name: self.results[name] for name in wanted}
                self._programs[key] = lower(roots, shapes)
            checks = {name: (s.low, s.high) for name, s in shapes.items() if name in inputs}
            checks |= {
                name + SCALE: (s.lowest, s.highest) for name, s in shapes.items() if s.scale is None
            }
            runner = self._executors[key, kind] = _executor(self._programs[key], checks, kind)
        return runner.run(inputs, rows)

    def _decided(
        self,
        results: dict[str, Numbers],
        undecided: Sequence[int],
        shapes: Mapping[str, Shape],
        kind: str,
        columns: Columns,
    ) -> dict[str, Numbers]:
        """Return *results* with the rows that an executor could not decide done by a more exact one."""
        wanted = tuple(results)
        some = {
            name: given.at(undecided) if isinstance(given, Numbers) else given
            for name, given in columns.items()
            if name in shapes
        }
        if kind == "integers":
            part = self._folded(wanted, some, len(undecided))
        else:
            inputs = {n: listed(g.values) for n, g in some.items() if isinstance(g, Numbers)}
            inputs |= {
                n + SCALE: listed(g.scale)
                for n, g in some.items()
                if isinstance(g, Numbers) and not isinstance(g.scale, int)
            }
            count = len(undecided)
            found = self._found(wanted, shapes, "integers", inputs, count)
            part = dict(Results(found.results, count, in_lists=True))
            if found.undecided:
                part = self._decided(part, found.undecided, shapes, "integers", some)
        return {name: column.patched(undecided, part[name]) for name, column in results.items()}

    def _folded(self, wanted: tuple[str, ...], columns: Columns, rows: int) -> dict[str, Numbers]:
        """Return the results of the exact fold, which raises what is to be raised of a row."""
        values = {
            name: given.fractions() if isinstance(given, Numbers) else [given] * rows
            for name, given in columns.items()
        }
        nodes = [self.results[name] for name in wanted]
        order = arrange(nodes)
        found = [
            fold_exact(
                order, nodes, {name: column[row] or NOTHING for name, column in values.items()}
            )
            for row in range(rows)
        ]
        return {
            name: Numbers.of([row[number] for row in found]) for number, name in enumerate(wanted)
        }


@cache
def _installed(package: str) -> bool:
    return find_spec(package) is not None


def _widened(shape: Shape, given: Numbers) -> Shape:
    real = actual(given)
    return shape if shape.low <= real.low and real.high <= shape.high else real


def actual(given: Numbers) -> Shape:
    """Return the shape of the real values of a column."""
    low, high = _ends(given.values)
    if isinstance(given.scale, int):
        return Shape(low, high, given.scale)
    lowest, highest = _ends(given.scale)
    return Shape(low, high, None, lowest, highest)


def _ends(values: Any) -> tuple[int, int]:
    if not len(values):
        return 1, 1
    if isinstance(values, list):
        return min(values), max(values)
    return int(values.min()), int(values.max())


def _executor(program: Program, checks: Checks, kind: str) -> Executor:
    if kind == "integers":
        return _Lists(program, checks)
    if kind == "llvm":
        from covenant_rules.columns.compiled import Compiled  # noqa: PLC0415  (LLVM comes with it)

        return Compiled(program, checks)
    from covenant_rules.columns.arrays import Arrays  # noqa: PLC0415  (numpy comes with it)

    return Arrays(program, checks)


class _Lists:
    """Python integers over lists, their bounds looked at first."""

    def __init__(self, program: Program, checks: Checks) -> None:
        self._integers = Integers(program)
        self._checks = checks

    def run(self, columns: Mapping[str, Any], rows: int) -> Found:
        lists = {name: within(listed(columns[name]), ends) for name, ends in self._checks.items()}
        return self._integers.run(lists, rows)
