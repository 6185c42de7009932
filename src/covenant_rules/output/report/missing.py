"""What a unit's result still waits for, in words: the evidence, where it counts, and why it is not there."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant
from covenant_rules.evidence import measures_of
from covenant_rules.output.report.words import AGGREGATES, say
from covenant_rules.registration import FACTS
from covenant_rules.report import Report
from covenant_rules.scoring import Scorecard
from covenant_rules.switches import Role, role_of
from covenant_rules.text import Text


@frozen
class Missing:
    """One thing that is missing; *where* are the criteria that need it."""

    title: Text
    where: tuple[str, ...]
    why: Text


def missing(bloc: Bloc, card: Scorecard) -> Iterator[Missing]:
    """Yield what is missing of the unit of *card*, in the order of the sheet."""
    sheet = bloc.covenant if card.filled is None else card.filled
    report = bloc.at(card.stage).get(card.unit, Report(card.unit, card.stage))
    for name in card.missing:
        role, key = role_of(name)
        if role is Role.TARGET:
            title, why = say("target_of", key[0]), say("no_target")
            where = _of_line(sheet, key[0])
        elif role is Role.SLOT:
            title, why, where = say("slot", key[0]), say("no_slot"), (key[0],)
        elif role is Role.BLOC:
            about = _aggregate(sheet, *key)
            title, why, where = say("of_bloc", about), say("others"), ()
        else:
            reason = report.invalid.get(name)
            title = _named(sheet, name)
            absent = say("undated" if name in FACTS else "absent")
            why = absent if reason is None else say("rejected", reason)
            where = _of_measure(sheet, name)
        yield Missing(title, where, why)


def _named(sheet: Covenant, measure: str) -> Text:
    base, _, period = measure.partition("@")
    declared = sheet.measures.get(base) or FACTS.get(base)
    title = Text.same(base) if declared is None else declared.title
    return Text.each(lambda at: f"{title.in_(at)} ({period})") if period else title


def _aggregate(sheet: Covenant, aggregate: str, measure: str) -> Text:
    named = _named(sheet, measure)
    return Text.each(lambda at: f"{AGGREGATES[aggregate].in_(at)}: {named.in_(at)}")


def _of_line(sheet: Covenant, line: str) -> tuple[str, ...]:
    return tuple(c.id for c in sheet.criteria if line in {one.id for one in c.lines})


def _of_measure(sheet: Covenant, measure: str) -> tuple[str, ...]:
    return tuple(
        c.id for c in sheet.criteria if any(measure in measures_of(one, sheet) for one in c.lines)
    )
