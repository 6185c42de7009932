"""An audit in plain words, as a table, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from covenant_rules.audit import Judged, counts
from covenant_rules.equations import Finding, Verdict, shown
from covenant_rules.printed import Printed, Values
from covenant_rules.rounding import RoundingMode, round_exact
from covenant_rules.spec.audit import Audited
from covenant_rules.text import Language, Text, decimal_places, exact_text, number_text

VERDICT_NAMES: Mapping[Verdict, Text] = {
    Verdict.EXACT: Text(vi="khớp", en="reconciles"),
    Verdict.IMPLIED: Text(vi="suy ra được", en="implies"),
    Verdict.TOLERANCE: Text(vi="khớp trong sai số", en="within rounding"),
    Verdict.TRUNCATED: Text(vi="khớp nếu cắt bỏ", en="only if cut off"),
    Verdict.AMBIGUOUS: Text(vi="hai cách hiểu", en="two readings"),
    Verdict.FAILS: Text(vi="không khớp", en="cannot be"),
    Verdict.NOT_CHECKABLE: Text(vi="không kiểm được", en="not checkable"),
}

_SENTENCES: Mapping[str, Text] = {
    "exact": Text(
        vi="in {printed}: {equation} = {value}, làm tròn {decimals} chữ số là {rounded}: khớp",
        en="printed {printed}: {equation} = {value}, to {decimals} decimals {rounded}: reconciles",
    ),
    "exactly": Text(
        vi="in {printed}: {equation} = {value}: khớp",
        en="printed {printed}: {equation} = {value}: reconciles",
    ),
    "said": Text(vi="{equation}: khớp", en="{equation}: reconciles"),
    "implied": Text(
        vi="{hidden} không in; {equation} cho {hidden} {implied}",
        en="{hidden} is not printed; {equation} gives {hidden} {implied}",
    ),
    "tolerance": Text(
        vi="in {printed}: {equation} = {value}, lệch {off}, trong sai số làm tròn của các số được in",
        en="printed {printed}: {equation} = {value}, off by {off}, within the rounding of the printed numbers",
    ),
    "truncated": Text(
        vi="in {printed}: {equation} = {value}, làm tròn phải là {rounded}; "
        "chỉ khớp nếu cắt bỏ chữ số thừa",
        en="printed {printed}: {equation} = {value}, which rounds to {rounded}; "
        "reconciles only if digits were cut off",
    ),
    "truncated_hidden": Text(
        vi="{hidden} không in; làm tròn thì không số nào cho {printed}, "
        "cắt bỏ chữ số thừa thì {hidden} {implied}",
        en="{hidden} is not printed; no number rounds to {printed}, with digits cut off {hidden} {implied}",
    ),
    "ambiguous": Text(vi="hiểu được hai cách — {readings}", en="two readings — {readings}"),
    "tied": Text(
        vi="{equation}: bằng nhau, chưa rõ thứ tự", en="{equation}: equal, so the order is open"
    ),
    "fails": Text(
        vi="in {printed}, nhưng {equation} = {value}: lệch {off}",
        en="printed {printed}, but {equation} = {value}: off by {off}",
    ),
    "nearest": Text(
        vi="{hidden} không in; không số nguyên nào cho {printed}: "
        "gần nhất là {equation} = {value}, lệch {off}",
        en="{hidden} is not printed; no whole number gives {printed}: "
        "the nearest is {equation} = {value}, off by {off}",
    ),
    "impossible": Text(vi="{equation}: không thể{by}", en="{equation}: cannot be{by}"),
    "not_checkable": Text(
        vi="văn bản không in: {hidden}", en="the document does not print: {hidden}"
    ),
}


def about(value: Fraction, language: Language, decimals: int) -> str:
    """Return *value* for a reader; what has more decimals is cut off and ends in `…`."""
    places = decimal_places(value)
    if places is not None and places <= decimals + 2:
        return number_text(value, language)
    cut = round_exact(value, decimals + 2, RoundingMode.DOWN)
    return number_text(cut, language, decimals + 2) + "…"


def values_text(values: Values, language: Language, decimals: int = 2) -> str:
    """Return all values that fit, for a reader: the one, or from where to where."""
    if values.exact is not None:
        return about(values.exact, language, decimals)
    low, high = (
        None if end is None else about(end, language, decimals) for end in (values.low, values.high)
    )
    if high is None:
        return Text(vi=f"từ {low} trở lên", en=f"from {low} up").in_(language)
    return Text(vi=f"từ {low} đến {high}", en=f"from {low} to {high}").in_(language)


def sentence(found: Finding, language: Language) -> str:
    """Return what arithmetic says of a figure, in a sentence.

    It names what was printed, what recomputes, and what follows.
    """
    printed = found.printed or Printed(Fraction(0), exact=True)
    decimals = printed.decimals
    off = (
        ""
        if found.off is None
        else number_text(abs(found.off), language) + found.unit.in_(language)
    )
    words = {
        "printed": shown(printed).in_(language),
        "decimals": decimals,
        "equation": found.equation.in_(language),
        "value": "" if found.recomputed is None else about(found.recomputed, language, decimals),
        "rounded": ""
        if found.recomputed is None
        else number_text(printed.as_printed(found.recomputed), language, decimals),
        "hidden": "" if found.hidden is None else found.hidden.in_(language),
        "implied": "" if found.implied is None else _implied(found, language),
        "off": off,
        "by": Text(vi=f", lệch {off}", en=f", off by {off}").in_(language) if off else "",
        "readings": "; ".join(
            f"{n.in_(language)}: {sentence(f, language)}" for n, f in found.readings
        ),
    }
    return _SENTENCES[_key(found)].in_(language).format_map(words)


def _key(found: Finding) -> str:
    known = found.printed is not None and found.recomputed is not None
    match found.verdict:
        case Verdict.EXACT if not known:
            return "said"
        case Verdict.EXACT:
            assert found.printed is not None
            return "exactly" if found.printed.value == found.recomputed else "exact"
        case Verdict.TRUNCATED if found.hidden is not None:
            return "truncated_hidden"
        case Verdict.AMBIGUOUS if not found.readings:
            return "tied"
        case Verdict.FAILS if not known:
            return "impossible"
        case Verdict.FAILS if found.hidden is not None:
            return "nearest"
        case _:
            return str(found.verdict)


def _implied(found: Finding, language: Language) -> str:
    """Return the hidden value: one, or about that and its limits."""
    values, value = found.implied, found.recomputed
    assert values is not None
    if values.exact is not None:
        return f"= {about(values.exact, language, 2)}"
    limits = values_text(values, language)
    return limits if value is None else f"≈ {about(value, language, 2)} ({limits})"


def text(audits: Sequence[Audited], language: Language) -> str:
    """Return every figure with its verdict, its sentence and the reason of what is expected."""
    return "\n\n".join(["\n".join(_lines(one, language)) for one in audits]) + "\n"


def _lines(audited: Audited, language: Language) -> Iterator[str]:
    yield f"{audited.title.in_(language)} ({audited.source})"
    yield ""
    for one in audited.judged:
        yield f"{one.figure.id}  [{VERDICT_NAMES[one.verdict].in_(language)}]  “{one.figure.says}”"
        yield f"    {sentence(one.finding, language)}"
        if one.figure.because is not None:
            yield f"    {one.figure.because.in_(language)}"
        if not one.as_expected:
            yield f"    {_unexpected(one, language)}"
    yield ""
    yield counted(audited.judged, language)


def _unexpected(one: Judged, language: Language) -> str:
    expected = VERDICT_NAMES[one.figure.expect].in_(language)
    return Text(vi=f"! chờ đợi kết luận: {expected}", en=f"! expected: {expected}").in_(language)


def counted(judged: Iterable[Judged], language: Language) -> str:
    """Return how often each verdict was given, in one line."""
    found = counts(judged)
    total = Text(vi="số liệu", en="figures").in_(language)
    parts = [
        f"{number} {VERDICT_NAMES[verdict].in_(language)}" for verdict, number in found.items()
    ]
    return f"{sum(found.values())} {total}: {', '.join(parts)}"


def print_tables(console: Console, audits: Sequence[Audited], language: Language) -> None:
    """Print one table for each document, with the counts below it."""
    heads = Text(
        vi="Mã|Loại|Kết luận|Tính lại hoặc suy ra", en="Id|Kind|Verdict|Recomputed or implied"
    )
    for audited in audits:
        title = escape(audited.title.in_(language))
        table = Table(title=title, box=SIMPLE_HEAD, pad_edge=False, title_justify="left")
        for head in heads.in_(language).split("|"):
            table.add_column(head, overflow="fold")
        for one in audited.judged:
            mark = "" if one.as_expected else " !"
            verdict = VERDICT_NAMES[one.verdict].in_(language) + mark
            table.add_row(one.figure.id, one.figure.kind, verdict, _result(one.finding, language))
        console.print(table)
        console.print(counted(audited.judged, language))


def _result(found: Finding, language: Language) -> str:
    if found.implied is not None and found.hidden is not None:
        return f"{found.hidden.in_(language)} {_implied(found, language)}"
    if found.recomputed is not None:
        decimals = 0 if found.printed is None else found.printed.decimals
        return f"{found.equation.in_(language)} = {about(found.recomputed, language, decimals)}"
    return found.equation.in_(language)


def document(audited: Audited) -> dict[str, Any]:
    """Return one audit as plain data; numbers travel as strings."""
    return {
        "file": str(audited.file),
        "title": {"vi": audited.title.vi, "en": audited.title.en},
        "source": audited.source,
        "figures": [_figure(one) for one in audited.judged],
        "counts": {str(verdict): number for verdict, number in counts(audited.judged).items()},
    }


def _figure(one: Judged) -> dict[str, Any]:
    found, figure = one.finding, one.figure
    because = figure.because
    return {
        "id": figure.id,
        "kind": figure.kind,
        "says": figure.says,
        "source": figure.source,
        "verdict": str(one.verdict),
        "expected": str(figure.expect),
        "as_expected": one.as_expected,
        **_finding(found),
        "readings": [{"reading": _both(name), **_finding(f)} for name, f in found.readings],
        "because": None if because is None else _both(because),
    }


def _finding(found: Finding) -> dict[str, Any]:
    values = found.implied
    return {
        "equation": _both(found.equation),
        "printed": None if found.printed is None else shown(found.printed).en,
        "recomputed": _number(found.recomputed),
        "hidden": None if found.hidden is None else _both(found.hidden),
        "implied": None
        if values is None
        else {
            "low": _number(values.low),
            "high": _number(values.high),
            "low_in": values.low_in,
            "high_in": values.high_in,
        },
        "off": _number(found.off),
        "sentence": {"vi": sentence(found, "vi"), "en": sentence(found, "en")},
    }


def _both(words: Text) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}


def _number(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def json_text(audits: Sequence[Audited]) -> str:
    """Return all audits as one JSON document, with the counts of all of them."""
    everything = counts(one for audited in audits for one in audited.judged)
    data = {
        "audits": [document(one) for one in audits],
        "counts": {str(verdict): number for verdict, number in everything.items()},
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
