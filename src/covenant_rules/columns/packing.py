"""Values of this package as bytes that travel to other machines.

They are read with `pickle.loads`, by whoever trusts their sender: the executors of a job trust its driver.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from types import FunctionType, MappingProxyType
from typing import Any


def packed(value: object) -> bytes:
    """Return *value*, such as a covenant with its registrations, as bytes.

    Functions of rules are left behind: scoring never calls them, so no plugin need be there to read it.
    """
    stream = io.BytesIO()
    _Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


class _Pickler(pickle.Pickler):
    """Packs values of this package: read-only mappings as what they hold, functions of rules not at all."""

    def reducer_override(self, value: Any) -> Any:
        """Return how to pack *value*; functions of this module are known everywhere by name."""
        if isinstance(value, MappingProxyType):
            return _read_only, (dict(value),)
        if isinstance(value, FunctionType) and value.__module__ != __name__:
            return _nothing, ()
        return NotImplemented


def _read_only(values: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(values)


def _nothing() -> None:
    """Stand for the function of a rule: scoring never calls it, and its plugin need not be there."""
