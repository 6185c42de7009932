"""The roll: who signed what, so that every row of a frame finds its registration.

Without registrations there is one for all rows: nothing filled, nothing promised, active all year.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from covenant_rules.columns.masks import arrays, nothing, picked
from covenant_rules.columns.names import Vocabulary, union, vocabulary
from covenant_rules.columns.numbers import Known, Numbers
from covenant_rules.covenant import Covenant
from covenant_rules.registration import Registration, fill
from covenant_rules.text import Text, normalise

Ints = np.ndarray[Any, Any]
ANYONE = Registration("", Text.same(""))


@frozen(eq=False)
class Roll:
    """Registrations with the sheets that they make.

    Attributes:
        registrations: who signed; a single `ANYONE` where none are given.
        forms: the sheet with its slots filled in each of the ways in which somebody filled them.
        form_of: for each registration the number of its form.
        vocabularies: for each form the names that its units may use.
        known: the names that some unit may use.
    """

    registrations: tuple[Registration, ...]
    forms: tuple[Covenant, ...]
    form_of: Ints
    vocabularies: tuple[Vocabulary, ...]
    known: Vocabulary

    @property
    def is_named(self) -> bool:
        """Whether registrations are given."""
        return self.registrations[0] is not ANYONE

    def find(self, units: pa.Array) -> Ints | None:
        """Return for each of *units* the number of its registration, -1 for none; None for `ANYONE`."""
        if not self.is_named:
            return None
        known = pa.array([one.unit for one in self.registrations], pa.string())
        given = pc.utf8_normalize(pc.utf8_trim_whitespace(units.cast(pa.string())), form="NFC")
        found = pc.index_in(given, value_set=known).fill_null(-1)
        return np.asarray(found.to_numpy(zero_copy_only=False))

    def say(
        self, of: Callable[[Registration], Fraction | int | None], who: Ints | None, rows: int
    ) -> Known:
        """Return what *of* says of the registration of each row: one number where all say the same."""
        said = [of(one) for one in self.registrations]
        first = said[0]
        if first is not None and all(one == first for one in said):
            return first
        if who is None or not any(one is not None for one in said):
            return nothing(rows)
        found: Numbers = picked(arrays(Numbers.of(said)), who)
        return found


def roll(covenant: Covenant, registrations: Sequence[Registration]) -> Roll:
    """Return the roll of *registrations*; without any, that of `ANYONE`."""
    everyone = tuple(registrations) or (ANYONE,)
    forms: dict[object, Covenant] = {}
    numbers = []
    for one in everyone:
        key = tuple(sorted(one.slots.items(), key=lambda item: item[0]))
        if key not in forms:
            forms[key] = fill(covenant, one)
        numbers.append(list(forms).index(key))
    own = tuple(vocabulary(form, registered=bool(registrations)) for form in forms.values())
    return Roll(everyone, tuple(forms.values()), np.array(numbers), own, union(own))


def as_id(value: object) -> str:
    """Return a unit's id as registrations write it."""
    return normalise(str(value).strip())
