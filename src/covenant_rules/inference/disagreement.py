"""When the two engines differ: nothing is concluded, and both say why they think so."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import CovenantError
from covenant_rules.inference.conclusions import Conclusions
from covenant_rules.inference.explain import Reason, why
from covenant_rules.inference.facts import Binding, Fact, FactNo
from covenant_rules.inference.language import Program

MOST_SHOWN = 5


class InferenceDisagreement(CovenantError, RuntimeError):  # noqa: N818  (it says what it is)
    """The durable and the reference engine do not conclude the same, so there is no conclusion.

    Attributes:
        durable: why what only the durable engine found should hold, one derivation for each finding.
        reference: the same for the reference engine.
        blocked: differences in what is blocked, as `engine: rule binding <- blockers`.
    """

    def __init__(
        self,
        program: Program,
        facts: Mapping[FactNo, Fact],
        durable: Conclusions,
        reference: Conclusions,
    ) -> None:
        """Take what each engine concludes from *facts*, the asserted ones."""
        self.durable = _only(program, facts, durable, reference)
        self.reference = _only(program, facts, reference, durable)
        self.blocked = (
            *(f"durable: {line}" for line in _blocked(durable, reference)),
            *(f"reference: {line}" for line in _blocked(reference, durable)),
        )
        super().__init__(
            diagnostic("E869", durable=_short(self.durable), reference=_short(self.reference))
        )

    def __str__(self) -> str:
        """Return the diagnostic in English and both derivations, line by line."""
        lines = [super().__str__()]
        for engine, reasons in (("durable", self.durable), ("reference", self.reference)):
            lines.append(f"{engine}:")
            for reason in reasons[:MOST_SHOWN]:
                lines += [f"  {line}" for line in reason.lines()]
        return "\n".join([*lines, *self.blocked[:MOST_SHOWN]])


def _only(
    program: Program, facts: Mapping[FactNo, Fact], one: Conclusions, other: Conclusions
) -> tuple[Reason, ...]:
    known = {**facts, **one.derived}
    only = sorted(one.findings - other.findings, key=lambda f: (f.rule, f.facts))
    return tuple(why(program, finding, known.__getitem__) for finding in only)


def _short(reasons: tuple[Reason, ...]) -> str:
    shown = [
        f"{reason.finding.rule}[{', '.join(f'{a} = {g.fact}' for a, g in reason.grounds)}]"
        for reason in islice(reasons, MOST_SHOWN)
    ]
    more = [f"+{len(reasons) - MOST_SHOWN}"] if len(reasons) > MOST_SHOWN else []
    return "; ".join([*shown, *more]) or "–"


def _blocked(one: Conclusions, other: Conclusions) -> list[str]:
    return sorted(
        f"{rule} {binding} <- {sorted(blockers)}"
        for rule, of_rule in one.blocked.items()
        for binding, blockers in of_rule.items()
        if blockers != _of(other, rule, binding)
    )


def _of(conclusions: Conclusions, rule: str, binding: Binding) -> frozenset[FactNo] | None:
    return conclusions.blocked.get(rule, {}).get(binding)
