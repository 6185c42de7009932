"""A plan: a covenant made ready to be scored for many units at a time.

```python
made = plan(covenant, registration=registration)
outcome = made.run({"solved": Numbers(solved), "received": Numbers(received)}, rows)
outcome.low["total"].fractions()
```

Results have names: `total` (as the sheet rounds it), `exact` (before rounding), `bonus`, `penalty`
of the sheet; `points:<id>`, `bonus:<id>`, `penalty:<id>` of a content or criterion; `line:<id>`;
`veto:<id>`, above zero where the veto strikes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType

from attrs import field, frozen

from covenant_rules.columns.missing import ends_of
from covenant_rules.columns.numbers import Known, Numbers
from covenant_rules.columns.running import Runner
from covenant_rules.covenant import Covenant
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import OptionError, from_extra
from covenant_rules.formula.tree import Node, Symbol, symbols
from covenant_rules.registration import Registration, fill
from covenant_rules.whole import Whole, whole

EXECUTORS: Mapping[str, str | None] = MappingProxyType(
    {"integers": None, "numpy": "numpy", "llvm": "llvmlite"}
)  # and the package that each needs
SYNONYMS: Mapping[str, str] = MappingProxyType({"numba": "llvm"})  # numba compiled it once
SHEET_RESULTS = ("total", "exact", "bonus", "penalty")


@frozen(eq=False)
class Outcome:
    """The results of a run, each a column by its name.

    *low* and *high* are the ends between which a result lies; a result is the same column in both
    where no evidence of it is missing. An end that is missing in a row is open there.
    """

    rows: int
    low: Mapping[str, Numbers]
    high: Mapping[str, Numbers]


@frozen(eq=False)
class Plan:
    """A covenant as units signed it, ready to run.

    Attributes:
        covenant: the sheet with its slots filled.
        formula: the sheet as one formula.
        symbols: what a run needs, by name; `switches.role_of` tells what each stands for.
        results: every result by its name, with its formula.
    """

    covenant: Covenant
    formula: Whole
    symbols: Mapping[str, Symbol]
    results: Mapping[str, Node]
    executor: str
    _runner: Runner = field(repr=False)

    def run(
        self,
        columns: Mapping[str, Known],
        rows: int,
        *,
        lines: bool = False,
        results: Sequence[str] | None = None,
    ) -> Outcome:
        """Score *rows* units.

        Args:
            columns: for each symbol a column, a range in every row (`Ends`), or one number for all
                rows. Only slots that a unit has not filled may be left out.
            rows: how many units there are.
            lines: whether to return every line, criterion and content, besides the sheet's own
                four results, the vetoes and what breaks ties.
            results: the names of exactly the results to return, in place of *lines*.

        Raises:
            KeyError: a symbol of these results has no column, or there is no such result.
        """
        wanted = tuple(results) if results is not None else self.names(lines=lines)
        low, high = ends_of(self._runner, wanted, columns, rows)
        return Outcome(rows, MappingProxyType(low), MappingProxyType(high))

    def names(self, *, lines: bool) -> tuple[str, ...]:
        """Return the names of the results of a run, with those of every line and node or without."""
        if lines:
            return tuple(self.results)
        ties = [
            f"{breaker.what}:{breaker.node}"
            for breaker in self.covenant.ranking.tie_breakers
            if breaker.node is not None
        ]
        vetoes = [name for name in self.results if name.startswith("veto:")]
        return tuple(dict.fromkeys([*SHEET_RESULTS, *ties, *vetoes]))


def plan(
    covenant: Covenant,
    *,
    registration: Registration | None = None,
    stated: Iterable[str] = frozenset(),
    executor: str = "auto",
) -> Plan:
    """Make *covenant* ready to be scored over columns.

    Args:
        covenant: the sheet.
        registration: a unit whose slots fill those of the sheet; its targets stay columns. Units
            that filled their slots differently need a plan each.
        stated: the contents and criteria whose points are given (columns `points:<id>`).
        executor: `integers` (Python, for a few units), `numpy` or `llvm` (compiled for the processor,
            for very many; `numba` is taken for it); `auto` chooses by size.

    Raises:
        OptionError: there is no such executor.
        MissingPackageError: its package is not installed.
    """
    executor = SYNONYMS.get(executor, executor)
    if executor not in ("auto", *EXECUTORS):
        known, near = ", ".join(("auto", *EXECUTORS)), did_you_mean(executor, EXECUTORS)
        raise OptionError(diagnostic("E820", executor=executor, known=known, suggestion=near))
    package = EXECUTORS.get(executor)
    if package is not None:
        with from_extra("columns" if executor == "numpy" else "llvm"):
            import_module(package)
    filled = covenant if registration is None else fill(covenant, registration)
    formula = whole(filled, frozenset(stated))
    results = {
        "total": formula.total,
        "exact": formula.sheet.points,
        "bonus": formula.sheet.bonus,
        "penalty": formula.sheet.penalty,
    }
    for node, parts in formula.nodes.items():
        results[f"points:{node}"] = parts.points
        results[f"bonus:{node}"] = parts.bonus
        results[f"penalty:{node}"] = parts.penalty
    silent = _silent(filled, frozenset(stated))
    results |= {f"line:{k}": node for k, node in formula.lines.items() if k not in silent}
    results |= {f"veto:{line}": node for line, node in formula.vetoes.items()}
    needed = {symbol.name: symbol for symbol in symbols(*results.values())}
    runner = Runner(results, executor)
    symbols_, results_ = MappingProxyType(needed), MappingProxyType(results)
    return Plan(filled, formula, symbols_, results_, executor, runner)


def _silent(covenant: Covenant, stated: frozenset[str]) -> set[str]:
    """Return the lines under nodes whose points are given: they do not count."""
    return {
        line.id
        for content in covenant.contents
        for criterion in content.criteria
        if stated & {content.id, criterion.id}
        for line in criterion.lines
    }
