"""Conditions as `awards.yaml` writes them: each a pair of a kind and what it asks for.

```yaml
when:
  - rank: 1
  - points: {of: "1", is: ">= 650"}
  - weakest: {of: criteria, is: ">= 85"}
  - not: {violation: any}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, field, frozen

from covenant_rules.conditions import (
    ANY,
    AllOf,
    AnyOf,
    Condition,
    Earlier,
    Marked,
    Measured,
    Not,
    OfUnit,
)
from covenant_rules.diagnostics import did_you_mean
from covenant_rules.errors import NumberError
from covenant_rules.formula.table import Band
from covenant_rules.policy import Share
from covenant_rules.quantity import number_from_text
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.shapes import Free, as_plain
from covenant_rules.spec.source import PathKey, Plain, Scalar
from covenant_rules.text import Text

MEASURED = ("rank", "points", "percent", "weakest")
NAMED = {
    "registered": "award",
    "violation": "violation",
    "veto": "veto",
    "reported": "report",
    "group": "group",
    "class": "class",
    "award": "award",
    "passed": "ballot",
    "holds": "condition",
}
SECTIONS = {"registered": "registered", "violation": "violations", "reported": "reports"}
WITH_ANY = ("violation", "veto", "award")
KINDS = (*MEASURED, *NAMED, "earlier", "leader", "not", "any", "all", "unit")

_WHAT = {
    "award": Text(vi="danh hiệu, hình thức khen", en="award"),
    "violation": Text(vi="loại vi phạm", en="kind of violation"),
    "veto": Text(vi="điều kiện loại trừ", en="veto"),
    "report": Text(vi="báo cáo", en="report"),
    "group": Text(vi="nhóm", en="group"),
    "class": Text(vi="mức xếp loại", en="class"),
    "ballot": Text(vi="cuộc bỏ phiếu", en="ballot"),
    "condition": Text(vi="điều kiện", en="condition"),
    "node": Text(vi="nội dung, tiêu chí", en="content or criterion"),
    "base": Text(vi="cơ số tính tỷ lệ", en="base of a percentage"),
    "quota": Text(vi="hạn mức", en="quota"),
    "person": Text(vi="đơn vị, cá nhân", en="unit or person"),
}


@frozen
class Asked:
    """One name that something asks for: who asks, the sort and the name asked for, and where.

    Attributes:
        section: the facts that answer, by their section, or None.
        rests: whether the owner is decided after what it asks for.
    """

    owner: str
    sort: str
    name: str
    path: PathKey
    section: str | None = None
    rests: bool = True


@frozen
class Reader:
    """Reads conditions against the names that there are, and keeps what was asked for.

    *names* are those of each sort; a violation may have any name, since it is only a word.
    """

    names: Mapping[str, Sequence[str]]
    problems: Problems
    asked: list[Asked] = field(factory=list)

    def when(
        self, given: Iterable[Free], path: PathKey, owner: str, *, people: bool = False
    ) -> tuple[Condition, ...]:
        """Return the conditions of a list; what cannot be read is among the problems."""
        read = (
            self.condition(as_plain(one), (*path, number), owner, people=people)
            for number, one in enumerate(given)
        )
        return tuple(one for one in read if one is not None)

    def condition(
        self, value: Plain, path: PathKey, owner: str, *, people: bool
    ) -> Condition | None:
        """Return one condition, of a person or of a unit."""
        if not isinstance(value, dict) or len(value) != 1:
            self.problems.add("E877", path, kinds=", ".join(KINDS))
            return None
        ((kind, inner),) = value.items()
        here = (*path, kind)
        if kind in MEASURED and not people:
            return self._measured(kind, inner, here)
        if kind in NAMED:
            return self._marked(kind, inner, here, owner)
        match kind:
            case "earlier":
                return self._earlier(inner, here, owner)
            case "not":
                read = self.condition(inner, here, owner, people=people)
                return None if read is None else Not(read)
            case "any" | "all" if isinstance(inner, list) and inner:
                parts = self.when(inner, here, owner, people=people)  # type: ignore[arg-type]
                return AnyOf(parts) if kind == "any" else AllOf(parts)
            case "unit" if people:
                read = self.condition(inner, here, owner, people=False)
                return None if read is None else OfUnit(read)
            case "leader" if people and isinstance(inner, Scalar):
                leads = Marked("leader", (ANY,))
                if inner.text in ("true", "false"):
                    return leads if inner.text == "true" else Not(leads)
        return self._unread(here)

    def _unread(self, path: PathKey) -> Condition | None:
        near = did_you_mean(str(path[-1]), KINDS)
        self.problems.add("E877", path, key=True, kinds=", ".join(KINDS), suggestion=near)
        return None

    def _measured(self, kind: str, value: Plain, path: PathKey) -> Condition | None:
        node = None
        if isinstance(value, dict):
            if set(value) != {"of", "is"} or kind == "rank":
                return self._unread(path)
            node = _text(value["of"])
            known = ("contents", "criteria") if kind == "weakest" else self.names["node"]
            if node not in known:
                self.unknown("node", node, known, (*path, "of"))
            value, path = value["is"], (*path, "is")
        elif kind in ("percent", "weakest"):
            return self._unread(path)
        band = self.band(_text(value), path)
        return None if band is None else Measured(kind, band, node)

    def _marked(self, kind: str, value: Plain, path: PathKey, owner: str) -> Condition | None:
        given = value if isinstance(value, list) else [value]
        texts = [_text(one) for one in given if _is_name(one)]
        if len(texts) < len(given):
            return self._unread(path)
        for number, name in enumerate(texts):
            here = (*path, number) if isinstance(value, list) else path
            self.named(
                NAMED[kind], name, here, owner, anything=kind in WITH_ANY, section=SECTIONS.get(kind),
                rests=kind != "registered",
            )  # fmt: skip
        return Marked(kind, tuple(texts)) if texts else self._unread(path)

    def named(
        self, sort: str, name: str, path: PathKey, owner: str, *, anything: bool = False,
        section: str | None = None, rests: bool = True,
    ) -> None:  # fmt: skip
        """Note that *owner* asks for *name*; say so where there is no such name."""
        self.asked.append(Asked(owner, sort, name, path, section, rests))
        known = self.names.get(sort)
        if known is not None and name not in known and not (anything and name == ANY):
            self.unknown(sort, name, known, path)

    def unknown(self, sort: str, name: str, known: Iterable[str], path: PathKey) -> None:
        """Say that there is no such name."""
        names = list(known)
        self.problems.add(
            "E870", path, what=_WHAT[sort], name=name, names=", ".join(names) or "—",
            suggestion=did_you_mean(name, names),
        )  # fmt: skip

    def _earlier(self, value: Plain, path: PathKey, owner: str) -> Condition | None:
        ways = {"running", "within"}
        if not isinstance(value, dict) or len(value) != 2 or len(ways & set(value)) != 1:  # noqa: PLR2004
            return self._unread(path)
        (way,) = ways & set(value)
        years = _text(value[way])
        if "award" not in value or not _is_name(value["award"]) or not re.fullmatch("[1-9]", years):
            return self._unread(path)
        name = _text(value["award"])
        self.asked.append(Asked(owner, "earlier", name, (*path, "award"), "earlier"))
        return Earlier(name, int(years), every=way == "running")

    def band(self, text: str, path: PathKey) -> Band | None:
        """Return the band of numbers that *text* writes."""
        try:
            return Band.parse(text, number_from_text)
        except NumberError as error:
            place = self.problems.places.of(path)
            for found in error.diagnostics:
                if found.code == "E151":
                    self.problems.add("E331", path, band=text)
                else:
                    self.problems.found.append(evolve(found, span=place))
            return None

    def share(self, text: str, path: PathKey) -> Share | None:
        """Return the share that *text* writes, such as `>= 90 %` or `> 1/2`."""
        found = re.fullmatch(
            r"(>=|>)\s*(?:(\d+)/(\d+)|(\d+(?:\.\d+)?)\s*%)", text.strip(), re.ASCII
        )
        if found is not None and len(text) <= 40 and found[3] != "0":  # noqa: PLR2004
            part = Fraction(int(found[2]), int(found[3])) if found[2] else Fraction(found[4]) / 100
            if 0 < part < 1 or (part == 1 and found[1] == ">="):
                return Share(part, strict=found[1] == ">")
        self.problems.add("E876", path, share=text)
        return None


def _is_name(value: Plain) -> bool:
    return isinstance(value, Scalar) and not value.is_null and bool(value.text.strip())


def _text(value: Plain) -> str:
    return value.text if isinstance(value, Scalar) else "…"
