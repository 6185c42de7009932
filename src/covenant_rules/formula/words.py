"""The words fold: a formula, or one evaluation of it, as arithmetic that a person can follow.

A plugin author writes none of it. Steps are listed from the inside out; the last one is the result.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import cast

from attrs import frozen

from covenant_rules.formula.exact import compute
from covenant_rules.formula.table import Band, Table
from covenant_rules.formula.tree import Apply, Constant, Node, Op, Symbol, arrange
from covenant_rules.quantity import Unit
from covenant_rules.rounding import RoundingMode
from covenant_rules.text import Language, Text, number_text, spoken_text

Words = Sequence[str]


@frozen
class Step:
    """One operation of an evaluation: what was computed, in words, and its value.

    *given* marks what was not computed but looked up: the value of a symbol.
    """

    text: str
    value: Fraction
    given: bool = False


def describe(root: Node, language: Language, names: Mapping[str, str] | None = None) -> str:
    """Return the formula itself in *language*; *names* gives its symbols the words of a reader."""
    known = names or {}
    found: dict[Node, str] = {}
    for node in arrange([root]):
        match node:
            case Constant(value):
                found[node] = number_text(value, language)
            case Symbol(name):
                found[node] = known.get(name, name)
            case Apply(op, args, data):
                parts = [_bracketed(found[arg], arg, op) for arg in args]
                found[node] = _phrase(op, parts, data, language)
    return found[root]


def steps_of(
    root: Node,
    values: Mapping[str, Fraction],
    language: Language,
    names: Mapping[str, str] | None = None,
) -> tuple[Step, ...]:
    """Return how *root* is computed from *values*, step by step; the last step is its value."""
    known = names or {}
    results: dict[Node, Fraction] = {}
    steps: list[Step] = []
    for node in arrange([root]):
        match node:
            case Constant(value):
                results[node] = value
            case Symbol(name):
                results[node] = values[name]
                text = f"{known.get(name, name)} = {spoken_text(values[name], language)}"
                steps.append(Step(text, values[name], given=True))
            case Apply(op, args):
                given = [results[arg] for arg in args]
                value = results[node] = compute(op, given, node.data)
                if not _changes_nothing(op, given, value):
                    steps.append(Step(_worked(node, given, value, language), value))
    if not steps or steps[-1].value != results[root]:
        # Nothing was computed: the result is a number of the sheet, or one that was looked up.
        steps.append(Step(spoken_text(results[root], language), results[root], given=True))
    return tuple(steps)


_CONDITIONS = (Op.AT_LEAST, Op.MORE, Op.EQUAL, Op.ALL, Op.ANY, Op.NOT)
_TRUTH = (Text(vi="sai", en="false"), Text(vi="đúng", en="true"))
_CHOSEN = (
    Text(vi="điều kiện sai, lấy {}", en="the condition does not hold: {}"),
    Text(vi="điều kiện đúng, lấy {}", en="the condition holds: {}"),
)
_IN_BAND = Text(vi="{} thuộc mức “{}”: {}", en="{} is in the band “{}”: {}")
_IN_NONE = Text(vi="{} không thuộc mức nào được ghi: {}", en="{} is in no band written out: {}")


def _part(node: Node, value: Fraction, language: Language) -> str:
    """Return an argument in words: a condition as true or false, evidence as its quantity is read."""
    if isinstance(node, Apply) and node.op in _CONDITIONS:
        return _TRUTH[value != 0].in_(language)
    if isinstance(node, Symbol) and node.quantity.unit in (Unit.LEVEL, Unit.DATE, Unit.YES_NO):
        return node.quantity.format(value, language)
    return spoken_text(value, language).removeprefix("≈ ")


def _changes_nothing(op: Op, given: Sequence[Fraction], value: Fraction) -> bool:
    """Say whether a step is not worth telling: times one or zero, plus nothing, a limit that is not reached."""
    match op:
        case Op.MULTIPLY:
            return 1 in given or 0 in given
        case Op.DIVIDE:
            return given[1] == 1
        case Op.ADD | Op.SUBTRACT:
            return 0 in given[1:]
        case Op.MINIMUM | Op.MAXIMUM:
            return value == given[0]
    return False


def _worked(node: Apply, given: Sequence[Fraction], value: Fraction, language: Language) -> str:
    """Return one operation on numbers, with its result."""
    parts = [_part(arg, number, language) for arg, number in zip(node.args, given, strict=True)]
    result = spoken_text(value, language)
    if node.op is Op.WHEN:
        return _CHOSEN[given[0] != 0].in_(language).format(result)
    if node.op is Op.TABLE and isinstance(node.data, Table):
        row = node.data.find(given)
        if row is None:
            return _IN_NONE.in_(language).format(", ".join(parts), result)
        bands = ", ".join(
            _band(band, language, arg) for band, arg in zip(row.bands, node.args, strict=True)
        )
        return _IN_BAND.in_(language).format(", ".join(parts), bands, result)
    if node.op is Op.RATIO and given[1] != 0:
        text = f"{parts[0]} / {parts[1]}"
    else:
        text = _phrase(node.op, parts, node.data, language)
    if node.op in _CONDITIONS:
        return f"{text}: {_TRUTH[value != 0].in_(language)}"
    relation = result if result.startswith("≈") else f"= {result}"
    return f"{text} {relation}"


def _bracketed(text: str, node: Node, around: Op) -> str:
    tight = (Op.MULTIPLY, Op.DIVIDE, Op.SUBTRACT)
    loose = (Op.ADD, Op.SUBTRACT, Op.DIVIDE)
    if isinstance(node, Apply) and node.op in loose and around in tight:
        return f"({text})"
    return text


def _joined(mark: str) -> Callable[[Words, Hashable, Language], str]:
    def phrase(parts: Words, _: Hashable, __: Language) -> str:
        return f" {mark} ".join(parts)

    return phrase


def _listed(name: Text) -> Callable[[Words, Hashable, Language], str]:
    def phrase(parts: Words, _: Hashable, language: Language) -> str:
        return f"{name.in_(language)}({'; '.join(parts)})"

    return phrase


def _filled(pattern: Text) -> Callable[[Words, Hashable, Language], str]:
    def phrase(parts: Words, _: Hashable, language: Language) -> str:
        return pattern.in_(language).format(*parts)

    return phrase


_MODES: Mapping[RoundingMode, Text] = MappingProxyType(
    {
        RoundingMode.HALF_UP: Text(vi="làm tròn", en="rounded half up"),
        RoundingMode.HALF_EVEN: Text(vi="làm tròn về số chẵn", en="rounded half to even"),
        RoundingMode.DOWN: Text(vi="cắt bỏ phần lẻ", en="cut off"),
        RoundingMode.FLOOR: Text(vi="làm tròn xuống", en="rounded down"),
        RoundingMode.CEILING: Text(vi="làm tròn lên", en="rounded up"),
    }
)


def _round(parts: Words, data: Hashable, language: Language) -> str:
    decimals, mode = cast("tuple[int, RoundingMode]", data)
    digits = Text(vi="{} {} chữ số thập phân của {}", en="{} to {} decimals: {}")
    return digits.in_(language).format(_MODES[mode].in_(language), decimals, parts[0])


def _root(parts: Words, data: Hashable, language: Language) -> str:
    degree, _ = cast("tuple[int, int]", data)
    return Text(vi="căn bậc {} của {}", en="root {} of {}").in_(language).format(degree, parts[0])


def _table(parts: Words, data: Hashable, language: Language) -> str:
    if not isinstance(data, Table):
        name = Text(vi="mức của {} theo bảng {}", en="band of {} in table {}").in_(language)
        return name.format(", ".join(parts), data)
    rows = [
        f"{', '.join(_band(band, language) for band in row.bands)}: {number_text(row.points, language)}"
        for row in data.rows
    ]
    name = Text(vi="mức của {} theo bảng [{}]", en="band of {} in the table [{}]").in_(language)
    return name.format(", ".join(parts), "; ".join(rows))


def _band(band: Band, language: Language, node: Node | None = None) -> str:
    def limit(value: Fraction) -> str:
        return number_text(value, language) if node is None else _part(node, value, language)

    if band.low is None or band.high is None:
        if band.low is not None:
            return f"{'≥' if band.with_low else '>'} {limit(band.low)}"
        if band.high is not None:
            return f"{'≤' if band.with_high else '<'} {limit(band.high)}"
        return "…"
    if band.low == band.high:
        return limit(band.low)
    dots = f"{'' if band.with_low else '<'}..{'' if band.with_high else '<'}"
    return f"{limit(band.low)} {dots} {limit(band.high)}"


def _label(parts: Words, data: Hashable, _: Language) -> str:
    return f"{data}: {parts[0]}"


_PHRASES: Mapping[Op, Callable[[Words, Hashable, Language], str]] = MappingProxyType(
    {
        Op.ADD: _joined("+"),
        Op.SUBTRACT: _joined("−"),
        Op.MULTIPLY: _joined("×"),
        Op.DIVIDE: _joined("/"),
        Op.RATIO: _filled(
            Text(vi="{0} / {1} (nếu mẫu bằng 0: {2})", en="{0} / {1} (if that is 0: {2})")
        ),
        Op.MINIMUM: _listed(Text(vi="nhỏ nhất", en="smallest")),
        Op.MAXIMUM: _listed(Text(vi="lớn nhất", en="greatest")),
        Op.AT_LEAST: _joined("≥"),
        Op.MORE: _joined(">"),
        Op.EQUAL: _joined("="),
        Op.ALL: _listed(Text(vi="tất cả", en="all")),
        Op.ANY: _listed(Text(vi="ít nhất một", en="any")),
        Op.NOT: _listed(Text(vi="không", en="not")),
        Op.WHEN: _filled(
            Text(vi="nếu {0} thì {1}, nếu không thì {2}", en="if {0} then {1}, else {2}")
        ),
        Op.STEPS: _filled(
            Text(
                vi="số bước tròn {2} của {0} trên {1}",
                en="whole steps of {2} by which {0} is above {1}",
            )
        ),
        Op.ROUND: _round,
        Op.ROOT: _root,
        Op.LOGARITHM: _filled(Text(vi="logarit tự nhiên của {0}", en="natural logarithm of {0}")),
        Op.TABLE: _table,
        Op.LABEL: _label,
    }
)


def _phrase(op: Op, parts: Words, data: Hashable, language: Language) -> str:
    return _PHRASES[op](parts, data, language)
