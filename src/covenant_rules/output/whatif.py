"""What if, for readers and programs: how often each unit has each rank, and what weights can do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from covenant_rules.bloc import Bloc
from covenant_rules.text import Language, Text, exact_text, number_text

if TYPE_CHECKING:
    from covenant_rules.columns.whatif import Reachable, Scenarios
    from covenant_rules.columns.whatif.weights import Place

_WORDS = {
    "scenarios": Text(vi="{} kịch bản", en="{} scenarios"),
    "drawn": Text(vi="rút ngẫu nhiên, hạt giống {}", en="drawn, seed {}"),
    "every": Text(vi="mọi tổ hợp", en="all combinations"),
    "unit": Text(vi="đơn vị", en="unit"),
    "places": Text(vi="hạng", en="places"),
    "shares": Text(vi="tỷ lệ kịch bản ở mỗi hạng", en="share of scenarios at each rank"),
    "open": Text(vi="chưa xác định", en="not decided"),
    "classes": Text(
        vi="tỷ lệ kịch bản ở mỗi mức xếp loại, chỉ xét theo điểm",
        en="share of scenarios in each class, by points alone",
    ),
    "best": Text(vi="hạng tốt nhất", en="best place"),
    "worst": Text(vi="hạng kém nhất", en="worst place"),
    "weights": Text(vi="Thứ hạng theo trọng số trong giới hạn", en="Places that weights within the limits can give"),
    "no_better": Text(vi="{} (không thể quá {})", en="{} (cannot pass {})"),
    "bent": Text(
        vi="Giới hạn điểm có thể cắt tổng điểm của {}: chứng minh được khoảng, không phải hạng chính xác.",
        en="A cap may bend the totals of {}: the range is proved, not the very place.",
    ),
}  # fmt: skip


_KINDS = {
    "setting": Text(vi="tham số", en="setting"),
    "standard": Text(vi="điểm chuẩn", en="standard points"),
    "band": Text(vi="điểm của mức", en="points of the band"),
    "threshold": Text(vi="giới hạn của mức", en="limit of the bands"),
    "cap": Text(vi="giới hạn điểm", en="cap"),
    "weight": Text(vi="trọng số", en="weight"),
    "target": Text(vi="chỉ tiêu đăng ký", en="registered target"),
    "evidence": Text(vi="số liệu báo cáo", en="reported figure"),
}


def _say(key: str, language: Language, *values: object) -> str:
    return _WORDS[key].in_(language).format(*values)


def print_scenarios(console: Console, found: Scenarios, language: Language) -> None:
    """Print in what share of the scenarios each unit has each rank."""
    drawn = (
        _say("every", language)
        if found.draws is None
        else _say("drawn", language, found.draws.seed)
    )
    console.print(escape(found.bloc.covenant.title.in_(language)))
    console.print(f"{_say('scenarios', language, len(found))}, {drawn}")
    for one in found.assumptions:
        kind, _, rest = one.title.partition(" ")
        console.print(f"- {_KINDS[kind].in_(language)} {escape(rest)}: {one.range}")
    titles = {r.unit: r.title.in_(language) for r in found.bloc.registrations}
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("unit", "places", "shares"):
        table.add_column(_say(name, language), overflow="fold")
    for unit in found.units:
        best, worst = found.extremes(unit)
        shares = ", ".join(
            f"{rank or _say('open', language)}: {_percent(share, language)}"
            for rank, share in found.shares(unit).items()
        )
        table.add_row(escape(titles[unit]), _span(best, worst), shares)
    console.print(table)
    if found.bands is not None:
        console.print(_classes(found, titles, language))


def _classes(found: Scenarios, titles: Mapping[str, str], language: Language) -> Table:
    """Return in what share of the scenarios each unit has each class by its points."""
    policy = found.bloc.awards
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("unit", "classes"):
        table.add_column(_say(name, language), overflow="fold")
    for unit in found.units:
        shares = ", ".join(
            f"{_say('open', language) if one is None or policy is None else policy.title(one).in_(language)}: "
            f"{_percent(share, language)}"
            for one, share in found.class_shares(unit).items()
        )
        table.add_row(escape(titles[unit]), escape(shares))
    return table


def print_reachable(
    console: Console, bloc: Bloc, found: Sequence[Reachable], language: Language
) -> None:
    """Print the best and the worst place of each unit, and weights that give them."""
    titles = {r.unit: r.title.in_(language) for r in bloc.registrations}
    table = Table(
        title=_say("weights", language), box=SIMPLE_HEAD, pad_edge=False, title_justify="left"
    )
    for name in ("unit", "best", "worst"):
        table.add_column(_say(name, language), overflow="fold")
    for one in found:
        table.add_row(
            escape(titles[one.unit]), _place(one.best, language), _place(one.worst, language)
        )
    console.print(table)
    bent = sorted({unit for one in found for unit in one.bent})
    if bent:
        console.print(_say("bent", language, ", ".join(bent)))


def _place(place: Place, language: Language) -> str:
    shown = str(place.attained)
    if not place.exact:
        shown = _say("no_better", language, place.attained, place.bound)
    weights = ", ".join(f"{node} × {exact_text(weight)}" for node, weight in place.weights.items())
    return f"{shown}\n{weights}"


def _span(best: int, worst: int) -> str:
    return str(best) if best == worst else f"{best}–{worst}"


def _percent(share: Fraction, language: Language) -> str:
    tenths = round(share * 1000)
    return f"{number_text(Fraction(tenths, 10), language, 1)} %"


def json_text(scenarios: Scenarios | None, reachable: Sequence[Reachable] | None) -> str:
    """Return both as one document; exact numbers are text."""
    document: dict[str, Any] = {}
    if scenarios is not None:
        draws = scenarios.draws
        document["scenarios"] = {
            "covenant": scenarios.bloc.covenant.id,
            "stage": scenarios.stage,
            "count": len(scenarios),
            "draws": None if draws is None else {"count": draws.count, "seed": draws.seed},
            "assume": [
                {"what": one.title, "range": str(one.range)} for one in scenarios.assumptions
            ],
            "units": [
                {
                    "unit": unit,
                    "best": scenarios.extremes(unit)[0],
                    "worst": scenarios.extremes(unit)[1],
                    "shares": {
                        str(rank): str(share) for rank, share in scenarios.shares(unit).items()
                    },
                    **_class_data(scenarios, unit),
                }
                for unit in scenarios.units
            ],
        }
    if reachable is not None:
        document["weights"] = [
            {
                "unit": one.unit,
                "best": _data(one.best),
                "worst": _data(one.worst),
                "bent": list(one.bent),
            }
            for one in reachable
        ]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _class_data(scenarios: Scenarios, unit: str) -> dict[str, Any]:
    if scenarios.bands is None:
        return {}
    return {"classes": {str(one): str(x) for one, x in scenarios.class_shares(unit).items()}}


def _data(place: Place) -> dict[str, Any]:
    weights = {node: exact_text(weight) for node, weight in place.weights.items()}
    return {
        "bound": place.bound,
        "attained": place.attained,
        "exact": place.exact,
        "weights": weights,
    }
