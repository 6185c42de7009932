"""Sample calls of a rule: what the conformance checks run it on, the same in every run."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as configure
from hypothesis import strategies as st

from covenant_rules.formula.build import constant
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Node, Symbol
from covenant_rules.rule import POINTS_SETTING, Rule, bind
from covenant_rules.testing import strategies

SAMPLES = 60


@frozen
class Call:
    """A call of a rule: its evidence by name, and all its settings."""

    rule: Rule
    evidence: Mapping[str, Fraction]
    settings: Mapping[str, Fraction | Table | str]

    @property
    def standard(self) -> Fraction:
        """The standard points of the call; one where the rule takes none."""
        points = self.settings.get(POINTS_SETTING)
        return points if isinstance(points, Fraction) else Fraction(1)

    @property
    def formula(self) -> Node:
        """The formula with the settings in place, over symbols for the evidence."""
        every = {p.name: p for p in self.rule.evidence}
        first = next(iter(self.rule.evidence), None)
        nodes = {
            name: Symbol(name, every[name].quantity if name in every else first.quantity)
            for name in self.evidence
            if first is not None
        }
        bound = {n: constant(v) if isinstance(v, Fraction) else v for n, v in self.settings.items()}
        return bind(self.rule, nodes, bound)

    def by_formula(self) -> Fraction:
        """Return the points by the exact fold."""
        return evaluate([self.formula], self.evidence)[0]

    def by_function(self) -> object:
        """Return what the author's own function returns on exact numbers."""
        function = self.rule.function
        return None if function is None else function(*self.evidence.values(), **self.settings)


def samples(rule: Rule, count: int = SAMPLES) -> list[Call]:
    """Return *count* calls of *rule*, many of them at and beside its thresholds."""
    found: list[Call] = []

    @configure(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        chosen = data.draw(strategies.settings(rule))
        values = data.draw(strategies.evidence(rule, chosen))
        names = [p.name for p in rule.evidence]
        if rule.takes_every_evidence:
            tables = [v for v in chosen.values() if isinstance(v, Table)]
            names = (
                list(tables[0].columns) if tables else [f"value_{n}" for n in range(len(values))]
            )
        found.append(Call(rule, dict(zip(names, values, strict=True)), chosen))

    collect()
    return found
