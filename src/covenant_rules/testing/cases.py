"""Cases: worked examples of rules in YAML, read by the loader of sheets and run by pytest.

```yaml
rule: police.clearance_excess
source: 000_8ab3eef507f571ff.txt
cases:
  - name: khám phá 796/867 vụ
    says: điều tra khám phá 796/867 vụ … vượt 16,8% so chỉ tiêu đăng ký
    evidence: {solved: 796, received: 867}
    with: {target: 75, per: 1, each: 1}
    gives: 14575/867
    printed: {value: 16.8, decimals: 1, mode: half_up}
```

`gives` is exact, a decimal or a fraction. `printed` is what a document prints, and how it rounds; with
`agrees: false` the document does not follow from its own figures, and the case says so.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from attrs import frozen

from covenant_rules.covenant import Source
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import CovenantError, SpecError
from covenant_rules.formula.build import constant
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.tree import Symbol
from covenant_rules.registry import Registry
from covenant_rules.rounding import RoundingMode, round_exact
from covenant_rules.rule import POINTS_SETTING, Rule, bind
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.scope import Scope
from covenant_rules.spec.settings import names_settings, settings_of
from covenant_rules.spec.shapes import Free
from covenant_rules.spec.source import Document, PathKey, Scalar, read_yaml
from covenant_rules.spec.structure import structure
from covenant_rules.testing.subject import registry_with
from covenant_rules.text import exact_text


@frozen
class PrintedShape:
    """A figure as a document prints it, and how it was rounded."""

    value: Fraction
    decimals: int
    mode: RoundingMode
    agrees: bool = True


@frozen
class CaseShape:
    """One worked example."""

    name: str
    evidence: dict[str, Free]
    gives: str
    says: str | None = None
    source: str | None = None
    points: Fraction = Fraction(1)
    with_: dict[str, Free] | None = None
    printed: PrintedShape | None = None


@frozen
class CasesShape:
    """A file of cases for one rule."""

    rule: str
    cases: tuple[CaseShape, ...]
    source: str | None = None


@frozen
class Case:
    """A case with the rule that it is about and the place where it stands."""

    rule: Rule
    shape: CaseShape
    document: Document
    path: PathKey
    registry: Registry

    @property
    def name(self) -> str:
        """The name of the case."""
        return self.shape.name

    def failures(self) -> list[str]:
        """Return what is wrong with the case; nothing when rule, figures and document agree.

        Raises:
            SpecError: the case is not written as the rule needs it.
        """
        points = self._points()
        wanted = self._wanted()
        found = []
        if points != wanted:
            found.append(f"the rule gives {exact_text(points)}, the case says {self.shape.gives}")
        printed = self.shape.printed
        if printed is not None:
            rounded = round_exact(points, printed.decimals, printed.mode)
            if (rounded == printed.value) != printed.agrees:
                agrees = "agrees with" if printed.agrees else "differs from"
                found.append(
                    f"the case says that {exact_text(rounded)} {agrees} the printed"
                    f" {exact_text(printed.value)}"
                )
        return found

    def _wanted(self) -> Fraction:
        try:
            return Fraction(self.shape.gives)
        except (ValueError, ZeroDivisionError) as error:
            span = self.document.places.of((*self.path, "gives"))
            raise SpecError(diagnostic("E151", span, value=self.shape.gives)) from error

    def _points(self) -> Fraction:
        problems = Problems(self.document.places)
        scope = Scope(self.registry, problems, {})
        evidence: dict[str, Fraction] = {}
        sources: dict[str, Source] = {}
        names = list(self.shape.evidence)
        wanted = names if self.rule.takes_every_evidence else [p.name for p in self.rule.evidence]
        if set(names) != set(wanted):
            problems.add(
                "E242", (*self.path, "evidence"), rule=self.rule.id, names=", ".join(wanted)
            )
            raise SpecError(problems.found)
        for name, value in self.shape.evidence.items():
            parameter = next(
                (p for p in self.rule.evidence if p.name == name), self.rule.evidence[0]
            )
            sources[name] = Source(Symbol(name, parameter.quantity), parameter.quantity)
            text = value.text if isinstance(value, Scalar) else ""
            try:
                evidence[name] = parameter.quantity.parse(text)
            except CovenantError as error:
                problems.take(error, (*self.path, "evidence", name))
        names_settings(self.rule, self.shape.with_ or {}, self.path, scope)
        settings = settings_of(self.rule, self.shape.with_ or {}, sources, "case", self.path, scope)
        if problems.found or settings is None:
            raise SpecError(problems.found)
        settings[POINTS_SETTING] = constant(self.shape.points)
        nodes = {name: constant(value) for name, value in evidence.items()}
        return evaluate([bind(self.rule, nodes, settings)], {})[0]


def read_cases(path: Path) -> tuple[Case, ...]:
    """Return the cases in a file; the sector of its rule may be installed, or be a module at hand.

    Raises:
        SpecError: the file is not as it must be.
        UnknownRuleError: the sector has no such rule.
        ConformanceFailure: there is no such sector, or it cannot be loaded.
    """
    document = read_yaml(path, str(path))
    problems = Problems(document.places)
    shape = structure(document, CasesShape, problems)
    if shape is None:
        raise SpecError(problems.found)
    registry = registry_with(shape.rule.partition(".")[0])
    rule = registry[shape.rule]
    return tuple(
        Case(rule, case, document, ("cases", number), registry)
        for number, case in enumerate(shape.cases)
    )
