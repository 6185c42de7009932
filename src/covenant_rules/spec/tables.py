"""`table:`, `levels:` and `rows:`: tables as sheets write them, proved to cover their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from covenant_rules.errors import NumberError
from covenant_rules.formula.reading import Shape
from covenant_rules.formula.table import EVERYTHING, Band, Row, Table, Values, coverage
from covenant_rules.quantity import Quantity
from covenant_rules.spec.evidence import number
from covenant_rules.spec.scope import Scope
from covenant_rules.spec.source import PathKey, Plain, Scalar
from covenant_rules.text import Language, Text

OTHERWISE = "otherwise"
MOST_NAMED = 4

Rows = list[tuple[Row, PathKey]]


def table(
    shape: Shape, value: Plain, path: PathKey, columns: Mapping[str, Quantity], scope: Scope
) -> Table | None:
    """Return the table that *value* writes over *columns*, proved; None with the problems added."""
    reader = {
        Shape.BANDS: _bands,
        Shape.LEVELS: _bands,
        Shape.GRID: _grid,
        Shape.DECISION: _decision,
    }[shape]
    before = len(scope.problems.found)
    rows, otherwise = reader(value, path, columns, scope)
    if len(scope.problems.found) > before:
        return None
    if not rows:
        scope.problems.add("E334", path, key=True)
        return None
    found = Table(tuple(columns), tuple(row for row, _ in rows), otherwise)
    return _proved(found, rows, path, columns, scope, first_wins=shape is Shape.DECISION)


def _bands(
    value: Plain, path: PathKey, columns: Mapping[str, Quantity], scope: Scope
) -> tuple[Rows, Fraction | None]:
    (quantity,) = columns.values()
    rows: Rows = []
    otherwise: Fraction | None = None
    for key, given in _entries(value, path, scope):
        points = number(given, (*path, key), scope)
        if points is None:
            continue
        if key == OTHERWISE:
            otherwise = points
            continue
        band = _band(key, (*path, key), quantity, scope)
        if band is not None:
            rows.append((Row((band,), points), (*path, key)))
    return rows, otherwise


def _grid(
    value: Plain, path: PathKey, columns: Mapping[str, Quantity], scope: Scope
) -> tuple[Rows, Fraction | None]:
    across = dict(list(columns.items())[1:])
    down = next(iter(columns.values()))
    rows: Rows = []
    otherwise: Fraction | None = None
    for key, given in _entries(value, path, scope):
        if key == OTHERWISE:
            otherwise = number(given, (*path, key), scope)
            continue
        band = _band(key, (*path, key), down, scope)
        cells, rest = _bands(given, (*path, key), across, scope)
        if rest is not None:
            scope.problems.add("E335", (*path, key, OTHERWISE), key=True)
        if band is not None:
            rows += [(evolve(cell, bands=(band, *cell.bands)), place) for cell, place in cells]
    return rows, otherwise


def _decision(
    value: Plain, path: PathKey, columns: Mapping[str, Quantity], scope: Scope
) -> tuple[Rows, Fraction | None]:
    rows: Rows = []
    otherwise: Fraction | None = None
    if not isinstance(value, list):
        scope.problems.add("E337", path)
        return rows, otherwise
    for position, given in enumerate(value):
        here = (*path, position)
        if isinstance(given, dict) and set(given) == {OTHERWISE} and position == len(value) - 1:
            otherwise = number(given[OTHERWISE], (*here, OTHERWISE), scope)
            continue
        conditions = given.get("when") if isinstance(given, dict) else None
        if (
            not isinstance(given, dict)
            or set(given) != {"when", "points"}
            or not isinstance(conditions, dict)
        ):
            scope.problems.add("E337", here)
            continue
        points = number(given["points"], (*here, "points"), scope)
        bands = dict.fromkeys(columns, EVERYTHING)
        for column, text in conditions.items():
            place = (*here, "when", column)
            if column not in columns:
                scope.problems.add(
                    "E338", place, key=True, column=column, columns=", ".join(columns)
                )
                continue
            band = _band(
                text.text if isinstance(text, Scalar) else "", place, columns[column], scope
            )
            bands[column] = band or EVERYTHING
        if points is not None:
            rows.append((Row(tuple(bands.values()), points), here))
    return rows, otherwise


def _entries(value: Plain, path: PathKey, scope: Scope) -> list[tuple[str, Plain]]:
    if not isinstance(value, dict):
        scope.problems.add("E339", path)
        return []
    return list(value.items())


def _band(text: str, path: PathKey, quantity: Quantity, scope: Scope) -> Band | None:
    try:
        return Band.parse(text, quantity.read)
    except NumberError as error:
        if any(found.code == "E151" for found in error.diagnostics):
            scope.problems.add("E331", path, key=True, band=text)
            return None
        span = scope.problems.places.of_key(path)
        scope.problems.found.extend([evolve(found, span=span) for found in error.diagnostics])
        return None


def _proved(
    found: Table,
    rows: Rows,
    path: PathKey,
    columns: Mapping[str, Quantity],
    scope: Scope,
    *,
    first_wins: bool,
) -> Table | None:
    try:
        result = coverage(found, columns)
    except NumberError as error:
        span = scope.problems.places.of_key(path)
        scope.problems.found.extend([evolve(one, span=span) for one in error.diagnostics])
        return None
    places = scope.problems.places
    for position in result.idle:
        scope.problems.add("W330", rows[position][1], key=True)
    failed = False
    if result.uncovered and found.otherwise is None:
        failed = True
        scope.problems.add("E330", path, key=True, value=_gaps(result.gaps, columns))
    if result.doubled and not first_wins:
        failed = True
        values = result.doubled[0]
        holding = [place for row, place in rows if row.holds(values)]
        scope.problems.add(
            "E333",
            holding[-1],
            key=True,
            related=(places.of_key(holding[0]),),
            value=_gaps([(values, values)], columns),
        )
    return None if failed else found


def _gaps(gaps: Sequence[tuple[Values, Values]], columns: Mapping[str, Quantity]) -> Text:
    """Return the first few gaps in words, such as `0..69.99; 90` or `monthly 1, quarterly 0`."""

    def one(values: Values, language: Language) -> str:
        shown = [
            (name, quantity.format(value, language))
            for (name, quantity), value in zip(columns.items(), values, strict=True)
        ]
        return shown[0][1] if len(shown) == 1 else ", ".join(f"{n} {value}" for n, value in shown)

    def gap(first: Values, last: Values, language: Language) -> str:
        # Between the probes of a quantity without a grain lies more than they show.
        grained = all(quantity.grain is not None for quantity in columns.values())
        ends = (first, last) if grained and first != last else (first,)
        return "..".join(one(end, language) for end in ends)

    def every(language: Language) -> str:
        shown = [gap(first, last, language) for first, last in gaps[:MOST_NAMED]]
        return "; ".join(shown) + ("; …" if len(gaps) > MOST_NAMED else "")

    return Text.each(every)
