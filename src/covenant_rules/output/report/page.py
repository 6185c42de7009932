"""The report as one page: it opens offline, runs no script, and no text of a report becomes markup.

Both languages stand in it; which one is shown is decided by a choice that the style sheet reads.
The same result gives the same bytes.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath

from attrs import frozen
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from covenant_rules.covenant import Effect
from covenant_rules.diagnostics import Diagnostic
from covenant_rules.fragments import points_number, points_text
from covenant_rules.goals import Seeking
from covenant_rules.interval import Interval
from covenant_rules.ledger import Entry
from covenant_rules.output.report import charts, tables
from covenant_rules.output.report.awards import awards
from covenant_rules.output.report.units import unit as unit_view
from covenant_rules.output.report.words import SEVERITIES, say
from covenant_rules.output.words import notes, stage_name
from covenant_rules.output.words import word as standings_word
from covenant_rules.review import review
from covenant_rules.standing import Result, Standings
from covenant_rules.text import Language, Text

Track = Callable[[Sequence[Result]], Iterable[Result]]


@frozen
class Scope:
    """What a page is about: the whole bloc, or one *unit*, or one *node* of its account.

    *sought* are goals of the unit, with the ways to them.
    """

    unit: str | None = None
    node: str | None = None
    sought: Sequence[Seeking] = ()


WHOLE = Scope()


def page(
    standings: Standings,
    language: Language,
    *,
    warnings: Sequence[Diagnostic] = (),
    scope: Scope = WHOLE,
    track: Track = iter,
) -> str:
    """Return the report of *standings* as an HTML page.

    Args:
        standings: the results of a bloc.
        language: the language that is shown first; the other is one choice away.
        warnings: what the sheet and its results give cause to say.
        scope: what the page is about.
        track: goes through the units, for instance with a progress bar.
    """
    results = [r for r in standings if scope.unit in (None, r.card.unit)]
    several = len(standings.bloc.stages) > 1
    found = review(standings.bloc) if several else None
    concluded = awards(standings)
    decided = {} if concluded is None else concluded.units
    views = [
        unit_view(standings, one, found, scope.node, scope.sought, decided.get(one.card.unit, ()))
        for one in track(results)
    ]
    bloc = {} if scope.unit else _of_bloc(standings, warnings)
    if found is not None and scope.unit is None:
        bloc["stages"] = tables.stages(found)
    style = _style()
    environment = _environment()
    return environment.get_template("page.html.jinja").render(
        covenant=standings.covenant,
        stage=Text.each(lambda at: stage_name(standings.stage, at)),
        illustrative=_illustrative(standings),
        units=views,
        awards=concluded,
        receipt=standings.receipt,
        language=language,
        style=Markup(style),  # noqa: S704  (our own style sheet)
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
        alone=scope.unit is not None,
        palette=charts.PALETTE,
        **{"rows": (), "notes": (), "spread": None, "stages": None, "lints": ()} | bloc,
    )


def _of_bloc(standings: Standings, warnings: Sequence[Diagnostic]) -> dict[str, object]:
    vi, en = (list(notes(standings, language)) for language in ("vi", "en"))
    told = [Text(vi=a, en=b) for a, b in zip(vi, en, strict=True)]
    return {
        "rows": tables.standing_rows(standings),
        "notes": [note for note in told if note not in _illustrative(standings)],
        "spread": tables.spread(standings),
        "lints": [_Lint.of(one) for one in warnings],
    }


def _illustrative(standings: Standings) -> list[Text]:
    told = Text.each(lambda at: standings_word("illustrative", at))
    return [told] if standings.bloc.illustrative else []


@frozen
class _Lint:
    """A diagnostic for the page; of its file only the name, since the folder is nobody's business."""

    code: str
    severity: Text
    place: str
    message: Text
    help: Text

    @classmethod
    def of(cls, found: Diagnostic) -> _Lint:
        place = f"{PurePath(found.span.file).name}:{found.span.line}" if found.span else ""
        return cls(
            found.code,
            SEVERITIES[found.severity],
            place,
            Text.each(found.message),
            Text.each(found.help),
        )


def _style() -> str:
    return files(__package__).joinpath("templates/page.css").read_text(encoding="utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = lambda key, *values: both(say(key, *values))
    environment.globals["say_coded"] = lambda key, *values: coded(say(key, *values))
    environment.filters |= {
        "both": both,
        "coded": coded,
        "points": _points,
        "added": _added,
        "number": _number,
    }
    environment.filters["drawn"] = Markup  # shapes only, see charts
    return environment


def both(text: Text) -> Markup:
    """Return *text* in both languages, marked as such; once where they are the same.

    >>> both(Text(vi="Hạng", en="Rank"))
    Markup('<span lang="vi">Hạng</span><span lang="en">Rank</span>')
    """
    if text.vi == text.en:
        return Markup("{}").format(text.vi)
    return Markup('<span lang="vi">{}</span><span lang="en">{}</span>').format(text.vi, text.en)


def coded(text: Text) -> Markup:
    """Return *text* in both languages, with what stands in backticks set as code.

    >>> coded(Text.same("sửa `scale`"))
    Markup('sửa <code>scale</code>')
    """
    return Markup(_QUOTED.sub(r"<code>\1</code>", str(both(text))))  # noqa: S704  (both escapes)


_QUOTED = re.compile("`([^`<>]+)`")


def _points(points: Interval) -> Markup:
    return both(Text.each(lambda at: points_text(points, at)))


def _added(entry: Entry) -> Markup:
    """Return what an entry adds; of a step that waits for evidence only that it is not decided."""
    points = entry.points
    if points.exact is not None:
        signed = points.exact != 0
        return both(Text.each(lambda at: points_text(points, at, signed=signed)))
    if entry.kind not in set(Effect):
        return both(say("undecided"))
    ends = (None if end is None else Interval.point(end) for end in (points.low, points.high))
    return both(say("to", *(_end(end) for end in ends)))


def _end(end: Interval | None) -> Text:
    return Text.same("…") if end is None else Text.each(lambda at: points_text(end, at))


def _number(value: Fraction) -> Text:
    return Text.each(lambda at: points_number(value, at))
