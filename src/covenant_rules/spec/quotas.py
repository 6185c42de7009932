"""Quotas and ballots as `awards.yaml` writes them; whatever the law leaves open must be stated."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from covenant_rules.policy import Amount, Ballot, Base, Order, Quorum, Quota
from covenant_rules.spec.awards_shapes import (
    AmountShape,
    BallotShape,
    Counted,
    ElectionShape,
    QuotaShape,
)
from covenant_rules.spec.conditions import Asked, Reader
from covenant_rules.spec.source import PathKey
from covenant_rules.text import Text

NONE = "none"
LOST = "lost"
WITHIN = ("group", "unit")
WITHOUT_NAMES = ("units", "ranked", "candidates", "people", "staff")
WITH_NAMES = {
    "class": "class",
    "group": "group",
    "award": "award",
    "registered": "award",
    "number": "",
}

# Why a key must be written: what nobody has decided unless the policy does.
WHY = {
    "compare": Text(
        vi="văn bản thường không nói giới hạn so với tổng điểm đã làm tròn (rounded) hay chưa làm tròn (exact)",
        en="texts rarely say whether limits are held against the rounded total or the exact one",
    ),
    "quota": Text(
        vi="không nơi nào nói có bao nhiêu đơn vị được; không giới hạn thì ghi `quota: {at_most: none}`",
        en="nothing says how many may have it; without a limit write `quota: {at_most: none}`",
    ),
    "order": Text(
        vi="hạn mức không đủ cho tất cả thì phải biết ai đứng trước",
        en="where the quota takes only some, somebody must come first",
    ),
    "ties": Text(
        vi="hai đơn vị bằng nhau ở ngưỡng cuối: lấy cả (all), không lấy (none), hay chờ biểu quyết (undecided)",
        en="two equals at the cut: take all, take none, or leave them undecided for a vote",
    ),
    "unused": Text(
        vi="suất không dùng hết thì bỏ (lost) hay chuyển cho danh hiệu khác",
        en="a place that is not used is lost, or goes to another award",
    ),
    "of": Text(
        vi="tỷ lệ tính trên số nào thì văn bản phải nói",
        en="a percentage is taken of something",
    ),
    "rounding": Text(
        vi="6 đơn vị × 20 % = 1,2: không văn bản nào đã đọc nói làm tròn ra sao",
        en="6 units × 20 % = 1.2: no text that could be read says how this becomes whole",
    ),
    "counted": Text(
        vi="số người của một mức xếp loại trước khi cắt theo tỷ lệ (before) khác sau khi cắt (after)",
        en="the members of a class before the quota cuts differ from those after it",
    ),
    "ballot": Text(vi="thứ tự theo phiếu thì phải nói phiếu nào", en="votes are those of a ballot"),
    "otherwise": Text(
        vi="đơn vị đủ điểm mà thiếu điều kiện: xuống mức kế tiếp (next), một mức nêu tên, hay không xếp (none)",
        en="a unit with the points but not the rest gets the next class, a named one, or none",
    ),
    "vetoed": Text(
        vi="đơn vị bị loại trừ được xếp mức nào, hay không xếp (none)",
        en="a unit that a veto strikes has some class, or none",
    ),
    "denominator": Text(
        vi="phải biết tỷ lệ phiếu tính trên tổng số thành viên, số có mặt, hay cả phiếu gửi bằng văn bản",
        en="votes are a share of all members, of those present, or of those present and those who wrote",
    ),
    "manner": Text(vi="bỏ phiếu kín hay biểu quyết công khai", en="a ballot is secret or open"),
    "written": Text(
        vi="thành viên vắng mặt có được gửi phiếu bằng văn bản không",
        en="absent members may vote in writing, or not",
    ),
    "quorum": Text(
        vi="họp có bao nhiêu thành viên mới hợp lệ; không quy định thì ghi `quorum: {share: none}`",
        en="a meeting is valid with so many; where nothing is asked write `quorum: {share: none}`",
    ),
    "counts": Text(
        vi="số dự họp tính theo người có mặt hay cả phiếu gửi bằng văn bản",
        en="a quorum counts those present, or also those who wrote",
    ),
    "missed": Text(
        vi="không đạt tỷ lệ thì chỉ báo cáo (report) hay bớt người giữ chức vụ (cut)",
        en="where the share is missed it is reported, or leaders give way",
    ),
    "withdrawal": Text(
        vi="đơn vị rút thì đơn vị xếp dưới giữ nguyên (stay) hay được đôn lên (move_up)",
        en="below a unit that withdraws the others stay, or move up",
    ),
    "disqualification": Text(
        vi="đơn vị bị hủy kết quả thì đơn vị xếp dưới giữ nguyên (stay) hay được đôn lên (move_up)",
        en="below a unit that is disqualified the others stay, or move up",
    ),
}


@frozen
class Quotas:
    """Builds quotas and ballots, the problems of each told at its place."""

    read: Reader

    def silent(self, key: str, path: PathKey) -> None:
        """Say that *key* must be written at *path*, and why."""
        self.read.problems.add("E878", path, key=True, missing=key, why=WHY[key])

    def quota(self, shape: QuotaShape | None, path: PathKey, owner: str) -> Quota | None:
        """Return the quota of *owner*, or None for no limit."""
        if shape is None:
            return None
        if shape.at_most == NONE and shape.percent is None and shape.by_class is None:
            if shape.exception is not None:
                self.amount(shape.exception, (*path, "exception"))
            return None
        ways = [n for n in ("at_most", "percent", "by_class") if getattr(shape, n) is not None]
        if len(ways) != 1 or shape.by_class == {}:
            self.read.problems.add("E880", path, key=True)
            return None
        self._check_stated(shape, path, owner)
        amounts = [a for a in (shape.by_class or {}).values() if a.percent is not None]
        percent = shape.percent is not None or bool(amounts)
        base = self._base(shape, path, owner) if percent else None
        if percent and shape.rounding is None:
            self.silent("rounding", path)
        amount, by_class = self._amounts(shape, path, owner)
        if shape.order is None or shape.ties is None or shape.unused is None:
            return None
        if (amount is None and not by_class) or (percent and (base is None or not shape.rounding)):
            return None
        exception = shape.exception
        return Quota(
            shape.order, shape.ties, shape.unused, amount, base, shape.rounding, shape.at_least or 0,
            None if exception is None else self.amount(exception, (*path, "exception")),
            shape.within, by_class, shape.ballot,
        )  # fmt: skip

    def _check_stated(self, shape: QuotaShape, path: PathKey, owner: str) -> None:
        """What every quota must state, and the names in it."""
        for key in ("order", "ties", "unused"):
            if getattr(shape, key) is None:
                self.silent(key, path)
        if shape.order is Order.VOTES and shape.ballot is None:
            self.silent("ballot", path)
        if shape.ballot is not None:
            self.read.named("ballot", shape.ballot, (*path, "ballot"), owner)
        if shape.unused not in (None, LOST):
            heir, name = str(shape.unused), owner.partition(":")[2]
            self.read.named("award", heir, (*path, "unused"), owner, rests=False)
            self.read.asked.append(Asked(f"award:{heir}", "award", name, (*path, "unused")))
        if shape.within not in (None, *WITHIN):
            self.read.unknown("base", str(shape.within), WITHIN, (*path, "within"))

    def _amounts(
        self, shape: QuotaShape, path: PathKey, owner: str
    ) -> tuple[Amount | None, dict[str, Amount]]:
        found: dict[str, Amount] = {}
        for name, inner in (shape.by_class or {}).items():
            here = (*path, "by_class", name)
            self.read.named("class", name, here, owner)
            one = self.amount(inner, here)
            if one is not None:
                found[name] = one
        if shape.by_class is not None:
            return None, found
        number: Fraction | None = None
        if shape.at_most is not None:
            if not shape.at_most.isdecimal():
                self.read.problems.add("E151", (*path, "at_most"), value=shape.at_most)
                return None, found
            number = Fraction(shape.at_most)
        given = AmountShape(None if number is None else int(number), shape.percent)  # type: ignore[arg-type]
        return self.amount(given, path), found

    def amount(self, shape: AmountShape, path: PathKey) -> Amount | None:
        """Return a number or a percentage, of which exactly one is written and which is above zero."""
        if (shape.at_most is None) == (shape.percent is None):
            self.read.problems.add("E880", path, key=True)
            return None
        key = "percent" if shape.at_most is None else "at_most"
        within = shape.percent is None or 0 < shape.percent <= 100  # noqa: PLR2004
        if shape.at_most == 0 or not within:
            self.read.problems.add("E881", (*path, key), value=shape.at_most or shape.percent)
            return None
        return Amount(shape.at_most, shape.percent)

    def _base(self, shape: QuotaShape, path: PathKey, owner: str) -> Base | None:
        if shape.of is None:
            self.silent("of", path)
            return None
        here = (*path, "of")
        kind, _, rest = shape.of.partition(" ")
        names = tuple(name.strip() for name in rest.split(",") if name.strip())
        fits = (kind in WITHOUT_NAMES and not names) or (kind in WITH_NAMES and names)
        if not fits or (kind == "number" and not (rest.isdecimal() and int(rest))):
            known = [*WITHOUT_NAMES, *(f"{name} …" for name in WITH_NAMES)]
            self.read.unknown("base", shape.of, known, here)
            return None
        if kind == "number":
            return Base(kind, (), int(rest))
        for name in names:
            section = kind if kind == "registered" else None
            rests = kind != "registered" and not (kind == "class" and owner.startswith("class:"))
            self.read.named(WITH_NAMES[kind], name, here, owner, section=section, rests=rests)
        if kind == "class" and shape.counted is None:
            self.silent("counted", path)
        return Base(kind, names, after=shape.counted is Counted.AFTER)

    def ballot(self, shape: BallotShape, path: PathKey) -> Ballot | None:
        """Return a ballot, if everything about it is stated."""
        for key in ("denominator", "manner", "written", "quorum"):
            if getattr(shape, key) is None:
                self.silent(key, path)
        passes = self.read.share(shape.passes, (*path, "passes"))
        if shape.members == 0:
            self.read.problems.add("E881", (*path, "members"), value=0)
        quorum, given = None, shape.quorum
        if given is not None and given.share != NONE:
            share = self.read.share(given.share, (*path, "quorum", "share"))
            if given.counts is None:
                self.silent("counts", (*path, "quorum"))
            elif share is not None:
                quorum = Quorum(given.counts, share)
        if shape.denominator is None or shape.manner is None or shape.written is None:
            return None
        if passes is None or given is None:
            return None
        return Ballot(
            shape.id, shape.title, shape.members, shape.denominator, passes, shape.manner,
            shape.written, quorum, shape.source,
        )  # fmt: skip

    def seats(self, shape: ElectionShape, path: PathKey) -> Quota | None:
        """Return how many an office has, by votes."""
        if shape.ties is None:
            self.silent("ties", path)
            return None
        if shape.seats == 0:
            self.read.problems.add("E881", (*path, "seats"), value=0)
            return None
        return Quota(Order.VOTES, shape.ties, LOST, Amount(shape.seats), ballot=shape.ballot)
