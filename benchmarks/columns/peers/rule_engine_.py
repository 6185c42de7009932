"""rule-engine: an expression for each criterion and one for the total; its numbers are decimals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import rule_engine

from benchmarks.columns.peers.integer_words import items, scales
from benchmarks.columns.peers.text_words import Text, expressions, plain


class Words:
    """The words of rule-engine; it has no rounding, so the floor after adding a half stands for it."""

    number = staticmethod(Text)

    @staticmethod
    def least(a: Any, b: Any) -> Text:
        """Return the smaller of two values."""
        return Text(f"$min([{a}, {b}])")

    @staticmethod
    def most(a: Any, b: Any) -> Text:
        """Return the greater of two values."""
        return Text(f"$max([{a}, {b}])")

    @staticmethod
    def when(condition: Any, then: Any, otherwise: Any) -> Text:
        """Return *then* where the condition holds."""
        return Text(f"({condition} ? {then} : {otherwise})")

    @staticmethod
    def whole(a: Any) -> Text:
        """Return the floor."""
        return Text(f"({a} // 1)")

    @staticmethod
    def share(part: Any, whole: Any, if_zero: Any) -> Text:
        """Return a quotient, or *if_zero* where its divisor is zero."""
        return Text(f"({whole} == 0 ? {if_zero} : {part} / {whole})")


def prepare(
    sheet: Mapping[str, Any], table: pa.Table
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, int], Any]]:
    """Return how to score row by row."""
    scale = scales(sheet)
    penalties = {item["id"] for item in items(sheet) if item["kind"] == "per_case"}
    found = expressions(sheet, Words, lambda text: f"((({text}) * 100 + 0.5) // 1) / 100")
    rules = {name: rule_engine.Rule(text) for name, text in found.items() if name not in penalties}
    plain_texts = expressions(
        sheet, Words, lambda text: text
    )  # a penalty has no hundredths to round
    rules |= {name: rule_engine.Rule(plain_texts[name]) for name in penalties}
    columns = {
        plain(name): [Decimal(v) / scale[name] for v in table.column(name).to_pylist()]
        for name in table.column_names
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    names = [item["id"] for item in items(sheet)]

    def run() -> list[dict[str, Any]]:
        scored = []
        for row in rows:
            own = {name: rules[name].evaluate(row) for name in names}
            own["total"] = rules["total"].evaluate(own)
            scored.append(own)
        return scored

    def hundredths(done: list[dict[str, Any]], most: int) -> dict[str, Any]:
        return {
            name: [round(float(row[name]) * 100) for row in done[:most]]
            for name in (*names, "total")
        }

    return run, run, hundredths
