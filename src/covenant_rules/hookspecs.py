"""The one hook: a plugin returns its sector.

pluggy's markers only set an attribute on the function, which is done here by hand so that a rule
can be written and tested without importing pluggy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

PROJECT = "covenant_rules"
HOOK = "covenant_rules_sector"

F = TypeVar("F", bound=Callable[..., object])


def hookimpl(function: F) -> F:
    """Mark *function* as the implementation of the hook `covenant_rules_sector`."""
    options = {
        "wrapper": False,
        "hookwrapper": False,
        "optionalhook": False,
        "tryfirst": False,
        "trylast": False,
        "specname": None,
    }
    setattr(function, f"{PROJECT}_impl", options)
    return function
