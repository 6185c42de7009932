"""`covenant-rules explain`: the account of one unit, every point of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from attrs import frozen
from cyclopts import Parameter, validators

from covenant_rules.bloc import Bloc, unknown_unit
from covenant_rules.cli.files import html_page
from covenant_rules.cli.screen import EXIT, Lang, fitted, language_of, ready
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import ReportError
from covenant_rules.gains import gains as find_gains
from covenant_rules.goals import Goal, seek
from covenant_rules.output.advice import Adviser, Section, render
from covenant_rules.output.advice_data import gains_data, goal_data, reasons_data
from covenant_rules.quantity import number_from_text
from covenant_rules.reasons import reasons as find_reasons
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import Files, inspect
from covenant_rules.spec.unchanged import Seen
from covenant_rules.standing import Standings, score
from covenant_rules.text import Language, Text


def explain_command(  # noqa: PLR0913  (one argument is one option of the command line)
    path: Path,
    unit: str,
    *,
    criterion: str | None = None,
    stage: str | None = None,
    reports: Path | None = None,
    gains: bool = False,
    goal_rank: Annotated[int | None, Parameter(validator=validators.Number(gte=1))] = None,
    goal_total: str | None = None,
    goal_class: str | None = None,
    reasons: bool = False,
    format: Literal["text", "markdown", "json", "html"] = "text",  # noqa: A002
    lang: Lang = None,
) -> int:
    """Account for every point of one unit.

    Example: covenant-rules explain specs/kien-giang/khoi-1/2017-illustration cong-an-tinh

    Parameters
    ----------
    path
        The folder of the bloc-year, or its covenant.yaml.
    unit
        The id of the unit.
    criterion
        Only this content or criterion.
    stage
        Which reports to score, such as half_year or final.
    reports
        Another file of reports.
    gains
        Also what would gain a point, and the next rank.
    goal_rank
        Also how the unit reaches this rank.
    goal_total
        Also how the unit reaches this total.
    goal_class
        Also how the unit reaches this class of awards.yaml, or a better one.
    reasons
        Also where points were lost, against the standard and against the best of the bloc.
    format
        text or markdown for people, json for programs; html is a page of its own, with all advice.
    """
    language = language_of(lang)
    files = Files.of(path, reports=reports)
    seen = Seen.of(files)
    bloc = ready(inspect(files, Registry.discover()))
    standings = score(bloc, stage=stage)
    seen.check()
    units = {result.card.unit: result.card.title for result in standings}
    if unit not in units:
        raise ReportError(unknown_unit(unit, units))
    nodes = bloc.covenant.nodes
    if criterion is not None and criterion not in nodes:
        near = did_you_mean(criterion, nodes)
        raise ReportError(
            diagnostic("E515", node=criterion, nodes=", ".join(nodes), suggestion=near)
        )
    ledger = standings[unit].ledger
    goals = [] if goal_rank is None else [Goal(rank=goal_rank)]
    if goal_total is not None:
        goals.append(Goal(total=number_from_text(goal_total)))
    if format == "html":
        sought = [seek(bloc, standings.stage, unit, goal) for goal in goals]
        page = html_page(standings, language, unit=unit, node=criterion, sought=sought)
        sys.stdout.write(page)
        return EXIT.clean
    if goal_class is not None:
        goals.append(Goal(class_id=_class(bloc, goal_class)))
    advice = _advise(standings, unit, language, gains=gains, goals=goals, reasons=reasons)
    if format == "json":
        document = ledger.data() | advice.data
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        show_ledger = ledger.text if format == "text" else ledger.markdown
        told = show_ledger(language, criterion) + render(advice.sections, format)
        sys.stdout.write(fitted(told) if format == "text" else told)
    return EXIT.clean


def _class(bloc: Bloc, name: str) -> str:
    """Return the id of a class of the policy.

    Raises:
        ReportError: there is no policy, or no class of that name.
    """
    if bloc.awards is None:
        raise ReportError(diagnostic("E895"))
    known = [one.id for one in bloc.awards.classes]
    if name not in known:
        names, near = ", ".join(known) or "—", did_you_mean(name, known)
        what = Text(vi="mức xếp loại", en="class")
        raise ReportError(diagnostic("E870", what=what, name=name, names=names, suggestion=near))
    return name


@frozen
class _Advice:
    """What was asked for beside the account, for readers and for programs."""

    sections: tuple[Section, ...]
    data: dict[str, Any]


def _advise(
    standings: Standings,
    unit: str,
    language: Language,
    *,
    gains: bool,
    goals: Sequence[Goal],
    reasons: bool,
) -> _Advice:
    bloc, stage = standings.bloc, standings.stage
    cards = [result.card for result in standings]
    say = Adviser(cards, unit, language)
    sections: list[Section] = []
    data: dict[str, Any] = {}
    if gains:
        found = find_gains(bloc, standings[unit].card)
        sections.append(say.gains(found))
        data["gains"] = gains_data(found)
        place = standings[unit].standing.rank
        if place is not None and place > 1:
            goals = [Goal(rank=place - 1), *goals]
    sought = [seek(bloc, stage, unit, goal) for goal in dict.fromkeys(goals)]
    sections += [say.goal(one) for one in sought]
    if sought:
        data["goal"] = [goal_data(one) for one in sought]
    if reasons:
        lost = find_reasons(cards, unit)
        sections += say.reasons(lost)
        data["reasons"] = reasons_data(lost)
    return _Advice(tuple(sections), data)
