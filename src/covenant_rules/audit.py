"""The audit: printed figures held against arithmetic, and against what the sheet lets be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise

from attrs import evolve, frozen

from covenant_rules.equations import (
    Finding,
    Share,
    Term,
    Verdict,
    compare,
    linear,
    not_checkable,
    shown,
)
from covenant_rules.figures import (
    AllOf,
    Change,
    Completion,
    Days,
    Excess,
    Figure,
    Order,
    Points,
    Product,
    Ratio,
    Reading,
    Statement,
    Sum,
    Units,
    Words,
    Zero,
)
from covenant_rules.printed import Printed, Values
from covenant_rules.reach import Reach, judge_points
from covenant_rules.text import Text

NUMBER_NAMES: Mapping[str, Text] = {
    "count": Text(vi="số đạt", en="the count"),
    "base": Text(vi="tổng số", en="the base"),
    "percent": Text(vi="tỷ lệ %", en="the per cent"),
    "actual": Text(vi="kết quả", en="the result"),
    "plan": Text(vi="kế hoạch", en="the plan"),
    "target": Text(vi="chỉ tiêu", en="the target"),
    "by": Text(vi="mức vượt", en="the excess"),
    "now": Text(vi="kỳ này", en="this period"),
    "before": Text(vi="kỳ trước", en="the period before"),
    "delta": Text(vi="mức tăng, giảm", en="the change"),
    "total": Text(vi="tổng", en="the total"),
    "factor": Text(vi="thừa số", en="the factor"),
    "points": Text(
        vi="số điểm, hoặc mức mà bảng điểm cho phép", en="the points, or what a sheet allows"
    ),
    "components": Text(vi="số liệu của từng thành phần", en="the figures of the parts"),
    "names": Text(vi="tên các đơn vị", en="the names of the units"),
    "limits": Text(vi="mốc thời gian để so", en="a date to compare with"),
    "words": Text(vi="con số", en="a number"),
}


READING_NAMES: Mapping[Reading, Text] = {
    Reading.POINTS: Text(vi="hiệu số với chỉ tiêu (điểm %)", en="less the target (points)"),
    Reading.RELATIVE: Text(vi="phần trăm của chỉ tiêu", en="per cent of the target"),
}


@frozen
class Judged:
    """A figure with what arithmetic says of it."""

    figure: Figure
    finding: Finding

    @property
    def verdict(self) -> Verdict:
        """What arithmetic says."""
        return self.finding.verdict

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the one that was expected."""
        return self.verdict is self.figure.expect


def counts(judged: Iterable[Judged]) -> Mapping[Verdict, int]:
    """Return how often each verdict was given, in the order of the verdicts."""
    found = Counter(one.verdict for one in judged)
    return {verdict: found[verdict] for verdict in Verdict if found[verdict]}


def audit(figures: Iterable[Figure], reach: Reach | None = None) -> tuple[Judged, ...]:
    """Return every figure with its verdict; *reach* is what the sheet allows, where one is named."""
    return tuple(Judged(one, judge(one.statement, reach or Reach())) for one in figures)


def judge(statement: Statement, reach: Reach) -> Finding:  # noqa: C901, PLR0912  (one match over the kinds)
    """Return what arithmetic says of *statement*."""
    match statement:
        case Ratio(count, base, percent):
            top, bottom = _term("count", _certain(count)), _term("base", _certain(base))
            return Share(top, bottom, _term("percent", percent), whole=True).solve()
        case Completion(actual, plan, percent, rounded):
            top, bottom = (
                _amount("actual", actual, rounded=rounded),
                _amount("plan", plan, rounded=rounded),
            )
            return Share(top, bottom, _term("percent", percent), whole=True).solve()
        case Excess():
            return _excess(statement)
        case Change():
            return _change(statement)
        case Sum(parts, total, rounded):
            terms = [(1, _amount("total", part, rounded=rounded)) for part in parts]
            return linear(terms, _amount("total", total, rounded=rounded))
        case Product(factors, total):
            return _product(factors, total)
        case Points():
            return judge_points(statement, reach)
        case Order(values):
            return _order(values)
        case Units(met, of, lists):
            return _units(met, of, lists)
        case AllOf():
            return _all_of(statement)
        case Days():
            return _days(statement)
        case Zero(reported):
            if not reported:
                return not_checkable([_term("components", None)])
            return linear(
                [(1, _term("total", _certain(n))) for n in reported], _term("total", _NOTHING)
            )
        case Words():
            return not_checkable([_term("words", None)])


_NOTHING = Printed(Fraction(0), exact=True)


def _term(name: str, printed: Printed | None) -> Term:
    return Term(NUMBER_NAMES[name], printed)


def _certain(printed: Printed | None) -> Printed | None:
    return None if printed is None else printed.certain


def _amount(name: str, printed: Printed | None, *, rounded: bool) -> Term:
    """Return an amount; without decimals it is a count, unless the document rounds whole numbers."""
    return _term(name, printed if printed is None or rounded else printed.counted)


def _excess(said: Excess) -> Finding:
    if said.reading is not None:
        return _read(said, said.reading)
    readings = tuple((READING_NAMES[reading], _read(said, reading)) for reading in Reading)
    fitting = [found for _, found in readings if found.verdict is not Verdict.FAILS]
    if said.target is not None and said.actual is not None and len(fitting) < len(readings):
        return fitting[0] if fitting else readings[0][1]
    return Finding(Verdict.AMBIGUOUS, printed=said.by, readings=readings)


def _read(said: Excess, reading: Reading) -> Finding:
    actual = _term("actual", _certain(said.actual) if said.counts else said.actual)
    target = _term("target", _certain(said.target))
    if reading is Reading.POINTS:
        by = _certain(said.by) if said.counts else said.by
        return linear([(1, actual), (-1, target)], _term("by", by))
    return Share(actual, target, _term("by", said.by), base=100, whole=said.counts).solve()


def _change(said: Change) -> Finding:
    now, before, delta = (
        _amount(name, printed, rounded=said.rounded)
        for name, printed in (("now", said.now), ("before", said.before), ("delta", said.delta))
    )
    percent = _term("percent", said.percent)
    if said.delta is None and (said.percent is not None or not (said.now and said.before)):
        return Share(now, before, percent, base=100, whole=True).solve()
    found = linear([(1, now), (-1, before)], delta)
    if said.percent is None or found.verdict in (Verdict.FAILS, Verdict.NOT_CHECKABLE):
        return found
    if found.hidden is now.name and found.recomputed is not None:
        now = Term(now.name, Printed(found.recomputed, exact=True))
    if found.hidden is before.name and found.recomputed is not None:
        before = Term(before.name, Printed(found.recomputed, exact=True))
    return Share(now, before, percent, base=100, whole=True).solve()


def _product(factors: tuple[Printed, ...], total: Printed | None) -> Finding:
    value = Fraction(1)
    for factor in factors:
        value *= factor.value
    equation = Text.each(lambda lang: " × ".join(shown(f).in_(lang) for f in factors))
    values = Values.point(value)
    if total is None:
        return Finding(Verdict.IMPLIED, equation, None, value, NUMBER_NAMES["total"], values)
    return compare(total, value, values, equation)


def _order(values: tuple[Printed, ...]) -> Finding:
    if len(values) < 2:  # noqa: PLR2004
        return not_checkable([_term("points", None)])
    equation = Text.each(lambda lang: " > ".join(shown(v).in_(lang) for v in values))
    gaps = [first.value - second.value for first, second in pairwise(values)]
    least = min(gaps)
    if least == 0:
        return Finding(Verdict.AMBIGUOUS, equation)
    return Finding(
        Verdict.EXACT if least > 0 else Verdict.FAILS, equation, off=None if least > 0 else least
    )


def _units(met: Printed, of: Printed, lists: tuple[tuple[str, ...], ...]) -> Finding:
    if met.value > of.value:
        equation = Text.each(lambda lang: f"{shown(met).in_(lang)} / {shown(of).in_(lang)}")
        return Finding(Verdict.FAILS, equation, off=met.value - of.value)
    if not lists:
        return not_checkable([_term("names", None)])
    sizes = [Fraction(len(set(names))) for names in lists]
    wrong = next((size for size in sizes if size != met.value), sizes[0])
    equation = Text(vi="số đơn vị được nêu tên", en="the units that are named")
    found = compare(met.certain, wrong, Values.point(wrong), equation)
    if any(set(names) != set(lists[0]) for names in lists):
        return evolve(found, verdict=Verdict.FAILS)
    return found


TESTS = {
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
}


def parse_test(text: str) -> tuple[str, Printed] | None:
    """Return the sign and the limit of a test such as `< 0`, or None where it is none.

    Raises:
        NumberError: what stands after the sign is no number.
    """
    sign, _, limit = text.partition(" ")
    return (sign, Printed.parse(limit)) if sign in TESTS and limit.strip() else None


def _all_of(said: AllOf) -> Finding:
    parsed = parse_test(said.test)
    if parsed is None:
        return not_checkable([_term("components", None)])
    sign, limit = parsed
    met = sum(1 for value in said.values if TESTS[sign](value.value, limit.value))
    equation = Text.each(
        lambda lang: (
            f"{', '.join(shown(v).in_(lang) for v in said.values)}: {met}/{shown(said.of).in_(lang)} "
            f"{sign} {shown(limit).in_(lang)}"
        )
    )
    if met == len(said.values) and met < said.of.value:
        return not_checkable([_term("components", None)])
    decided = met == len(said.values)
    return Finding(Verdict.EXACT if decided is said.holds else Verdict.FAILS, equation)


def _days(said: Days) -> Finding:
    if said.from_ is None and said.to is None:
        return not_checkable([_term("limits", None)])
    early = 0 if said.from_ is None else max(0, (said.from_ - said.day).days)
    late = 0 if said.to is None else max(0, (said.day - said.to).days)
    ends = (said.from_, said.day, said.to)
    equation = Text.each(
        lambda lang: " ≤ ".join(
            f"{d:%d/%m/%Y}" if lang == "vi" else f"{d}" for d in ends if d is not None
        )
    )
    if early or late:
        days = Text(vi=" ngày", en=" days")
        return Finding(Verdict.FAILS, equation, off=Fraction(late - early), unit=days)
    return Finding(Verdict.EXACT, equation)
