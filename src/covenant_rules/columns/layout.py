"""The layout of a result: its columns with their types, known before the first row is scored.

`unit`, `bloc` (where the frame has one), `status`, `total`, `low`, `high`, `rank`, `rank_best`,
`rank_worst`, `bonus`, `penalty`, `points:ID` of every content, `vetoes` where the sheet has some, and
on demand `line:ID` of every line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm

import pyarrow as pa
from attrs import frozen

from covenant_rules.columns.grain import Grain, decimals_of, grains
from covenant_rules.columns.keys import KeyForm
from covenant_rules.columns.names import Header, Kind
from covenant_rules.columns.plan import Plan
from covenant_rules.columns.ranking import Order
from covenant_rules.columns.results import Form
from covenant_rules.columns.roll import Roll
from covenant_rules.covenant import TieBreaker
from covenant_rules.formula.ranges import ranges
from covenant_rules.formula.tree import Apply, Node, Op
from covenant_rules.interval import Interval, hull
from covenant_rules.spec.cells import BLOC, UNIT
from covenant_rules.switches import Role, switch

TOTAL, EXACT, BONUS, PENALTY = "total", "exact", "bonus", "penalty"
STATUS, VETOES = "status", "vetoes"
RANKS = ("rank", "rank_best", "rank_worst")


@frozen(eq=False)
class Layout:
    """The columns of a result and the keys of its ranks.

    Attributes:
        forms: for each result that is written, by its name, how.
        order: how ranks are taken.
        keys: the result that each tie-breaker compares, by its place.
        vetoes: the lines whose veto may strike.
    """

    unit: pa.DataType
    bloc: pa.DataType | None
    forms: Mapping[str, Form]
    order: Order
    keys: tuple[str, ...]
    vetoes: tuple[str, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The results that a plan is run for."""
        vetoes = [f"veto:{line}" for line in self.vetoes]
        return tuple(dict.fromkeys([TOTAL, EXACT, *self.forms, *self.keys, *vetoes]))

    @property
    def scored(self) -> pa.Schema:
        """The columns of a scored chunk: all but the ranks."""
        fields = [pa.field(UNIT, self.unit, nullable=False)]
        if self.bloc is not None:
            fields.append(pa.field(BLOC, self.bloc, nullable=False))
        fields.append(pa.field(STATUS, pa.string(), nullable=False))
        total = self.forms[TOTAL].type
        fields += [pa.field(name, total) for name in (TOTAL, "low", "high")]
        rest = [name for name in self.forms if name != TOTAL]
        plain = [name for name in rest if not name.startswith("line:")]
        fields += [pa.field(name, self.forms[name].type) for name in plain]
        if self.vetoes:
            fields.append(pa.field(VETOES, pa.string(), nullable=False))
        fields += [pa.field(name, self.forms[name].type) for name in rest if name not in plain]
        return pa.schema(fields)

    @property
    def schema(self) -> pa.Schema:
        """The columns of the result; the ranks stand after the total."""
        fields = list(self.scored)
        after = self.scored.get_field_index("high") + 1
        ranks = [pa.field(name, pa.int32()) for name in RANKS]
        return pa.schema([*fields[:after], *ranks, *fields[after:]])

    @property
    def key_schema(self) -> pa.Schema:
        """The columns of the keys of ranks, `row` telling the units that have a row in the result."""
        fields = [] if self.bloc is None else [pa.field(BLOC, self.bloc)]
        fields += [pa.field("known", pa.bool_()), pa.field("row", pa.bool_())]
        for name in self.order.names:
            is_text = name.endswith(".text")
            fields.append(pa.field(name, pa.string() if is_text else pa.int64()))
        return pa.schema(fields)


def layout(
    roll: Roll,
    plans: Sequence[Plan],
    header: Header,
    types: Mapping[str, pa.DataType],
    *,
    lines: bool,
) -> Layout:
    """Return the layout of the results of a frame.

    Args:
        roll: who may stand in the frame.
        plans: a plan for each form of the sheet, nothing stated.
        header: the columns of the frame.
        types: their types.
        lines: whether the points of every line are wanted.
    """
    covenant = roll.forms[0]
    names = [TOTAL, BONUS, PENALTY, *(f"points:{content.id}" for content in covenant.contents)]
    if lines:
        every = (f"line:{line.id}" for form in roll.forms for line in form.lines)
        has = {name for made in plans for name in made.results}
        names += [name for name in dict.fromkeys(every) if name in has]
    ranking = covenant.ranking
    compared = TOTAL if ranking.rounded else EXACT
    ties = tuple(_result_of(breaker) for breaker in ranking.tie_breakers)
    limits, grain = _proved(plans, {*names, compared, *ties}, roll, header, types)
    total_grain = grain[compared] if ranking.decimals is None else 10**ranking.decimals
    order = Order(
        ranking,
        KeyForm.of(total_grain, limits[compared]),
        tuple(KeyForm.of(grain[tie], limits[tie]) for tie in ties),
    )
    vetoes = dict.fromkeys(line for made in plans for line in made.formula.vetoes)
    return Layout(
        types[UNIT],
        types.get(BLOC),
        {name: Form.of(decimals_of(grain[name]), limits[name]) for name in names},
        order,
        ties,
        tuple(vetoes),
    )


def _result_of(breaker: TieBreaker) -> str:
    if breaker.node is not None:
        return f"{breaker.what}:{breaker.node}"
    return EXACT if breaker.what == "points" else breaker.what


def _proved(
    plans: Sequence[Plan],
    names: set[str],
    roll: Roll,
    header: Header,
    types: Mapping[str, pa.DataType],
) -> tuple[dict[str, Interval], dict[str, Grain]]:
    """Return the limits of results and their grain, over all forms of the sheet."""
    stated = any(word.kind is Kind.STATED for word in header.words.values())
    given = _targets(roll, header, types)
    limits: dict[str, list[Interval]] = {}
    parts: dict[str, list[Grain]] = {}
    for made in plans:
        roots: dict[str, Node] = {n: made.results[n] for n in names if n in made.results}
        ends = ranges(list(roots.values()), {})
        grain = grains(list(roots.values()), given)
        for name, root in roots.items():
            # Stated points may be any number, in place of rounded ones too; the total is still rounded.
            open_end = stated and not (name == TOTAL and _is_rounded(root))
            limits.setdefault(name, []).append(Interval(None, None) if stated else ends[root])
            parts.setdefault(name, []).append(None if open_end else grain[root])
    common = {name: None if None in found else lcm(*found) for name, found in parts.items()}  # type: ignore[arg-type]
    return {name: hull(found) for name, found in limits.items()}, common


def _is_rounded(root: Node) -> bool:
    return isinstance(root, Apply) and root.op is Op.ROUND


def _targets(roll: Roll, header: Header, types: Mapping[str, pa.DataType]) -> dict[str, Grain]:
    """Return the grain of every target: of those signed, and of the column that gives them."""
    columns = {
        word.key: types[name] for name, word in header.words.items() if word.kind is Kind.TARGET
    }
    found: dict[str, Grain] = {}
    for key in roll.known.words[Kind.TARGET]:
        line, _, setting = key.rpartition(".")
        signed = [
            one.targets[line, setting].denominator
            for one in roll.registrations
            if (line, setting) in one.targets
        ]
        column = _grain_of(columns[key]) if key in columns else 1
        open_ = len(signed) < len(roll.registrations) and key not in columns
        grain = None if column is None or open_ else lcm(column, *signed)
        found[switch(Role.TARGET, line, setting).name] = grain
    return found


def _grain_of(kind: pa.DataType) -> Grain:
    if pa.types.is_integer(kind):
        return 1
    return 10**kind.scale if pa.types.is_decimal(kind) else None
