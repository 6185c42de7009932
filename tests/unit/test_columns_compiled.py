"""The executor that compiles a program: what it leaves to others, and rows that fill no whole turn."""

from fractions import Fraction
from importlib.util import find_spec

import pytest

from covenant_rules.columns.integers import Outside
from covenant_rules.columns.lowering import Shape, lower
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.running import Runner
from covenant_rules.formula import build
from covenant_rules.formula.tree import Symbol
from covenant_rules.quantity import Quantity
from covenant_rules.rounding import RoundingMode

if not find_spec("llvmlite"):
    pytest.skip("LLVM is not installed", allow_module_level=True)

a = Symbol("a", Quantity("count", low=0, high=10))
share = Symbol("b", Quantity("count", low=1, high=7))


def run(node, rows, **columns):
    given = {name: Numbers(values) for name, values in columns.items()}
    found = Runner({"x": node}, "llvm").run(("x",), given, rows)
    return found.results["x"].fractions()


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 16, 23])
def test_rows_that_fill_no_whole_turn_are_scored_too(rows):
    """Eight rows are one turn of the loop; the rest of a column is not lost, and nothing beyond it is read."""
    values = [row % 11 for row in range(rows)]
    assert run(build.multiply(a, build.constant(Fraction(3, 2))), rows, a=values) == [
        Fraction(value * 3, 2) for value in values
    ]


def test_a_value_out_of_bounds_in_the_last_rows_is_noticed():
    """The bounds of what is left over after whole turns are looked at as those of the others."""
    from covenant_rules.columns.compiled import Compiled

    program = lower({"x": build.multiply(a, a)}, {"a": Shape(0, 10, 1)})
    made = Compiled(program, {"a": (0, 10)})
    for row in (0, 7, 8, 10):
        column = [1] * 11
        column[row] = 11
        with pytest.raises(Outside):
            made.run({"a": column}, 11)


def test_a_column_that_no_result_needs_is_looked_at_too():
    """Evidence beyond what its measure declares is noticed, whatever the sheet makes of it."""
    from covenant_rules.columns.compiled import Compiled

    program = lower({"x": a}, {"a": Shape(0, 10, 1), "b": Shape(1, 7, 1)})
    made = Compiled(program, {"a": (0, 10), "b": (1, 7)})
    with pytest.raises(Outside):
        made.run({"a": [1] * 9, "b": [1] * 8 + [8]}, 9)


@pytest.mark.parametrize("high", [2**62, 2**64, 2**100, 2**130])
def test_numbers_of_any_size_are_exact(high):
    """In 128 bits, and beyond them on another executor, a share of a great number is its own floor."""
    big = Symbol("big", Quantity("money", low=0, high=high))
    part = build.ratio(build.multiply(big, build.constant(2000)), share, build.constant(0))
    node = build.rounded(part, 0, RoundingMode.FLOOR)
    values, parts = [0, 1, high - 1, high // 3, high], [7, 3, 7, 6, 1]
    expected = [value * 2000 // part for value, part in zip(values, parts, strict=True)]
    assert run(node, 5, big=values, b=parts) == expected
