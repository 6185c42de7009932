"""Values that only `otherwise` catches although bands stand on both sides of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from covenant_rules.covenant import Covenant, Line
from covenant_rules.formula.reading import Shape
from covenant_rules.formula.table import Table, Values
from covenant_rules.formula.tree import Apply, arrange
from covenant_rules.quantity import Quantity
from covenant_rules.spec.lints.spots import spots
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.tables import OTHERWISE
from covenant_rules.text import Language, Text, exact_text

MOST_NAMED = 4
SHAPES = (Shape.BANDS, Shape.GRID)


def hidden_gaps(covenant: Covenant, problems: Problems) -> None:
    """Name values between two bands that `otherwise` decides, as if they had been forgotten."""
    for spot in spots(covenant, problems.places):
        for line, path in spot.lines:
            for table in _tables(line):
                columns = {name: line.sources[name].quantity for name in table.columns}
                gaps = list(_between(table, columns))
                if gaps and table.otherwise is not None:
                    problems.add(
                        "W332", (*path, "with", "table", OTHERWISE), key=True,
                        points=exact_text(table.otherwise), value=_words(gaps, columns),
                    )  # fmt: skip


def _tables(line: Line) -> Iterator[Table]:
    shapes = [p.table.shape for p in line.rule.settings if p.table is not None]
    if not shapes or shapes[0] not in SHAPES:
        return
    for node in arrange([line.formula]):
        data = node.data if isinstance(node, Apply) else None
        if isinstance(data, Table) and {*data.columns} <= {*line.sources}:
            yield data


def _between(table: Table, columns: Mapping[str, Quantity]) -> Iterator[Values]:
    """Yield the first value of every gap that has, along some column, bands before and after it."""
    axes = [
        quantity.probes([x for row in table.rows for x in row.bands[position].limits])
        for position, quantity in enumerate(columns.values())
    ]
    for position, axis in enumerate(axes):
        rest = [*axes[:position], [axis[0]], *axes[position + 1 :]]
        for fixed in product(*rest):
            along = [(*fixed[:position], value, *fixed[position + 1 :]) for value in axis]
            held = [table.find(values) is not None for values in along]
            if True not in held:
                continue
            first, last = held.index(True), len(held) - 1 - held[::-1].index(True)
            yield from (along[n] for n in range(first, last) if not held[n] and held[n - 1])


def _words(gaps: list[Values], columns: Mapping[str, Quantity]) -> Text:
    def one(values: Values, language: Language) -> str:
        shown = [q.format(v, language) for q, v in zip(columns.values(), values, strict=True)]
        if len(shown) == 1:
            return shown[0]
        return ", ".join(f"{name} {text}" for name, text in zip(columns, shown, strict=True))

    def every(language: Language) -> str:
        unique = dict.fromkeys(one(values, language) for values in gaps)
        named = list(unique)[:MOST_NAMED]
        return "; ".join(named) + ("; …" if len(unique) > MOST_NAMED else "")

    return Text.each(every)
