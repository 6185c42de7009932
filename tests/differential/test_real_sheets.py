"""Real sheets run through the columns and equal the exact fold, line by line."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

import covenant_rules as cr
from covenant_rules.columns.numbers import Ends, Numbers
from covenant_rules.columns.plan import EXECUTORS, Plan, plan
from covenant_rules.columns.running import Runner
from covenant_rules.evidence import evidence_of, known_values
from covenant_rules.report import Report
from covenant_rules.scoring import score_units

SPECS = Path(__file__).parents[2] / "specs"
FOLDERS = sorted(path.parent for path in SPECS.rglob("covenant.yaml"))


def ends(interval):
    return interval.low, interval.high


def as_carded(card):
    """Return everything that a scorecard says in numbers, under the names of columns."""
    found = {"total": ends(card.total), "exact": ends(card.exact), "bonus": ends(card.bonus), "penalty": ends(card.penalty)}
    found |= {f"line:{line}": ends(points) for line, points in card.lines.items()}
    for node, score in {**card.contents, **card.criteria}.items():
        found |= {f"points:{node}": ends(score.points), f"bonus:{node}": ends(score.bonus), f"penalty:{node}": ends(score.penalty)}
    return found


def signed_alike(bloc, stage):
    """Return the units of a bloc with their cards, those together that signed the same sheet."""
    reports, aggregates, groups = bloc.at(stage), {}, []
    for registration, card in zip(bloc.registrations, score_units(bloc, stage), strict=True):
        report = reports.get(registration.unit, Report(registration.unit, stage))
        evidence = evidence_of(bloc, registration, report, reports, aggregates)
        key = (registration.slots, frozenset(report.stated))
        group = next((g for k, g in groups if k == key), None)
        if group is None:
            made = plan(bloc.covenant, registration=registration, stated=key[1])
            groups.append((key, group := (made, [])))
        made, members = group
        members.append((known_values(made.covenant, tuple(made.symbols.values()), evidence), card))
    return [group for _, group in groups]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(SPECS)))
def test_real_sheets_equal_the_exact_fold(folder):
    """Every unit, stage, line, criterion and content of every sheet, on every executor."""
    bloc = cr.load(folder)
    for stage in bloc.stages or ("final",):
        for made, members in signed_alike(bloc, stage):
            columns = {
                name: Ends(Numbers.of(known[name].low for known, _ in members), Numbers.of(known[name].high for known, _ in members))
                for name in made.symbols
            }
            for executor, package in EXECUTORS.items():
                if package and not find_spec(package):
                    continue
                runner = Runner(made.results, executor)
                again = Plan(made.covenant, made.formula, made.symbols, made.results, executor, runner)
                outcome = again.run(columns, len(members), lines=True)
                low = {name: column.fractions() for name, column in outcome.low.items()}
                high = {name: column.fractions() for name, column in outcome.high.items()}
                for row, (_, card) in enumerate(members):
                    for name, expected in as_carded(card).items():
                        assert expected == (low[name][row], high[name][row]), (card.unit, executor, name)
