"""The vocabulary of a program: which facts may be asserted, checked as they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from covenant_rules.diagnostics import Diagnostic, diagnostic, did_you_mean
from covenant_rules.errors import InferenceError
from covenant_rules.inference.facts import LONGEST_TEXT, storable
from covenant_rules.inference.language import Program, Type, Value
from covenant_rules.inference.structure import derived_kinds
from covenant_rules.text import Text

NUMBER = Text(vi="số", en="a number")
TEXT = Text(vi="chữ", en="text")


def type_text(type_: Type) -> Text:
    """Return a type in words."""
    return TEXT if type_ is str else NUMBER


def names(known: Any) -> str:
    """Return names as a list for a reader."""
    return ", ".join(sorted(known)) or "–"


class Vocabulary:
    """The kinds that are asserted, with the types of their fields."""

    def __init__(self, program: Program) -> None:
        """Take the kinds that *program* declares."""
        self._types = {k.name: {f.name: f.type for f in k.fields} for k in program.kinds}
        self._required = {
            k.name: [f.name for f in k.fields if not f.optional] for k in program.kinds
        }
        self._derived = derived_kinds(program)

    def checked(self, kind: str, fields: Mapping[str, Any]) -> dict[str, Value]:
        """Return the fields of a fact as engines hold them.

        Raises:
            InferenceError: everything that is wrong with the fact.
        """
        types = self._types.get(kind)
        if types is None:
            raise InferenceError(self._no_kind(kind))
        stored = {name: storable(value) for name, value in fields.items() if name in types}
        wrong = [
            *(self._no_field(kind, name) for name in fields if name not in types),
            *(
                diagnostic("E866", kind=kind, field=name, fields=names(self._required[kind]))
                for name in self._required[kind]
                if name not in fields
            ),
            *(
                _refused(n, fields[n], types[n])
                for n, v in stored.items()
                if type(v) is not types[n]
            ),
        ]
        if wrong:
            raise InferenceError(wrong)
        return {name: value for name, value in stored.items() if value is not None}

    def _no_kind(self, kind: str) -> Diagnostic:
        if kind in self._derived:
            return diagnostic("E860", kind=kind, rule=self._derived[kind][0].name)
        near = did_you_mean(str(kind), self._types)
        return diagnostic("E851", kind=kind, kinds=names(self._types), suggestion=near)

    def _no_field(self, kind: str, name: str) -> Diagnostic:
        types = self._types[kind]
        near = did_you_mean(str(name), types)
        return diagnostic("E852", kind=kind, field=name, fields=names(types), suggestion=near)


def _refused(name: str, value: Any, type_: Type) -> Diagnostic:
    """Return why a value is not taken: none that engines hold, or of the other type."""
    shown = shortened(value)
    if storable(value) is None:
        return diagnostic("E862", field=name, value=shown, most=LONGEST_TEXT)
    return diagnostic(
        "E853",
        left=name,
        left_type=type_text(type_),
        right=shown,
        right_type=type_text(type(value)),
    )


def shortened(value: Any) -> str:
    """Return a value for a message, however long it is."""
    most = 60
    shown = repr(value)
    return shown if len(shown) <= most else f"{shown[:most]}…"
