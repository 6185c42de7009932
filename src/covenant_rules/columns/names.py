"""What the columns of a frame are called, and what each name stands for.

A measure has its id (`measure@period` where the sheet has periods). What a report or a registration
says beside measures has the same words as there: `points:ID`, `waiver:LINE`, `not_applicable:ID`,
`invalid:MEASURE`, `target:LINE.SETTING` and `ranked`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from attrs import evolve, frozen

from covenant_rules.covenant import Covenant, Effect
from covenant_rules.diagnostics import MOST_PROBLEMS, Diagnostic, diagnostic, did_you_mean, too_many
from covenant_rules.errors import ReportError
from covenant_rules.formula.tree import Symbol, symbols
from covenant_rules.quantity import POINTS, SWITCH, Quantity
from covenant_rules.registration import FACTS
from covenant_rules.spec.cells import BLOC, MEASURE, NOTE, STAGE, UNIT, VALUE
from covenant_rules.spec.reports import INVALID, NOT_APPLICABLE, STATED, WAIVER
from covenant_rules.switches import Role, at_period, role_of

RANKED, TARGET = "ranked", "target"
KEYS = (UNIT, BLOC, STAGE, NOTE)


class Kind(StrEnum):
    """What a column holds."""

    MEASURE = "measure"
    FACT = "fact"
    RANKED = RANKED
    TARGET = TARGET
    STATED = STATED
    WAIVER = WAIVER
    NOT_APPLICABLE = NOT_APPLICABLE
    INVALID = INVALID


MARKED = (Kind.TARGET, Kind.STATED, Kind.WAIVER, Kind.NOT_APPLICABLE, Kind.INVALID)
MARKS = (Kind.WAIVER, Kind.NOT_APPLICABLE, Kind.INVALID)


@frozen
class Word:
    """The meaning of a column's name: its kind, whose it is, and what its cells may be."""

    kind: Kind
    key: str
    quantity: Quantity
    steps: tuple[Quantity, ...] = ()


@frozen
class Vocabulary:
    """Every name that a frame may use, by kind and key.

    *undecided* are lines that do not say what counts for rejected evidence, by measure.
    """

    words: Mapping[Kind, Mapping[str, Word]]
    undecided: Mapping[str, str]

    def read(self, name: str) -> Word | Diagnostic:
        """Return what *name* stands for, or why it stands for nothing."""
        mark, separator, key = name.partition(":")
        if separator and mark in MARKED:
            known = self.words[Kind(mark)]
            return known[key] if key in known else self._unknown(Kind(mark), key)
        for kind in (Kind.MEASURE, Kind.FACT, Kind.RANKED):
            if name in self.words[kind]:
                return self.words[kind][name]
        if separator:
            near = did_you_mean(mark, MARKED)
            marks = ", ".join(f"{known}:" for known in MARKED)
            return diagnostic("E512", mark=mark[:80], marks=marks, suggestion=near and f"{near}:")
        if name in FACTS:
            return diagnostic("E514", measure=name)
        near = did_you_mean(name, [*self.words[Kind.MEASURE], RANKED, *KEYS])
        return diagnostic("E513", measure=name[:80], suggestion=near)

    def _unknown(self, kind: Kind, key: str) -> Diagnostic:
        known = self.words[kind]
        near, names = did_you_mean(key, known), ", ".join(known)[:400] or "—"
        shown = key[:80]
        match kind:
            case Kind.WAIVER:
                return diagnostic("E516", line=shown, lines=names, suggestion=near)
            case Kind.STATED:
                return diagnostic("E515", node=shown, nodes=names, suggestion=near)
            case Kind.NOT_APPLICABLE if key in self.words[Kind.STATED]:
                return diagnostic("E518", node=shown)
            case Kind.NOT_APPLICABLE:
                return diagnostic("E515", node=shown, nodes=names, suggestion=near)
            case Kind.INVALID if key in self.words[Kind.MEASURE]:
                line = self.undecided[key.partition("@")[0]]
                return diagnostic("E520", measure=shown, line=line)
            case Kind.INVALID:
                return diagnostic("E513", measure=shown, suggestion=near)
            case _:
                return diagnostic("E802", target=shown, targets=names, suggestion=near)


def vocabulary(sheet: Covenant, *, registered: bool) -> Vocabulary:
    """Return the names that a frame may use of a sheet as a unit signed it.

    Args:
        sheet: the sheet with the unit's slots filled.
        registered: whether registrations are given; if not, the frame may say what they would.
    """
    steps: dict[str, dict[object, Quantity]] = {}
    undecided: dict[str, str] = {}  # lines that do not say what counts for rejected evidence
    targets: dict[str, Word] = {}
    penalties: dict[str, Word] = {}
    for line in sheet.lines:
        for source in line.sources.values():
            step = source.quantity.step
            if isinstance(source.node, Symbol) and step is not None:
                free = Quantity(source.quantity.unit, step=step, decimals=None)
                steps.setdefault(source.node.name, {})[step] = free
        if line.when_invalid is None:
            undecided |= dict.fromkeys(line.measures, line.id)
        for symbol in symbols(line.formula):
            role, key = role_of(symbol.name)
            if role is Role.TARGET:
                name, own = f"{key[0]}.{key[1]}", symbol.quantity
                targets[name] = Word(Kind.TARGET, name, evolve(own, decimals=None, step=None))
        if line.effect in (Effect.PENALTY, Effect.VETO):
            penalties[line.id] = Word(Kind.WAIVER, line.id, SWITCH)
    measures = {
        at_period(name, period): Word(
            Kind.MEASURE,
            at_period(name, period),
            measure.quantity,
            tuple(steps.get(name, {}).values()),
        )
        for period in sheet.period_ids
        for name, measure in sheet.measures.items()
    }
    facts = {} if registered else {n: Word(Kind.FACT, n, m.quantity) for n, m in FACTS.items()}
    treated = [name for name, node in sheet.nodes.items() if node.not_applicable is not None]
    judged = [name for name in measures if name.partition("@")[0] not in undecided]
    points = POINTS.within(None, None)
    return Vocabulary(
        {
            Kind.MEASURE: measures,
            Kind.FACT: facts,
            Kind.RANKED: {RANKED: Word(Kind.RANKED, RANKED, SWITCH)},
            Kind.TARGET: targets,
            Kind.STATED: {n: Word(Kind.STATED, n, points) for n in sheet.nodes},
            Kind.WAIVER: penalties,
            Kind.NOT_APPLICABLE: {n: Word(Kind.NOT_APPLICABLE, n, SWITCH) for n in treated},
            Kind.INVALID: {n: Word(Kind.INVALID, n, SWITCH) for n in judged},
        },
        undecided,
    )


def union(own: Sequence[Vocabulary]) -> Vocabulary:
    """Return the names that some unit may use."""
    words = {
        kind: {key: word for one in own for key, word in one.words[kind].items()} for kind in Kind
    }
    for key in words[Kind.MEASURE]:
        steps = [s for one in own for s in one.words[Kind.MEASURE][key].steps]
        unique = {step.step: step for step in steps}
        words[Kind.MEASURE][key] = evolve(words[Kind.MEASURE][key], steps=tuple(unique.values()))
    return Vocabulary(words, own[0].undecided)


@frozen
class Header:
    """The columns of a frame: which of the keys there are, and what each of the others means."""

    keys: frozenset[str]
    words: Mapping[str, Word]

    @property
    def is_long(self) -> bool:
        """Whether each row holds one value of a unit."""
        return MEASURE in self.keys


def read_header(names: Sequence[str], known: Vocabulary) -> Header:
    """Return what the columns called *names* mean.

    Raises:
        ReportError: with every column that means nothing, stands twice or is lacking.
    """
    counts = Counter(names)
    problems: list[Diagnostic] = []
    if UNIT not in counts:
        near = did_you_mean(UNIT, list(counts)[:MOST_PROBLEMS])
        problems.append(diagnostic("E501", column=UNIT, suggestion=near))
    words: dict[str, Word] = {}
    is_long = MEASURE in counts or VALUE in counts
    keys = (*KEYS, MEASURE, VALUE) if is_long else KEYS
    if is_long:
        problems += [diagnostic("E501", column=k) for k in (MEASURE, VALUE) if k not in counts]
    for name, count in counts.items():
        if len(problems) > MOST_PROBLEMS:
            problems.append(too_many(None))
            break
        if count > 1:
            problems.append(diagnostic("E502", column=name))
        if name in keys:
            continue
        found = diagnostic("E503", column=name, columns=", ".join(keys)) if is_long else None
        word = found or known.read(name)
        if isinstance(word, Diagnostic):
            problems.append(word)
        else:
            words[name] = word
    if problems:
        raise ReportError(problems)
    return Header(frozenset(name for name in names if name in keys), words)
