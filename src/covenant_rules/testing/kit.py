"""The runner of the conformance kit: one line for an author, and a count of what ran.

```python
from covenant_rules.testing import conformance

test_police = conformance("police")
```
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from attrs import frozen

from covenant_rules.rule import Rule
from covenant_rules.testing.checks import CHECKS, Check
from covenant_rules.testing.subject import (
    FINGERPRINTS,
    ConformanceFailure,
    Subject,
    fingerprints,
    subject,
)
from covenant_rules.text import Language, Text

NO_FAILURES: Mapping[str, str] = {}


class Verdict(StrEnum):
    """What came of one check of one rule."""

    PASSED = "passed"
    FAILED = "failed"
    EXPECTED = "expected failure"
    NOT_FAILED = "expected to fail, but passed"


@frozen
class Outcome:
    """One check of one rule."""

    check: Check
    rule: Rule
    verdict: Verdict
    message: str = ""

    @property
    def name(self) -> str:
        """The name under which a failure is expected: `K07 police.clearance_rate`."""
        return f"{self.check.code} {self.rule.id}"

    @property
    def is_bad(self) -> bool:
        """Whether the kit does not pass because of it."""
        return self.verdict in (Verdict.FAILED, Verdict.NOT_FAILED)


@frozen
class Conformance:
    """Everything that the kit found of one sector."""

    subject: Subject
    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> bool:
        """Whether no check failed, and every expected failure did."""
        return bool(self.outcomes) and not any(outcome.is_bad for outcome in self.outcomes)

    @property
    def closing(self) -> str:
        """How many rules and checks ran, and what came of them; in English, for programs."""
        return self.closing_in("en")

    def closing_in(self, language: Language) -> str:
        """Return how many rules and checks ran, and what came of them."""
        sector, verdicts = self.subject.sector, [outcome.verdict for outcome in self.outcomes]
        version = sector.origin.version if self.subject.installed else _ABSENT.in_(language)
        rules = len(sector.rules)
        line = _ONE_RULE if rules == 1 else _RULES
        return line.in_(language).format(
            f"{sector.id} {version}",
            rules,
            len(CHECKS),
            len(verdicts),
            verdicts.count(Verdict.PASSED),
            verdicts.count(Verdict.EXPECTED),
            sum(outcome.is_bad for outcome in self.outcomes),
        )


_ABSENT = Text(vi="(chưa cài)", en="(not installed)")
_COUNTS = Text(
    vi="{4} đạt, {5} không đạt như đã biết, {6} không đạt, 0 bỏ qua",
    en="{3} run, {4} passed, {5} expected failures, {6} failed, 0 skipped",
)
_RULES = Text(
    vi=f"{{0}}: {{1}} quy tắc × {{2}} phép kiểm tra = {{3}} lượt, {_COUNTS.vi}",
    en=f"{{0}}: {{1}} rules × {{2}} checks = {_COUNTS.en}",
)
_ONE_RULE = Text(vi=_RULES.vi, en=f"{{0}}: {{1}} rule × {{2}} checks = {_COUNTS.en}")


def check_one(
    found: Subject, check: Check, rule: Rule, expected: Mapping[str, str] = NO_FAILURES
) -> Outcome:
    """Run one check of one rule; *expected* names failures that are known, with their reasons."""
    try:
        messages = list(check.run(found, rule))
    except (Exception, SystemExit) as error:  # noqa: BLE001  (the author's function runs in checks)
        messages = [f"the check stops with {type(error).__name__}: {error}"]
    known = f"{check.code} {rule.id}" in expected
    if messages:
        verdict = Verdict.EXPECTED if known else Verdict.FAILED
    else:
        verdict = Verdict.NOT_FAILED if known else Verdict.PASSED
    return Outcome(check, rule, verdict, "; ".join(messages))


def run(name: str, *, expected_failures: Mapping[str, str] = NO_FAILURES) -> Conformance:
    """Run every check on every rule of the sector *name*.

    Raises:
        ConformanceFailure: the sector is not there, cannot be loaded, or has no rules.
    """
    found = _subject(name, expected_failures)
    outcomes = [
        check_one(found, check, rule, expected_failures)
        for rule in found.sector.rules.values()
        for check in CHECKS
    ]
    return Conformance(found, tuple(outcomes))


def _subject(name: str, expected: Mapping[str, str]) -> Subject:
    found = subject(name)
    if not found.sector.rules:
        raise ConformanceFailure(
            f"K01 identity: sector `{name}` has no rules, so nothing would be checked"
        )
    known = {f"{check.code} {rule}" for check in CHECKS for rule in found.sector.rules}
    for failure, reason in expected.items():
        if failure not in known:
            raise ConformanceFailure(f"the expected failure `{failure}` names no check of a rule")
        if not reason.strip():
            raise ConformanceFailure(f"the expected failure `{failure}` has no reason")
    return found


def conformance(
    name: str, *, expected_failures: Mapping[str, str] = NO_FAILURES
) -> Callable[..., None]:
    """Return a test function that runs every check on every rule of the sector *name*.

    Args:
        name: the sector: installed, or a module `covenant_rules_NAME` that can be imported.
        expected_failures: known failures, `{"K07 police.rule": "reason"}`; they must fail.

    Raises:
        ConformanceFailure: the sector cannot be loaded.
    """
    import pytest  # noqa: PLC0415  (the kit runs without pytest too)

    found = _subject(name, expected_failures)
    cases = [
        pytest.param(check, rule, id=f"{check.code}-{check.title.en}-{rule.id}")
        for rule in found.sector.rules.values()
        for check in CHECKS
    ]

    @pytest.mark.parametrize(("check", "rule"), cases)
    def test(check: Check, rule: Rule) -> None:
        outcome = check_one(found, check, rule, expected_failures)
        if outcome.is_bad:
            told = outcome.message or str(outcome.verdict)
            raise ConformanceFailure(f"{outcome.name} ({check.title.en}): {told}")

    return test


def commit(found: Subject) -> str:
    """Write the fingerprints of a sector beside its module, and return the path.

    A rule whose formula changed without a raised edition is refused once the package has been
    released, that is from version 1 on; before that its author may still change it.

    Raises:
        ConformanceFailure: a committed rule of the same edition has another formula.
    """
    known, now = found.committed, fingerprints(found.sector)
    changed = [name for name, mark in now.items() if known.get(name, mark) != mark]
    released = found.sector.origin.version[:1] in set("123456789")
    if changed and released:
        raise ConformanceFailure(
            f"K15 stable: {', '.join(changed)} changed: raise `edition`, or undo the change"
        )
    file = found.folder / FINGERPRINTS
    text: dict[str, Any] = dict(sorted((known | now).items()))
    file.write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")
    return str(file)
