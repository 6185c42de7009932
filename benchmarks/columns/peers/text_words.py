"""The sheet as texts of an expression language; engines differ in how a word is spelt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.columns.peers.float_words import points, total
from benchmarks.columns.peers.integer_words import items


class Text:
    """An expression under construction."""

    def __init__(self, text: object, both: str = "and") -> None:
        self.text, self.both = str(text), both

    def __str__(self) -> str:
        return self.text

    def _two(self, sign: str, other: object) -> Text:
        return Text(f"({self} {sign} {other})", self.both)

    def __add__(self, other: object) -> Text:
        return self._two("+", other)

    def __sub__(self, other: object) -> Text:
        return self._two("-", other)

    def __mul__(self, other: object) -> Text:
        return self._two("*", other)

    def __truediv__(self, other: object) -> Text:
        return self._two("/", other)

    def __gt__(self, other: object) -> Text:
        return self._two(">", other)

    def __ge__(self, other: object) -> Text:
        return self._two(">=", other)

    def __and__(self, other: object) -> Text:
        return self._two(self.both, other)


def expressions(sheet: Mapping[str, Any], words: Any, rounded: Any) -> dict[str, str]:
    """Return the expression of every criterion, and of the total from their names."""
    found = {
        item["id"]: str(rounded(points(item, lambda name: Text(plain(name)), words)))
        for item in items(sheet)
    }
    return found | {"total": str(total(sheet, Text, words))}


def plain(name: str) -> str:
    """Return the name of a column as an identifier."""
    return name.replace(":", "_")
