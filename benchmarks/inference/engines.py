"""One face for the engines that are measured: facts in and out, and what was found."""

from __future__ import annotations

from typing import Any, Protocol

from benchmarks.inference.layer import LAYER, Asserted
from covenant_rules.inference import Session, open_session

Found = set[tuple[str, str]]
"""Rules with the unit for which they hold."""


class Measured(Protocol):
    """An engine with the award layer loaded."""

    def insert(self, fact: Asserted) -> Any:
        """Assert a fact; return what `remove` takes."""

    def remove(self, handle: Any) -> None:
        """Take a fact back."""

    def settle(self) -> None:
        """Conclude, as far as that is not done yet."""

    def found(self) -> Found:
        """Return what holds."""

    def close(self) -> None:
        """End."""


class Ours:
    """A session of ours, on the engines asked for."""

    def __init__(self, engine: Any) -> None:
        """Open it, whatever its size becomes."""
        self._session: Session = open_session(LAYER, engine, most_facts=600_000)

    def insert(self, fact: Asserted) -> int:
        """Assert a fact."""
        return self._session.insert(*fact)

    def remove(self, handle: int) -> None:
        """Take a fact back."""
        self._session.remove(handle)

    def settle(self) -> None:
        """Ask what changed, as a live session does."""
        self._session.changes()

    def found(self) -> Found:
        """Return the findings by the unit of their first fact."""
        units = {
            fact.no: str(fact.fields["uid" if fact.kind == "unit" else "unit"])
            for fact in self._session.facts()
        }
        return {(f.rule, units[f.facts[0][1]]) for f in self._session.findings()}

    def close(self) -> None:
        """Close the session."""
        self._session.close()


CLIPS = """
(deftemplate unit (slot uid) (slot rank) (slot points) (slot weakest))
(deftemplate registration (slot unit) (slot title))
(deftemplate violation (slot unit) (slot no))
(deftemplate report (slot unit))
(deftemplate weak (slot unit))
(deftemplate silent (slot unit))
(deftemplate nominee (slot unit) (slot rank))
(deftemplate beaten (slot unit))
(deftemplate finding (slot rule) (slot unit))
(defrule weak (logical (unit (uid ?u) (weakest ?w&:(< ?w 700000))))
  => (assert (weak (unit ?u))) (assert (finding (rule weak) (unit ?u))))
(defrule silent (logical (unit (uid ?u)) (not (report (unit ?u))))
  => (assert (silent (unit ?u))) (assert (finding (rule silent) (unit ?u))))
(defrule eligible
  (logical (unit (uid ?u) (rank ?r) (points ?p&:(>= ?p 900000)))
    (registration (unit ?u) (title "flag"))
    (not (violation (unit ?u))) (not (weak (unit ?u))) (not (silent (unit ?u))))
  => (assert (nominee (unit ?u) (rank ?r))) (assert (finding (rule eligible) (unit ?u))))
(defrule commended
  (logical (unit (uid ?u) (points ?p&:(>= ?p 800000)))
    (registration (unit ?u) (title "commendation")) (not (violation (unit ?u))))
  => (assert (finding (rule commended) (unit ?u))))
(defrule beaten
  (logical (nominee (unit ?u) (rank ?r)) (nominee (unit ?o) (rank =(- ?r 1))))
  => (assert (beaten (unit ?u))) (assert (finding (rule beaten) (unit ?u))))
(defrule flag (logical (nominee (unit ?u)) (not (beaten (unit ?u))))
  => (assert (finding (rule flag) (unit ?u))))
"""


class Clips:
    """CLIPS through clipspy: the same rules, with its own truth maintenance (`logical`)."""

    def __init__(self) -> None:
        """Build the templates and rules."""
        import clips  # noqa: PLC0415  (optional)

        self._env = clips.Environment()
        for construct in CLIPS.strip().split("\n(def"):
            self._env.build(construct if construct.startswith("(") else f"(def{construct}")
        self._templates = {template.name: template for template in self._env.templates()}

    def insert(self, fact: Asserted) -> Any:
        """Assert a fact."""
        kind, fields = fact
        return self._templates[kind].assert_fact(**fields)

    def remove(self, handle: Any) -> None:
        """Retract a fact."""
        handle.retract()

    def settle(self) -> None:
        """Run the agenda."""
        self._env.run()

    def found(self) -> Found:
        """Return the findings."""
        facts = self._env.facts()
        return {(str(f["rule"]), f["unit"]) for f in facts if f.template.name == "finding"}

    def close(self) -> None:
        """Forget everything."""
        self._env.clear()
