"""Witnesses: evidence that brings a formula as far as it goes, found by scoring and never assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from covenant_rules.covenant import Covenant, Criterion, Source
from covenant_rules.formula.exact import fold_exact
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Constant, Node, Symbol, arrange, symbols
from covenant_rules.interval import Interval
from covenant_rules.sector import Measure
from covenant_rules.switches import Role, role_of, switch
from covenant_rules.text import Language, Text

MOST_CANDIDATES = 60
MOST_NAMED = 6
MOST_ROUNDS = 4
STARTS = 4  # the search begins at both ends of every range, and at so many places less one between

# A unit that lives through the year, to which all applies, with everything reported and nothing waived.
USUAL: Mapping[Role | None, Fraction] = {
    Role.APPLIES: Fraction(1),
    Role.IN_FORCE: Fraction(1),
    Role.WAIVED: Fraction(0),
    Role.ABSENT: Fraction(0),
}


def all_apply(covenant: Covenant) -> dict[str, Interval]:
    """Return the ranges in which every content and criterion applies."""
    return {switch(Role.APPLIES, node).name: Interval.of(1, 1) for node in covenant.nodes}


@frozen
class Witness:
    """Evidence and the value that it gives."""

    value: Fraction
    evidence: tuple[tuple[Symbol, Fraction], ...]

    def words(self, measures: Mapping[str, Measure]) -> Text:
        """Return the evidence as a reader sees it, such as `Hồ sơ đúng hạn = 89,9; Sự cố = 3`."""

        def each(language: Language) -> str:
            shown = [
                f"{_name(symbol, measures, language)} = {symbol.quantity.format(value, language)}"
                for symbol, value in self.evidence
            ]
            return "; ".join(shown[:MOST_NAMED]) + ("; …" if len(shown) > MOST_NAMED else "")

        return Text.each(each)


def _name(symbol: Symbol, measures: Mapping[str, Measure], language: Language) -> str:
    """Return the title of what a symbol stands for, with its period; the id of what has none."""
    role, key = role_of(symbol.name)
    bare, at, period = key[-1].partition("@")
    title = measures[bare].title.in_(language) + at + period if bare in measures else key[-1]
    return title if role is None else ".".join((*key[:-1], title))


def furthest(root: Node, criterion: Criterion, *, least: bool) -> Witness | None:
    """Return evidence that brings *root* as high, or with *least* as low, as a search finds.

    Only evidence that a report may hold counts. None where the formula has open ends.
    """
    found = symbols(root)
    roles = {s.name: role_of(s.name)[0] for s in found}
    usual = {name: USUAL[role] for name, role in roles.items() if role in USUAL}
    free = [s for s in found if s.name not in usual]
    bounded = all(s.quantity.low is not None and s.quantity.high is not None for s in free)
    if not bounded or {Role.SLOT, Role.STATED} & {*roles.values()}:
        return None
    axes = {s.name: candidates(s, [root]) for s in free}
    sources = [source for line in criterion.lines for source in line.sources.values()]
    judge = _Judge.of(
        root, [s for s in sources if {*symbols(s.node)} <= {*free}], free, least=least
    )
    tries = [
        judge.climb(
            {**usual, **{n: a[(len(a) - 1) * part // STARTS] for n, a in axes.items()}}, axes
        )
        for part in range(STARTS + 1)
    ]
    score, values = min(tries, key=lambda one: one[0])
    if score[0]:
        return None
    value = -score[1] if not least else score[1]
    return Witness(value, tuple((s, values[s.name]) for s in free))


def candidates(symbol: Symbol, roots: Iterable[Node]) -> Sequence[Fraction]:
    """Return values of *symbol* that stand for all others before the numbers that *roots* name."""
    limits: list[Fraction] = []
    for node in arrange(roots):
        if isinstance(node, Constant):
            limits.append(node.value)
        elif isinstance(node, Apply) and isinstance(node.data, Table):
            limits += [x for row in node.data.rows for band in row.bands for x in band.limits]
    found = symbol.quantity.probes(limits)
    step = -(-len(found) // MOST_CANDIDATES)
    return found if step == 1 else [*found[::step], found[-1]]


Score = tuple[int, Fraction]


@frozen
class _Judge:
    """Tells how good values are: first how many sources they break, then how far the root goes."""

    roots: Sequence[Node]
    order: Sequence[Node]
    sources: Sequence[Source]
    free: Sequence[Symbol]
    least: bool
    known: dict[tuple[Fraction, ...], Score] = field(factory=dict)

    @classmethod
    def of(
        cls, root: Node, sources: Sequence[Source], free: Sequence[Symbol], *, least: bool
    ) -> _Judge:
        roots = [root, *(source.node for source in sources)]
        return cls(roots, arrange(roots), sources, free, least)

    def score(self, values: Mapping[str, Fraction]) -> Score:
        """Return how good *values* are; from another start the search comes to the same ones."""
        key = tuple([values[symbol.name] for symbol in self.free])
        if key not in self.known:
            self.known[key] = self._score(values)
        return self.known[key]

    def _score(self, values: Mapping[str, Fraction]) -> Score:
        value, *parts = fold_exact(self.order, self.roots, values)
        broken = sum(
            not source.quantity.range.contains(part)
            for source, part in zip(self.sources, parts, strict=True)
        )
        broken += sum(self._out_of_bloc(symbol, values) for symbol in self.free)
        return broken, value if self.least else -value

    @staticmethod
    def _out_of_bloc(symbol: Symbol, values: Mapping[str, Fraction]) -> bool:
        """Say whether a unit would lie beyond the maximum or minimum of its own bloc."""
        role, key = role_of(symbol.name)
        if role is not Role.BLOC or key[1] not in values:
            return False
        own, bloc = values[key[1]], values[symbol.name]
        return own < bloc if key[0] == "minimum" else key[0] == "maximum" and own > bloc

    def climb(
        self, values: dict[str, Fraction], axes: Mapping[str, Sequence[Fraction]]
    ) -> tuple[Score, dict[str, Fraction]]:
        """Return the best that changing one piece of evidence after another finds."""
        best = self.score(values)
        for _ in range(MOST_ROUNDS):
            before = best
            for name, axis in axes.items():
                for candidate in axis:
                    changed = {**values, name: candidate}
                    score = self.score(changed)
                    if score < best:
                        best, values = score, changed
            if best == before:
                break
        return best, values
