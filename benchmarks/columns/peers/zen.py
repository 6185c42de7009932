"""zen-engine: a decision of two expression nodes (criteria, then the total), its own exact decimals."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import zen

from benchmarks.columns.peers.integer_words import items, scales
from benchmarks.columns.peers.text_words import Text, expressions, plain


class Words:
    """The words of the ZEN expression language."""

    number = staticmethod(Text)

    @staticmethod
    def least(a: Any, b: Any) -> Text:
        """Return the smaller of two values."""
        return Text(f"min([{a}, {b}])")

    @staticmethod
    def most(a: Any, b: Any) -> Text:
        """Return the greater of two values."""
        return Text(f"max([{a}, {b}])")

    @staticmethod
    def when(condition: Any, then: Any, otherwise: Any) -> Text:
        """Return *then* where the condition holds."""
        return Text(f"({condition} ? {then} : {otherwise})")

    @staticmethod
    def whole(a: Any) -> Text:
        """Return the floor."""
        return Text(f"floor({a})")

    @staticmethod
    def share(part: Any, whole: Any, if_zero: Any) -> Text:
        """Return a quotient, or *if_zero* where its divisor is zero."""
        return Text(f"({whole} == 0 ? {if_zero} : {part} / {whole})")


def _decision(sheet: Mapping[str, Any]) -> str:
    found = expressions(sheet, Words, lambda text: f"round({text}, 2)")
    total = found.pop("total")

    def node(name: str, own: Mapping[str, str]) -> dict[str, Any]:
        rows = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in own.items()]
        content = {"expressions": rows, "passThrough": True}
        return {
            "id": name,
            "name": name,
            "type": "expressionNode",
            "content": content,
            "position": {"x": 0, "y": 0},
        }

    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        node("criteria", found), node("sum", {"total": total}),
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}},
    ]  # fmt: skip
    pairs = [("in", "criteria"), ("criteria", "sum"), ("sum", "out")]
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairs]
    return json.dumps(
        {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    )


def prepare(
    sheet: Mapping[str, Any], table: pa.Table, *, batch: bool
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, int], Any]]:
    """Return how to score row by row, or all rows in one call where *batch*."""
    text, scale = _decision(sheet), scales(sheet)
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"sheet": json.loads(text)}}})
    columns = {
        plain(name): [v if scale[name] == 1 else v / scale[name] for v in map(int, table.column(name).to_pylist())]
        for name in table.column_names
    }  # fmt: skip
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def run() -> list[dict[str, Any]]:
        if not batch:
            return [engine.evaluate("sheet", row)["result"] for row in rows]
        found = engine.evaluate_batch([{"key": "sheet", "context": row} for row in rows])
        return [one["data"]["result"] for one in found]

    def hundredths(found: list[dict[str, Any]], most: int) -> dict[str, Any]:
        names = [item["id"] for item in items(sheet)] + ["total"]
        return {name: [round(float(row[name]) * 100) for row in found[:most]] for name in names}

    return run, run, hundredths
