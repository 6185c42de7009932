"""The generated covenant: criteria of nine kinds, written with the rules of `core`.

The same sheet exists twice: as `covenant.yaml`, which the library loads like any other, and as plain
data, from which every other engine writes it in its own idiom.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

# The greatest amount of money that a variant reports. The widest provincial budgets are near 10^14 đồng.
VARIANTS = {"plain": 10**6, "wide": 4 * 10**18, "huge": 10**21}
"""plain: everything small; wide: values beyond 2^53; huge: values beyond 2^63."""

KINDS = (
    "proportional", "declining", "stepped", "bands", "linear", "reduction", "per_case", "all_of", "year_on_year",
)  # fmt: skip
PER_CONTENT = 5
DECIMALS = 2


@dataclass(frozen=True)
class Column:
    """One column of evidence: integers, which are so many *scale*-ths of the unit."""

    name: str
    unit: str
    high: int  # in whole units
    scale: int = 1


@dataclass(frozen=True)
class Item:
    """One criterion, with its only line: numbers in *settings* are exact decimals as text."""

    id: str
    kind: str
    points: str
    columns: dict[str, str]
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """One content: its criteria, and the caps on their sums, where there is something to cap."""

    id: str
    items: tuple[Item, ...]
    caps: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A generated covenant."""

    lines: int
    variant: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All criteria, in the order of the sheet."""
        return tuple(item for group in self.groups for item in group.items)

    def as_json(self) -> str:
        """Return the sheet as plain data for other engines."""
        return json.dumps(asdict(self))


def sheet(lines: int, variant: str) -> Sheet:
    """Return a sheet of so many criteria, the nine kinds in turn, five to a content."""
    columns: list[Column] = []
    items = []
    for number in range(1, lines + 1):
        kind = KINDS[(number - 1) % len(KINDS)]
        item, own = _ITEM[kind](f"k{number}", VARIANTS[variant])
        items.append(item)
        columns += own
    groups = []
    for first in range(0, lines, PER_CONTENT):
        own_items = tuple(items[first : first + PER_CONTENT])
        groups.append(Group(f"c{len(groups) + 1}", own_items, _caps(own_items)))
    return Sheet(lines, variant, tuple(columns), tuple(groups))


def _caps(items: Sequence[Item]) -> dict[str, str]:
    standard = sum(float(item.points) for item in items)
    caps = {}
    if any(item.kind == "stepped" for item in items):
        caps |= {"bonus": "1.5", "ceiling": str(int(standard) + 1)}
    if any(item.kind == "per_case" for item in items):
        caps |= {"penalty": "1.5"}
    return caps


def _proportional(name: str, most: int) -> tuple[Item, Sequence[Column]]:
    actual, target = Column(f"{name}_actual", "money", most), f"target:{name}:target"
    return (
        Item(name, "proportional", "20", {"actual": actual.name, "target": target}),
        (actual, Column(target, "money", most)),
    )


def _declining(name: str, _: int) -> tuple[Item, Sequence[Column]]:
    cases = Column(f"{name}_cases", "count", 1000)
    return Item(name, "declining", "10", {"count": cases.name}, {"each": "0.75"}), (cases,)


def _stepped(name: str, _: int) -> tuple[Item, Sequence[Column]]:
    value = Column(f"{name}_percent", "percent", 150, 10)
    settings = {"over": "100", "first": "0.5", "step": "2.5", "each": "0.25"}
    return Item(name, "stepped", "0", {"value": value.name}, settings), (value,)


def _bands(name: str, _: int) -> tuple[Item, Sequence[Column]]:
    value = Column(f"{name}_percent", "percent", 100, 10)
    settings = {"98": "15", "95": "13.5", "90": "11.25", "80": "7.5", "70": "3.75"}
    return Item(name, "bands", "15", {"value": value.name}, settings), (value,)


def _linear(name: str, most: int) -> tuple[Item, Sequence[Column]]:
    actual = Column(f"{name}_actual", "money", most)
    settings = {"worst": str(most // 5), "best": str(most // 5 * 4)}
    return Item(name, "linear", "12.5", {"actual": actual.name}, settings), (actual,)


def _reduction(name: str, most: int) -> tuple[Item, Sequence[Column]]:
    actual, target = Column(f"{name}_actual", "money", most), f"target:{name}:target"
    return (
        Item(name, "reduction", "10", {"actual": actual.name, "target": target}),
        (actual, Column(target, "money", most)),
    )


def _per_case(name: str, _: int) -> tuple[Item, Sequence[Column]]:
    cases = Column(f"{name}_cases", "count", 1000)
    return Item(name, "per_case", "0", {"count": cases.name}, {"each": "0.5", "cap": "2"}), (cases,)


def _all_of(name: str, _: int) -> tuple[Item, Sequence[Column]]:
    columns = {part: f"{name}_{part}" for part in ("first", "second", "third")}
    return (
        Item(name, "all_of", "8", columns),
        [Column(column, "yes_no", 1) for column in columns.values()],
    )


def _year_on_year(name: str, most: int) -> tuple[Item, Sequence[Column]]:
    now, before = Column(f"{name}_now", "money", most), Column(f"{name}_before", "money", most)
    columns = {"now": now.name, "before": before.name}
    return Item(name, "year_on_year", "15", columns, {"target": "105"}), (now, before)


_ITEM = {
    "proportional": _proportional, "declining": _declining, "stepped": _stepped, "bands": _bands,
    "linear": _linear, "reduction": _reduction, "per_case": _per_case, "all_of": _all_of,
    "year_on_year": _year_on_year,
}  # fmt: skip


def write_folder(found: Sheet, folder: Path) -> Path:
    """Write `covenant.yaml` into *folder*, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "covenant.yaml").write_text("\n".join(_yaml(found)) + "\n", encoding="utf-8")
    return folder


def _yaml(found: Sheet) -> Iterator[str]:
    yield f"covenant: benchmark-{found.variant}-{found.lines}"
    yield 'edition: "2026"'
    yield "title: {vi: Giao ước tạo sinh để đo tốc độ, en: A generated covenant for measuring}"
    yield f"rounding: {{decimals: {DECIMALS}, mode: half_up, at: criterion}}"
    yield "ranking: {method: competition, precision: rounded, ties: shared}"
    yield "when_missing: pending"
    yield "measures:"
    for column in found.columns:
        if column.name.startswith("target:"):
            continue
        decimals = len(str(column.scale)) - 1
        limits = "" if column.unit == "yes_no" else f", low: 0, high: {column.high}"
        limits += f", decimals: {decimals}" if decimals else ""
        title = f"{{vi: Số liệu {column.name}, en: Figure {column.name}}}"
        yield f"  {column.name}: {{title: {title}, unit: {column.unit}{limits}}}"
    yield "contents:"
    for group in found.groups:
        yield f"  - id: {group.id}"
        yield f"    title: {{vi: Nội dung {group.id}, en: Content {group.id}}}"
        yield f"    points: {sum(float(item.points) for item in group.items):g}"
        if group.caps:
            yield f"    limits: {{{', '.join(f'{cap}: {value}' for cap, value in group.caps.items())}}}"
        yield "    criteria:"
        for item in group.items:
            yield f"      - id: {item.id}"
            yield f"        title: {{vi: Tiêu chí {item.id}, en: Criterion {item.id}}}"
            yield f"        points: {item.points}"
            yield from (f"        {line}" for line in _line(item))


def _line(item: Item) -> Iterator[str]:
    columns, settings = item.columns, item.settings
    match item.kind:
        case "proportional":
            yield "rule: core.proportional"
            yield "with: {target: registered, exceed: stop}"
            yield f"from: {{actual: {columns['actual']}}}"
        case "declining":
            yield "rule: core.declining"
            yield f"with: {{each: {settings['each']}}}"
            yield f"from: {{count: {columns['count']}}}"
        case "stepped":
            yield "lines:"
            numbers = ", ".join(f"{key}: {value}" for key, value in settings.items())
            rule = f"with: {{{numbers}}}, from: {{value: {columns['value']}}}"
            yield f"  - {{bonus: core.stepped, id: {item.id}, {rule}}}"
        case "bands":
            yield "rule: core.banded"
            limits = list(settings)
            rows = [f'">= {limits[0]}": {settings[limits[0]]}']
            pairs = zip(limits[1:], limits, strict=False)
            rows += [f'"{low} ..< {high}": {settings[low]}' for low, high in pairs]
            yield f"with: {{table: {{{', '.join(rows)}, otherwise: 0}}}}"
            yield f"from: {{value: {columns['value']}}}"
        case "linear":
            yield "rule: core.scaled"
            yield f"with: {{worst: {settings['worst']}, best: {settings['best']}}}"
            yield f"from: {{actual: {columns['actual']}}}"
        case "reduction":
            yield "rule: core.reduction"
            yield "with: {target: registered}"
            yield f"from: {{actual: {columns['actual']}}}"
        case "per_case":
            yield "lines:"
            rule = f"with: {{each: {settings['each']}}}, from: {{count: {columns['count']}}}"
            yield f"  - {{penalty: core.per_case, id: {item.id}, at_most: {settings['cap']}, {rule}}}"
        case "all_of":
            yield "rule: core.decision"
            yield "with:"
            yield "  rows:"
            every = "{" + ", ".join(f'{part}: "1"' for part in columns) + "}"
            yield f"    - {{when: {every}, points: {item.points}}}"
            yield "    - {otherwise: 0}"
            yield f"from: {{{', '.join(f'{part}: {name}' for part, name in columns.items())}}}"
        case "year_on_year":
            yield "rule: core.proportional"
            yield f"with: {{target: {settings['target']}, exceed: stop}}"
            ratio = f"{{of: {columns['now']}, to: {columns['before']}, if_zero: 100}}"
            yield f"from: {{actual: {{ratio: {ratio}, low: 0, high: 1000}}}}"
