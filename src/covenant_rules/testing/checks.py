"""K01 to K15: the laws that a sector keeps, each a function that returns what breaks it.

Inputs come from the rule's own quantities by construction. A check is run for every rule, so that
the closing line can say how many ran; what concerns the whole sector is looked up once.
"""

from __future__ import annotations

import doctest
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import get_args

from attrs import evolve, frozen

from covenant_rules.columns.evaluate import evaluate_columns
from covenant_rules.errors import CovenantError
from covenant_rules.formula.direction import Direction, direction
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.reading import Kind, read
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Constant, Node, arrange, symbols
from covenant_rules.formula.words import steps_of
from covenant_rules.registry import CORE
from covenant_rules.rule import Better, Rule, build, keeps
from covenant_rules.sector import IDENTIFIER
from covenant_rules.testing.processes import forbidden_imports, marks_beside_broken, marks_elsewhere
from covenant_rules.testing.samples import Call, samples
from covenant_rules.testing.schemas import disagreements
from covenant_rules.testing.subject import Subject, fingerprints
from covenant_rules.text import Language, Text, exact_text, spoken_text

Failures = Iterator[str]


@frozen
class Check:
    """A law with its code, its words, and the version that brought it."""

    code: str
    title: Text
    since: str
    run: Callable[[Subject, Rule], Failures]


@cache
def _samples(rule: Rule) -> tuple[Call, ...]:
    return tuple(samples(rule))


def identity(subject: Subject, rule: Rule) -> Failures:
    """Check that the sector's id equals its name and all ids are plain, NFC and of the sector."""
    if subject.author.id != subject.name:
        yield f"the sector is called `{subject.author.id}`, its entry point `{subject.name}`"
    sector, _, name = rule.id.partition(".")
    if sector != subject.author.id or not IDENTIFIER.fullmatch(name):
        yield f"`{rule.id}` is not an id of sector `{subject.author.id}`"
    if unicodedata.normalize("NFC", rule.id) != rule.id:
        yield f"`{rule.id}` is not in NFC"


_PLACEHOLDER = re.compile(r"\b(todo|fixme|xxx|tbd|lorem|placeholder)\b|^\W*$", re.IGNORECASE)


def words(subject: Subject, rule: Rule) -> Failures:
    """Check that titles exist in both languages, differ, and hold no placeholder."""
    titles = {rule.id: rule.title, subject.author.id: subject.sector.title}
    titles |= {measure.id: measure.title for measure in subject.sector.measures.values()}
    titles |= {profile.id: profile.title for profile in subject.sector.profiles.values()}
    for name, title in titles.items():
        for language, text in (("vi", title.vi), ("en", title.en)):
            if _PLACEHOLDER.search(text):
                yield f"the {language} title of `{name}` is `{text}`"
        if title.vi == title.en:
            yield f"`{name}` has the same title in both languages"


def faithful(_: Subject, rule: Rule) -> Failures:
    """Check that calling the author's function on exact numbers equals folding the formula."""
    for call in _samples(rule):
        by_function, by_formula = call.by_function(), call.by_formula()
        if by_function != by_formula:
            yield f"{_shown(call)}: the function gives {by_function}, the formula {by_formula}"
            return


def total(_: Subject, rule: Rule) -> Failures:
    """Check that no value in range raises, and that every divisor is proved not to be zero."""
    for call in _samples(rule):
        try:
            range_of(call.formula)
            call.by_formula()
            call.by_function()
        except (Exception, SystemExit) as error:  # noqa: BLE001  (the function is its author's)
            yield f"{_shown(call)}: {type(error).__name__}: {error}"
            return


def limited(_: Subject, rule: Rule) -> Failures:
    """Check that the limits the rule promises are proved, and hold on samples."""
    for call in _samples(rule):
        proved, points = range_of(call.formula), call.by_formula()
        if not proved.contains(points):
            yield f"{_shown(call)}: {exact_text(points)} is outside the proved {proved}"
            return
        tables = any(isinstance(value, Table) for value in call.settings.values())
        if not tables and not keeps(rule.reading.promise, proved, call.standard):
            yield f"{_shown(call)}: only {proved} is proved, the standard is {call.standard}"
            return


_HUGE = Fraction(2**61 - 1)
# Numba runs the very program that numpy runs; its start would cost more than all checks together.
_EXECUTORS = ("integers", "numpy")


def columnar(_: Subject, rule: Rule) -> Failures:
    """Check that columns equal the exact fold row for row, beyond 64 bits too."""
    for call in _samples(rule)[:12]:
        formula, names = call.formula, [symbol.name for symbol in symbols(call.formula)]
        rows = [call.evidence, {n: v + 1 / _HUGE for n, v in call.evidence.items()}]
        rows.append({n: v * _HUGE for n, v in call.evidence.items()})
        exact = [_safely(formula, row) for row in rows]
        kept = [row for row, value in zip(rows, exact, strict=True) if value is not None]
        columns = {name: [row[name] for row in kept] for name in names}
        for executor in _EXECUTORS:
            (found,) = evaluate_columns([formula], columns, len(kept), executor)
            if found != [value for value in exact if value is not None]:
                yield f"{_shown(call)}: {executor} gives {found}, the exact fold {exact}"
                return


def _safely(formula: Node, row: Mapping[str, Fraction]) -> Fraction | None:
    """Return the exact value, or None where a value beyond its quantity has none."""
    try:
        return evaluate([formula], row)[0]
    except (CovenantError, ArithmeticError):
        return None


def directed(_: Subject, rule: Rule) -> Failures:
    """Check that `better` is proved by the direction of the formula, or else holds on samples."""
    if rule.better is None or not rule.evidence:
        return
    wanted = 1 if rule.better is Better.HIGHER else -1
    for call in _samples(rule):
        name = next(iter(call.evidence), None)
        if name is None:
            return
        moves = direction(call.formula, name)
        if moves in (Direction.STEADY, Direction.RISING if wanted > 0 else Direction.FALLING):
            continue
        limits, now = rule.evidence[0].quantity.range, call.evidence[name]
        beside = {now + step for step in (Fraction(1, 4), Fraction(1), Fraction(10))}
        ends = {end for end in (limits.low, limits.high) if end is not None}
        for other in sorted(beside | ends):
            if other == now or not limits.contains(other):
                continue
            moved = evaluate([call.formula], dict(call.evidence) | {name: other})[0]
            change = (moved - call.by_formula()) * (1 if other > now else -1)
            if change * wanted < 0:
                yield f"{_shown(call)}: with {name}={exact_text(other)} the points are {moved}"
                return


def pure(subject: Subject, rule: Rule) -> Failures:
    """Check that reading again, elsewhere and otherwise seeded, gives the same fingerprint."""
    if rule.function is not None:
        again = build(
            rule.id, rule.function, title=rule.title, origin=rule.origin, better=rule.better
        )
        if evolve(again, edition=rule.edition).fingerprint != rule.fingerprint:
            yield "two readings in one process differ"
        if read(rule.function).parameters != rule.parameters:
            yield "two readings have different parameters"
    name = f"{rule.id}@{rule.edition}"
    for seed, marks in marks_elsewhere(subject).items():
        if marks.get(name) != rule.fingerprint:
            yield f"a fresh process ({seed}) reads {marks.get(name)}"


def schema(_: Subject, rule: Rule) -> Failures:
    """Check that the JSON Schema of the settings accepts exactly what the loader accepts."""
    for call in _samples(rule)[:8]:
        for found in disagreements(call):
            yield found
            return


def explained(_: Subject, rule: Rule) -> Failures:
    """Check that both languages tell every piece of evidence, and end with the points."""
    known = {symbol.name for symbol in symbols(*rule.reading.formulas.values())}
    for parameter in rule.evidence:
        if parameter.kind is Kind.EVIDENCE and parameter.name not in known:
            yield f"`{parameter.name}` is asked for, but no formula uses it"
    for call in _samples(rule)[:8]:
        for language in get_args(Language):
            steps = steps_of(call.formula, call.evidence, language)
            text = "\n".join(step.text for step in steps)
            used = {symbol.name for symbol in symbols(call.formula)}
            for name, value in call.evidence.items():
                if name in used and spoken_text(value, language) not in text:
                    yield f"{_shown(call)}: `{name}` is not told in {language}"
                    return
            if steps[-1].value != call.by_formula():
                yield f"{_shown(call)}: the last step is not the points"
                return


MOST_EDGES = 12


def edges(_: Subject, rule: Rule) -> Failures:
    """Check that on and beside each threshold the function and the formula are on the same side."""
    for call in _samples(rule)[:12]:
        for name in call.evidence:
            for value in _near(call, rule, name):
                beside = evolve(call, evidence=dict(call.evidence) | {name: value})
                exact = _safely(beside.formula, beside.evidence)
                if exact is not None and beside.by_function() != exact:
                    yield f"{_shown(beside)}: function and formula differ at the edge"
                    return


def _near(call: Call, rule: Rule, name: str) -> Iterator[Fraction]:
    quantity = next(
        (p.quantity for p in rule.evidence if p.name == name), rule.evidence[0].quantity
    )
    grain = quantity.grain or Fraction(1, 1000)
    limits: set[Fraction] = set()
    for node in arrange([call.formula]):  # settings are in place, beside the author's own numbers
        if isinstance(node, Constant):
            limits.add(node.value)
        elif isinstance(node, Apply) and isinstance(node.data, Table):
            limits |= {x for row in node.data.rows for band in row.bands for x in band.limits}
    for limit in sorted(x for x in limits if quantity.range.contains(x))[:MOST_EDGES]:
        for near in (limit - grain, limit, limit + grain):
            if quantity.range.contains(near):
                yield near


def documented(subject: Subject, rule: Rule) -> Failures:
    """Check that the rule has a docstring and that the examples in it run."""
    if not rule.doc:
        yield "the rule has no docstring"
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    test = parser.get_doctest(rule.doc, dict(vars(subject.module)), rule.id, None, 0)
    said: list[str] = []
    if runner.run(test, out=said.append).failed:
        yield "an example of the docstring fails:\n" + "".join(said)


def light(subject: Subject, _: Rule) -> Failures:
    """Check that importing the plugin loads nothing heavy and nothing of a network."""
    found = forbidden_imports(subject)
    if found:
        yield f"importing `{subject.module.__name__}` loads {', '.join(found)}"


def isolated(subject: Subject, rule: Rule) -> Failures:
    """Check that a broken neighbour changes nothing."""
    name = f"{rule.id}@{rule.edition}"
    alone, beside = marks_beside_broken(subject)
    if name not in beside or beside[name] != alone.get(name):
        yield "beside a broken plugin the rule reads differently"


def stable(subject: Subject, rule: Rule) -> Failures:
    """Check that the committed fingerprint is that of the rule, unless its edition rose."""
    if subject.name == CORE:
        return
    name, known = f"{rule.id}@{rule.edition}", subject.committed
    if name not in known:
        yield (
            f"`{name}` has no committed fingerprint; when the rule is meant as it is, run"
            f" `covenant-rules plugins check {subject.name} --commit`"
        )
    elif known[name] != fingerprints(subject.sector)[name]:
        yield f"the formula of `{name}` changed: raise its edition, or undo the change"


def _shown(call: Call) -> str:
    evidence = ", ".join(f"{name}={exact_text(value)}" for name, value in call.evidence.items())
    settings = ", ".join(
        f"{name}={exact_text(value) if isinstance(value, Fraction) else value}"
        for name, value in call.settings.items()
    )
    return f"{call.rule.id}({evidence}; {settings})"[:400]


CHECKS: tuple[Check, ...] = tuple(
    Check(code, Text(vi=vi, en=en), "0.1", run)
    for code, vi, en, run in (
        ("K01", "định danh", "identity", identity),
        ("K02", "tên gọi hai thứ tiếng", "words", words),
        ("K03", "công thức đúng như hàm", "faithful", faithful),
        ("K04", "luôn tính được", "total", total),
        ("K05", "giới hạn được chứng minh", "limited", limited),
        ("K06", "cột bằng phép tính chính xác", "columnar", columnar),
        ("K07", "đúng chiều", "directed", directed),
        ("K08", "đọc lại không đổi", "pure", pure),
        ("K09", "lược đồ khớp trình nạp", "schema", schema),
        ("K10", "giải thích được", "explained", explained),
        ("K11", "đúng phía tại ngưỡng", "edges", edges),
        ("K12", "có tài liệu chạy được", "documented", documented),
        ("K13", "nạp nhẹ", "light", light),
        ("K14", "không bị gói khác làm hỏng", "isolated", isolated),
        ("K15", "ổn định giữa các bản", "stable", stable),
    )
)
