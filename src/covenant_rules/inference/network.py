"""One ruleset of durable-rules behind every guard that it needs. Nothing else touches its C module.

What the guards prevent was measured: wrong answers, reads beyond its memory, leaks and locks. So there is
one ruleset for each session and shard, under session id "0"; an opening event fires before the first fact;
facts are asserted one by one and each return code is read; whatever matches is fetched at once, so that
nothing is ever pending when a fact is retracted; no callback, timer, batch or host is used.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
import weakref
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module, metadata
from typing import Any

from covenant_rules.inference.facts import LARGEST_NUMBER, Fact
from covenant_rules.inference.wire import OPEN, Codes, WireRule

PINNED = "2.0.28"
MOST_IDS = 700_000
"""The engine tells facts apart by a 32-bit hash of the id; decimal ids first clash at 797,186."""

FIRST_CLASH = (40_189, 797_186)
SID = "0"
STORED, UNSEEN, OBSERVED = 0, 1, 2

Match = tuple[WireRule, tuple[int, ...]]


class NotUsableError(Exception):
    """durable-rules is not there."""


class NotAsMeasuredError(Exception):
    """durable-rules is there and is not the one that was measured."""


class BrokenEngineError(Exception):
    """The engine answered what it never should."""


@cache
def module() -> Any:
    """Return the C module, once it has shown that it is the one that was measured.

    Raises:
        NotUsableError: it is not installed, or was built for another Python.
        NotAsMeasuredError: it is another release, or behaves differently.
    """
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise NotUsableError("free-threaded Python")
    try:
        version = metadata.version("durable-rules")
        if version != PINNED:
            raise NotAsMeasuredError(f"{version} != {PINNED}")
        engine = _imported()
    except (ImportError, metadata.PackageNotFoundError) as error:
        raise NotUsableError(str(error)) from error
    _check(engine)
    return engine


def _imported() -> Any:
    """Import the C module; on Python 3.13 a symbol that is never used is missing, which may stay unbound."""
    if sys.version_info < (3, 13) or not hasattr(sys, "setdlopenflags"):
        return import_module("durable_rules_engine")
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        return import_module("durable_rules_engine")
    finally:
        sys.setdlopenflags(flags)


def _check(engine: Any) -> None:
    """Run the shapes on which the guards rest; see the canaries for what happens without the guards."""
    first = {"a0": {"$and": [{"kind": 1}, {"$ex": {"f1": 1}}]}}
    joins = [{"$gt": {"f1": {"a0": "f1"}}}, {"one": {"a0": "one"}}]
    second = {"a1": {"$and": [{"kind": 2}, *joins]}}
    large = {"a0": {"$and": [{"kind": 3}, {"f1": LARGEST_NUMBER}]}}
    ruleset = Ruleset(engine, {"pair": {"all": [first, second]}, "large": {"all": [large]}})

    def put(no: int, kind: int, value: int) -> Any:
        return ruleset.insert({"id": str(no), "sid": SID, "kind": kind, "one": 1, "f1": value})

    try:
        found = [put(1, 1, 5), put(2, 2, 5), put(3, 2, 7), put(4, 2, 6)]
        _expect(found == [[], [], [("pair", (1, 3))], [("pair", (1, 4))]], "join")
        ruleset.remove(3)
        _expect(put(5, 1, 5) == [("pair", (5, 4))], "retract")
        # where constants are cut to 32 bits, two numbers are one
        limits = put(6, 3, LARGEST_NUMBER - 2**32), put(7, 3, LARGEST_NUMBER)
        _expect(limits == (None, [("large", (7,))]), "numbers")
        put(FIRST_CLASH[0], 2, 0)
        try:
            put(FIRST_CLASH[1], 2, 0)
        except BrokenEngineError as error:
            _expect(str(error) == f"assert: {OBSERVED}", "identity")
        else:
            _expect(holds=False, what="identity")
    except (BrokenEngineError, engine.error) as error:
        raise NotAsMeasuredError(str(error)) from error
    finally:
        ruleset.close()


def _expect(holds: bool, what: str) -> None:  # noqa: FBT001  (it is asserted)
    if not holds:
        raise NotAsMeasuredError(what)


class Ruleset:
    """A ruleset of the C module: facts in, matches out."""

    def __init__(self, engine: Any, definition: dict[str, Any]) -> None:
        """Create the ruleset and fire its opening event, without which it could not be deleted again."""
        self._engine = engine
        opening = {OPEN: {"all": [{"m": {"$open": 1}}]}}
        try:
            self.handle = engine.create_ruleset("session", json.dumps({**definition, **opening}))
        except engine.error as error:
            raise NotAsMeasuredError(str(error)) from error
        event = json.dumps({"id": "0", "sid": SID, "$open": 1})
        code, self._state = engine.assert_event(self.handle, event)
        if code != STORED or self._fetched() != [(OPEN, (0,))]:
            # left as it is: to delete it now would end the process
            raise NotAsMeasuredError(f"opening: {code}")
        self._finalizer = weakref.finalize(self, _release, engine, self.handle)
        # at the end of the process its memory goes anyway
        self._finalizer.atexit = False

    def insert(self, fact: dict[str, Any]) -> list[tuple[str, tuple[int, ...]]] | None:
        """Assert a fact and return what it completes: rules, with the ids of their facts in order.

        None when no rule looks at the fact; then it is not stored.
        """
        code, self._state = self._engine.assert_fact(self.handle, json.dumps(fact))
        if code == UNSEEN:
            return None
        if code != STORED:
            raise BrokenEngineError(f"assert: {code}")
        return self._fetched()

    def remove(self, no: int) -> None:
        """Retract a stored fact; no match may be pending, and none comes of it."""
        code, _ = self._engine.retract_fact(self.handle, json.dumps({"id": str(no), "sid": SID}))
        if code != STORED or self._fetched():
            raise BrokenEngineError(f"retract: {code}")

    def close(self) -> None:
        """Give the memory back; closing twice is no error."""
        self._finalizer()

    def _fetched(self) -> list[tuple[str, tuple[int, ...]]]:
        """Empty the agenda and return it."""
        found = []
        started = self._engine.start_action_for_state(self.handle, self._state)
        messages = started[1] if started else None
        while messages:
            ((rule, facts),) = json.loads(messages).items()
            found.append(
                (rule, tuple(int(fact["id"]) for _, fact in sorted(facts.items(), key=_place)))
            )
            messages = self._engine.complete_and_start_action(self.handle, self._state)
        return found


def _place(item: tuple[str, Any]) -> int:
    """Return the place of an alias `a0`, `a1`, …; the opening event's `m` stands alone."""
    return int(item[0][1:] or 0)


def _release(engine: Any, handle: int) -> None:
    engine.delete_state(handle, SID)
    engine.delete_ruleset(handle)


class Shard:
    """Some rules of a program in a ruleset of their own, with the facts that they look at."""

    def __init__(self, rules: Sequence[WireRule], codes: Codes) -> None:
        """Compile *rules* into a ruleset."""
        self._rules = {f"r{n}": rule for n, rule in enumerate(rules)}
        self._kinds = frozenset(kind for rule in rules for kind in rule.kinds)
        self._codes = codes
        definition = {name: rule.definition(codes) for name, rule in self._rules.items()}
        self._ruleset = Ruleset(module(), definition)
        self._stored: set[int] = set()

    def insert(self, wire: int, fact: Fact) -> Iterable[Match]:
        """Assert a fact under the id *wire* if some rule looks at its kind; return what it completes."""
        if fact.kind not in self._kinds:
            return []
        found = self._ruleset.insert(self._codes.fact(wire, fact))
        if found is None:
            return []
        self._stored.add(wire)
        return [(self._rules[name], ids) for name, ids in found]

    def remove(self, wire: int) -> None:
        """Retract a fact if it was stored."""
        if wire in self._stored:
            self._stored.remove(wire)
            self._ruleset.remove(wire)

    def close(self) -> None:
        """Give the memory back."""
        self._ruleset.close()
