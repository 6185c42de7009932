"""The conformance kit itself: what it counts, what may be expected to fail, and what it refuses."""

import json
import re
import textwrap
from pathlib import Path

import pytest

from covenant_rules.registry import ALLOWED, STRICT, Registry
from covenant_rules.testing import checks

FAULTY = Path(__file__).parent / "faulty"
WRONG_WAY = "K07 wrong_way.share"


def run_tests(environment, **modules):
    """Write *modules* as test files, run pytest on them in a process of its own, return what it says."""
    folder = environment.folder / "tests"
    folder.mkdir()
    for name, call in modules.items():
        source = f"from covenant_rules.testing import conformance\n\ntest_it = {call}\n"
        (folder / f"test_{name}.py").write_text(textwrap.dedent(source), encoding="utf-8")
    options = (
        "-q",
        "-rA",
        "--tb=short",
        "--continue-on-collection-errors",
        "-p",
        "no:cacheprovider",
    )
    allowed = {ALLOWED: "parks,wrong_way,no_rules"}
    return environment.run("-m", "pytest", *options, folder, cwd=folder, **allowed)


def outcomes(said, module):
    """Return how many tests of a module passed, failed, or could not be collected."""
    found = re.findall(rf"^(PASSED|FAILED|ERROR) (?:\S*/)?test_{module}\.py", said, re.MULTILINE)
    return {word: found.count(word) for word in set(found)}


@pytest.fixture
def kit_tests(environment):
    """Return what pytest says of plugins with one fault, with and without expecting it."""
    for name in ("wrong_way", "no_rules"):
        environment.install(name, FAULTY / f"{name}.py")
    for name in ("parks", "wrong_way"):
        environment.probe(name, "commit")

    def expecting(failure, reason):
        return f"conformance('wrong_way', expected_failures={{{failure!r}: {reason!r}}})"

    return run_tests(
        environment,
        healthy="conformance('parks')",
        fault="conformance('wrong_way')",
        expected=expecting(WRONG_WAY, "the sheet of 2025 is printed so"),
        strict=expecting("K02 wrong_way.share", "not translated yet"),
        no_reason=expecting(WRONG_WAY, "  "),
        no_check=expecting("K16 wrong_way.share", "there is no such check"),
        no_rule=expecting("K07 wrong_way.shares", "there is no such rule"),
        no_rules="conformance('no_rules')",
        absent="conformance('no_such_sector')",
    )


def test_one_line_under_pytest(kit_tests):
    """`conformance` is rules × 15 tests; expected failures are strict, reasoned, and name a check."""
    said = kit_tests.stdout
    assert kit_tests.returncode != 0
    assert outcomes(said, "healthy") == {"PASSED": 2 * 15}
    assert outcomes(said, "fault") == {"PASSED": 14, "FAILED": 1}
    assert outcomes(said, "expected") == {"PASSED": 15}
    assert outcomes(said, "strict") == {"PASSED": 13, "FAILED": 2}
    assert "K02 wrong_way.share (words): expected to fail, but passed" in said
    for module, reason in {
        "no_reason": "the expected failure `K07 wrong_way.share` has no reason",
        "no_check": "the expected failure `K16 wrong_way.share` names no check of a rule",
        "no_rule": "the expected failure `K07 wrong_way.shares` names no check of a rule",
        "no_rules": "sector `no_rules` has no rules, so nothing would be checked",
        "absent": "No module named 'covenant_rules_no_such_sector'",
    }.items():
        assert outcomes(said, module) == {"ERROR": 1}, module
        assert reason in said


CLOSING = "{} 1.0: {} × 15 checks = {} run, {} passed, {} expected failures, {} failed, 0 skipped"


def check(environment, sector, *options, **variables):
    """Run `covenant-rules plugins check` and return its exit code and its last line."""
    allowed = {ALLOWED: f"parks,{sector}"} | variables
    arguments = ("-m", "covenant_rules", "plugins", "check", sector, "--lang", "en", *options)
    done = environment.run(*arguments, **allowed)
    return done.returncode, (done.stdout.splitlines() or [""])[-1], done


def test_the_closing_line_counts(environment):
    """The last line says how many rules, checks, passes and failures there were, and the exit code agrees."""
    environment.install("wrong_way", FAULTY / "wrong_way.py")
    assert check(environment, "parks", "--commit")[:2] == (
        0, CLOSING.format("parks", "2 rules", 30, 30, 0, 0),
    )  # fmt: skip
    assert check(environment, "wrong_way")[:2] == (
        1, CLOSING.format("wrong_way", "1 rule", 15, 13, 0, 2),
    )  # fmt: skip


def test_expected_failures_are_counted_apart(environment):
    """What is expected to fail and does is no failure; what is expected and passes is one."""
    environment.install("wrong_way", FAULTY / "wrong_way.py")
    program = textwrap.dedent(f"""
        from covenant_rules.testing import kit
        from covenant_rules.testing.subject import subject
        kit.commit(subject("wrong_way"))
        for expected in ({{"{WRONG_WAY}": "so printed"}}, {{"K02 wrong_way.share": "so printed"}}):
            found = kit.run("wrong_way", expected_failures=expected)
            print(found.passed, found.closing)
    """)
    done = environment.run("-c", program, **{ALLOWED: "wrong_way"})
    assert done.stdout.splitlines() == [
        "True " + CLOSING.format("wrong_way", "1 rule", 15, 14, 1, 0),
        "False " + CLOSING.format("wrong_way", "1 rule", 15, 13, 0, 2),
    ], done.stderr


def test_a_function_cannot_end_the_kit(environment):
    """A function that exits with 0 when it is called does not end the kit as if all were well."""
    environment.install("exits_when_called", FAULTY / "exits_when_called.py")
    code, closing, _ = check(environment, "exits_when_called", "--commit")
    assert (code, closing) == (
        1, CLOSING.format("exits_when_called", "1 rule", 15, 12, 0, 3),
    )  # fmt: skip


def test_another_sector_behind_the_entry_point(environment):
    """K01 fails where the sector that the kit is given is not the one that was loaded."""
    environment.install("two_sectors", FAULTY / "two_sectors.py")
    code, _, done = check(environment, "two_sectors", "--json")
    found = json.loads(done.stdout)
    failed = {o["check"]: o["message"] for o in found["outcomes"] if o["verdict"] == "failed"}
    assert code == 1
    assert failed["K01"] == "the sector is called `other`, its entry point `two_sectors`"


def test_strict_mode_and_a_faulty_neighbour(environment):
    """The kit of a healthy plugin passes beside a faulty one, even where programs want all plugins."""
    environment.install("imports_missing", FAULTY / "imports_missing.py")
    strict = {STRICT: "1", ALLOWED: "parks,imports_missing"}
    assert check(environment, "parks", "--commit", **strict)[0] == 0


def test_a_raised_edition_is_a_new_fingerprint(environment):
    """A changed formula is refused with the old edition, and accepted with a raised one."""
    source = FAULTY / "silent_change.py"
    environment.install("silent_change", source, change=("/ 100 / 2", "/ 100"))
    assert check(environment, "silent_change", "--commit")[0] == 0
    environment.install("silent_change", source)
    code, _, done = check(environment, "silent_change", "--commit")
    assert (code, "raise `edition`" in done.stdout + done.stderr) == (1, True)
    environment.install("silent_change", source, change=('en="Share"', 'en="Share", edition=2'))
    assert check(environment, "silent_change", "--commit")[0] == 0


def test_k06_sees_a_wrong_column(monkeypatch):
    """Columns that are off in a single row fail K06; no plugin can do that, so the columns are broken here."""

    right = checks.evaluate_columns

    def broken(roots, values, rows, executor):
        (column,) = right(roots, values, rows, executor)
        return ([*column[:-1], column[-1] + 1],)

    monkeypatch.setattr(checks, "evaluate_columns", broken)
    rule = Registry.of()["core.proportional"]
    assert next(iter(checks.columnar(None, rule))).startswith("core.proportional(")
