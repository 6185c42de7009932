"""The formulas of each unit of a bloc, with everything known put in, and symbols for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.columns.whatif.assumptions import Assumption, Kind
from covenant_rules.columns.whatif.sheet import symbolic
from covenant_rules.covenant import TieBreaker
from covenant_rules.evidence import Aggregates, Evidence, evidence_of, known_values
from covenant_rules.formula import build
from covenant_rules.formula.tree import ZERO, Constant, Node, Op, Symbol, substitute
from covenant_rules.levers import reduced
from covenant_rules.registration import Registration, fill
from covenant_rules.report import Report
from covenant_rules.switches import Role, role_of
from covenant_rules.whole import Whole, open_symbols, whole

LOW_TIE = "tie:"


@frozen
class Unknowns:
    """What decides the rank of one unit, as formulas of what scenarios change or nobody reported."""

    unit: str
    results: Mapping[str, Node]

    @property
    def deciding(self) -> tuple[str, ...]:
        """The names of the results that decide the rank."""
        return tuple(name for name in self.results if name not in ("total", "exact"))


def unit_formulas(bloc: Bloc, assumptions: Sequence[Assumption], stage: str) -> list[Unknowns]:
    """Return the formulas of every ranked unit, in the order of registration."""
    assumed = _assumed(bloc, assumptions, stage)
    reports = assumed.at(stage)
    aggregates: Aggregates = {}
    ranked = [r for r in assumed.registrations if r.ranked]
    filled = [fill(bloc.covenant, registration) for registration in ranked]
    formulas: dict[tuple[int, frozenset[str]], Whole] = {}
    found = []
    for registration, signed in zip(ranked, filled, strict=True):
        report = reports.get(registration.unit, Report(registration.unit, stage))
        key = (id(signed), frozenset(report.stated))
        if key not in formulas:
            sheet = symbolic(signed, assumptions)
            formulas[key] = whole(sheet.covenant, key[1], sheet.factors)
        evidence = evidence_of(assumed, registration, report, reports, aggregates)
        results = _results(formulas[key], assumed)
        found.append(
            Unknowns(registration.unit, _known(results, formulas[key], evidence, assumptions))
        )
    return found


def _assumed(bloc: Bloc, assumptions: Sequence[Assumption], stage: str) -> Bloc:
    """Return *bloc* with some value for all that is assumed, so that nothing of it counts as missing."""
    reports = {(r.unit, r.stage): r for r in bloc.reports}
    registrations = {r.unit: r for r in bloc.registrations}
    for one in assumptions:
        value = one.values[0]
        if one.kind is Kind.EVIDENCE and one.unit is not None:
            report = reports.get((one.unit, stage), Report(one.unit, stage))
            invalid = {k: v for k, v in report.invalid.items() if k != one.where}
            report = evolve(report, values={**report.values, one.where: value}, invalid=invalid)
            reports[one.unit, stage] = report
        if one.kind is Kind.TARGET:
            for unit in registrations if one.unit is None else [one.unit]:
                own = registrations[unit]
                registrations[unit] = evolve(
                    own, targets={**own.targets, (one.where, one.name): value}
                )
    return evolve(
        bloc, reports=tuple(reports.values()), registrations=tuple(registrations.values())
    )


def _results(formula: Whole, bloc: Bloc) -> dict[str, Node]:
    """Return what a rank is decided by: the total as it is compared, and what breaks ties."""
    ranking = bloc.covenant.ranking
    compared = formula.total if ranking.rounded else formula.sheet.points
    if ranking.decimals is not None:
        compared = build.rounded(compared, ranking.decimals, bloc.covenant.rounding.mode)
    ties = {f"{LOW_TIE}{n}": worth(formula, b) for n, b in enumerate(ranking.tie_breakers)}
    return {"total": formula.total, "exact": formula.sheet.points, "compared": compared, **ties}


def worth(formula: Whole, breaker: TieBreaker) -> Node:
    """Return what a tie-breaker compares, so that more is better."""
    parts = formula.sheet if breaker.node is None else formula.nodes[breaker.node]
    node = {"points": parts.points, "bonus": parts.bonus, "penalty": parts.penalty}[breaker.what]
    return node if breaker.higher_first else build.subtract(ZERO, node)


def _known(
    results: Mapping[str, Node], formula: Whole, evidence: Evidence, assumptions: Sequence[Assumption]
) -> Mapping[str, Node]:  # fmt: skip
    """Put in what is known of one unit; what scenarios change of its evidence becomes a symbol."""
    own = [symbol for symbol in open_symbols(formula) if not symbol.name.startswith("?")]
    known = known_values(evidence.bloc.covenant, own, evidence)
    replaced = _symbols(evidence.registration, assumptions)
    for symbol in own:
        role, key = role_of(symbol.name)
        if role is Role.BLOC:
            node = _aggregate(key[0], key[1], evidence, assumptions)
            if node is not None:
                replaced[symbol.name] = node
    values = {
        name: value.exact for name, value in known.items() if value.exact is not None and name not in replaced
    }  # fmt: skip
    fixed = {name: value for name, value in values.items() if value is not None}
    return {name: reduced(substitute(node, replaced), fixed) for name, node in results.items()}


def _symbols(registration: Registration, assumptions: Sequence[Assumption]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for number, one in enumerate(assumptions):
        if one.kind is Kind.EVIDENCE and one.unit == registration.unit:
            found[one.where] = one.symbol(number)
        if one.kind is Kind.TARGET and one.unit in (None, registration.unit):
            found[f"{Role.TARGET}:{one.where}:{one.name}"] = one.symbol(number)
    return found


def _aggregate(
    aggregate: str, measure: str, evidence: Evidence, assumptions: Sequence[Assumption]
) -> Node | None:
    """Return an aggregate over the bloc as a formula, where scenarios change what some unit reported."""
    changed = {
        one.unit: one.symbol(n)
        for n, one in enumerate(assumptions)
        if one.kind is Kind.EVIDENCE and one.where == measure
    }
    if not changed:
        return None
    declared = evidence.bloc.covenant.measures[measure.partition("@")[0]]
    terms: list[Node] = []
    for other in evidence.bloc.registrations:
        report = evidence.reports.get(other.unit, Report(other.unit, evidence.report.stage))
        own = evidence_of(evidence.bloc, other, report, evidence.reports, evidence.aggregates)
        value = own.of_measure(measure)
        exact = None if value is None else value.exact
        if other.unit in changed:
            terms.append(changed[other.unit])
        elif exact is not None:
            terms.append(Constant(exact))
        else:  # missing: a symbol of its own, anything that the measure may be
            terms.append(Symbol(f"?{other.unit}.{measure}", declared.quantity))
    return _AGGREGATES[aggregate](terms)


def _mean(terms: list[Node]) -> Node:
    return build.multiply(build.constant(Fraction(1, len(terms))), build.add(*terms))


_AGGREGATES = {
    "maximum": lambda terms: build.apply(Op.MAXIMUM, *terms),
    "minimum": lambda terms: build.apply(Op.MINIMUM, *terms),
    "sum": lambda terms: build.add(*terms),
    "mean": _mean,
}
