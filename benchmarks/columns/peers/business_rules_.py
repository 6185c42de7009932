"""business-rules: conditions choose actions; amounts are computed by variables, as its guide says.

Bands, yes-or-no criteria and bonuses are rules with conditions; proportions are variables whose value an
action awards. Its numbers are floats or decimals compared with a tolerance of a millionth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa
from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_TEXT
from business_rules.variables import BaseVariables, numeric_rule_variable

from benchmarks.columns.peers.decimal_loop import Words, rows_of
from benchmarks.columns.peers.float_words import points, total
from benchmarks.columns.peers.integer_words import items, scales

CENT = Decimal("0.01")


def prepare(
    sheet: Mapping[str, Any], table: pa.Table
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, int], Any]]:
    """Return how to score row by row."""
    rows = rows_of(table, scales(sheet))
    variables, rules = _variables(sheet), _rules(sheet)

    def run() -> list[dict[str, Decimal]]:
        found = []
        for row in rows:
            scored: dict[str, Decimal] = {item["id"]: Decimal(0) for item in items(sheet)}
            run_all(
                rule_list=rules,
                defined_variables=variables(row),
                defined_actions=Actions(scored, row, sheet),
            )
            scored["total"] = total(sheet, scored.__getitem__, Words)
            found.append(scored)
        return found

    def hundredths(found: list[dict[str, Decimal]], most: int) -> dict[str, Any]:
        return {name: [int(row[name] * 100) for row in found[:most]] for name in found[0]}

    return run, run, hundredths


class Actions(BaseActions):  # type: ignore[misc]
    """What rules do: award fixed points, or those that a formula gives."""

    def __init__(
        self, scored: dict[str, Decimal], row: Mapping[str, Decimal], sheet: Mapping[str, Any]
    ) -> None:
        self.scored, self.row = scored, row
        self.items = {item["id"]: item for item in items(sheet)}

    @rule_action(params={"item": FIELD_TEXT, "points": FIELD_TEXT})  # type: ignore[untyped-decorator]
    def award(self, item: str, points: str) -> None:
        """Award fixed points."""
        self.scored[item] = Decimal(points)

    @rule_action(params={"item": FIELD_TEXT})  # type: ignore[untyped-decorator]
    def compute(self, item: str) -> None:
        """Award what the formula of a criterion gives."""
        own = points(self.items[item], self.row.__getitem__, Words)
        self.scored[item] = own.quantize(CENT, ROUND_HALF_UP)


def _variables(sheet: Mapping[str, Any]) -> type:
    def variable(column: str) -> Any:
        def read(self: Any) -> Decimal:
            return self.row[column]

        read.__name__ = column
        return numeric_rule_variable(read)

    def start(self: Any, row: Mapping[str, Decimal]) -> None:
        self.row = row

    names = [column["name"] for column in sheet["columns"]]
    return type(
        "Variables",
        (BaseVariables,),
        {"__init__": start} | {name: variable(name) for name in names},
    )


def _rules(sheet: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for item in items(sheet):
        own = item["columns"]
        if item["kind"] == "bands":
            high: str | None = None
            for limit, given in item["settings"].items():
                conditions = [_condition(own["value"], "greater_than_or_equal_to", limit)]
                if high is not None:
                    conditions.append(_condition(own["value"], "less_than", high))
                found.append(_rule(conditions, "award", item=item["id"], points=given))
                high = limit
        elif item["kind"] == "all_of":
            conditions = [_condition(name, "equal_to", "1") for name in own.values()]
            found.append(_rule(conditions, "award", item=item["id"], points=item["points"]))
        elif item["kind"] == "stepped":
            conditions = [_condition(own["value"], "greater_than", item["settings"]["over"])]
            found.append(_rule(conditions, "compute", item=item["id"]))
        else:
            first = next(iter(own.values()))
            conditions = [_condition(first, "greater_than_or_equal_to", "0")]
            found.append(_rule(conditions, "compute", item=item["id"]))
    return found


def _condition(name: str, operator: str, value: str) -> dict[str, Any]:
    return {"name": name, "operator": operator, "value": Decimal(value)}


def _rule(conditions: list[dict[str, Any]], action: str, **params: str) -> dict[str, Any]:
    return {"conditions": {"all": conditions}, "actions": [{"name": action, "params": params}]}
