"""Plans: what they refuse, what they need, and that no value passes its bounds silently."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

import covenant_rules as cr
from covenant_rules.columns.lowering import Shape, lower
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.plan import EXECUTORS, plan
from covenant_rules.columns.running import Runner
from covenant_rules.errors import OptionError
from covenant_rules.formula import build
from covenant_rules.formula.tree import Op, Symbol
from covenant_rules.quantity import Quantity
from covenant_rules.rounding import RoundingMode
from covenant_rules.switches import Role, role_of

R01 = Path(__file__).parents[2] / "specs" / "rule-forms" / "R01"


@pytest.fixture(params=("auto", *EXECUTORS))  # `auto` folds the few rows of these tests
def executor(request):
    return request.param


def run(executor, node, **columns):
    """Return the values of one formula over columns of whole numbers."""
    rows = len(next(iter(columns.values())))
    given = {name: Numbers(list(values)) for name, values in columns.items()}
    return Runner({"x": node}, executor).run(("x",), given, rows).results["x"].fractions()


def test_numba_names_the_executor_that_compiles():
    """Programs that asked for `numba` by name get what has taken its place."""
    pytest.importorskip("llvmlite")
    assert plan(cr.load(R01).covenant, executor="numba").executor == "llvm"


def test_an_unknown_executor_is_named():
    """A misspelt executor is refused with the ones that there are and the nearest of them."""
    with pytest.raises(OptionError) as caught:
        plan(cr.load(R01).covenant, executor="nunpy")
    assert ["E820"] == [d.code for d in caught.value.diagnostics]
    assert "did you mean `numpy`" in str(caught.value)


def test_a_plan_without_a_column_says_which():
    """A symbol that no column is given for is a KeyError with its name."""
    made = plan(cr.load(R01).covenant)
    name = next(iter(made.symbols))
    with pytest.raises(KeyError, match=name):
        made.run({}, 1)


def test_a_value_beyond_its_quantity_is_computed_for_what_it_is(executor):
    """At most 10 is declared, so `minimum(a, 10)` is lowered to `a`; 11 must not come out as 11."""
    a = Symbol("a", Quantity("count", low=0, high=10))
    capped = build.minimum(a, build.constant(10))
    assert [3, 10, 10] == run(executor, capped, a=[3, 11, 2**70])


def test_a_tie_at_half_goes_away_from_zero(executor):
    """2.5, -2.5, 2.4 and -2.6 as halves and fifths: 3, -3, 2, -3."""
    a, b = Symbol("a", Quantity("number", -100, 100)), Symbol("b", Quantity("count", 1, 10))
    node = build.rounded(build.apply(Op.DIVIDE, a, b), 0, RoundingMode.HALF_UP)
    assert [3, -3, 2, -3] == run(executor, node, a=[5, -5, 12, -13], b=[2, 2, 5, 5])


def test_the_first_rows_and_those_after_are_computed_alike():
    """2.5 is 3 in rows 1 to 10, which are folded, and in rows 11 to 40, for which a program is made."""
    a, b = Symbol("a", Quantity("number", -100, 100)), Symbol("b", Quantity("count", 1, 10))
    node = build.rounded(build.apply(Op.DIVIDE, a, b), 0, RoundingMode.HALF_UP)
    runner = Runner({"x": node}, "auto")
    for _ in range(4):
        columns = {"a": Numbers([5] * 10), "b": Numbers([2] * 10)}
        assert [3] * 10 == runner.run(("x",), columns, 10).results["x"].fractions()


def test_products_beyond_64_bits_are_exact(executor):
    """(2^40 + 1)(2^41 + 3) - 2^81 = 3·2^40 + 2^41 + 3 = 5·2^40 + 3, by hand."""
    a, b = (Symbol(name, Quantity("count", 0, 2**42)) for name in "ab")
    node = build.subtract(build.multiply(a, b), build.constant(2**81))
    assert [5 * 2**40 + 3] == run(executor, node, a=[2**40 + 1], b=[2**41 + 3])


def test_a_sum_of_unlike_fractions_that_is_whole_is_seen(executor):
    """1/7 + 5/9 + 1/3 + 3/7 + 1/7 + 1/3 + 45/77 + 332/693 is exactly 3 (over 693: 99 + 385 + 231 + 297
    + 99 + 231 + 405 + 332 = 2079), and 2.9999999999999996 in floats: rounded down it is 3."""
    names = "abcdefgh"
    limits = Quantity("count", 1, 2**30)
    parts = [build.apply(Op.DIVIDE, Symbol(n, limits), Symbol(n.upper(), limits)) for n in names]
    node = build.rounded(build.add(*parts), 0, RoundingMode.FLOOR)
    tops, bottoms = [1, 5, 1, 3, 1, 1, 45, 332], [7, 9, 3, 7, 7, 3, 77, 693]
    columns = {n: [top] for n, top in zip(names, tops, strict=True)}
    columns |= {n.upper(): [bottom] for n, bottom in zip(names, bottoms, strict=True)}
    assert [3] == run(executor, node, **columns)


def test_common_parts_are_shared_and_constants_folded():
    """`2a + 3 - 2a` is the constant 3, and `(a + 1) * (a + 1)` adds once."""
    a, shape = Symbol("a", Quantity("count", 0, 9)), {"a": Shape(0, 9)}
    two_a = build.multiply(build.constant(2), a)
    (step,) = {s for s in lower({"x": build.subtract(build.add(two_a, build.constant(3)), two_a)}, shape).steps if s.data == 3}
    assert 3 == step.data
    more = build.add(a, build.constant(1))
    codes = [s.code.name for s in lower({"x": build.multiply(more, more)}, shape).steps]
    assert 1 == codes.count("ADD")


def test_missing_evidence_gives_the_ends(executor):
    """Half of `a`, of which 0 to 10 is possible, is between 0 and 5 while `a` is missing, else known."""
    a = Symbol("a", Quantity("count", 0, 10))
    from covenant_rules.columns.missing import ends_of

    runner = Runner({"x": build.multiply(build.constant(Fraction(1, 2)), a)}, executor)
    low, high = ends_of(runner, ("x",), {"a": Numbers([7, 0], 1, [False, True])}, 2)
    assert ([Fraction(7, 2), 0], [Fraction(7, 2), 5]) == (low["x"].fractions(), high["x"].fractions())


def test_small_blocs_need_the_standard_library_only():
    """A bloc of a few units is scored in columns without numpy or a compiler being imported."""
    code = (
        "import sys; import covenant_rules as cr\n"
        "from covenant_rules.columns.plan import plan\n"
        f"made = plan(cr.load({str(R01)!r}).covenant)\n"
        "found = made.run({n: 1 for n in made.symbols}, 2)\n"
        "assert found.low['total'].fractions()\n"
        "print(sorted({'numpy', 'llvmlite', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ("[]\n", "") == (done.stdout, done.stderr)


def test_no_rows_give_no_scores(executor):
    """Where every row was refused nothing is left to score, open slots or not."""
    folder = Path(__file__).parents[2] / "specs" / "kien-giang" / "khoi-1" / "2017"
    made = plan(cr.load(folder).covenant, executor=executor)
    given = [name for name in made.symbols if role_of(name)[0] is not Role.SLOT]
    assert len(given) < len(made.symbols)
    found = made.run(dict.fromkeys(given, Numbers([])), 0)
    assert found.low["total"].fractions() == found.high["total"].fractions() == []
