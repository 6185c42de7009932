"""The result of a bloc as a workbook: standings, contents, stages, awards, an account of every unit."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from covenant_rules.covenant import Content
from covenant_rules.interval import Interval
from covenant_rules.ledger import Account, Entry, Ledger
from covenant_rules.output.excel.book import Book
from covenant_rules.output.excel.conclusions import conclusions_sheet
from covenant_rules.output.excel.paper import Paper
from covenant_rules.output.excel.stages import stages_sheet
from covenant_rules.output.words import STATED, notes, stage_name, word
from covenant_rules.scoring import Status
from covenant_rules.standing import Result, Standings
from covenant_rules.text import Language, Text, number_text

_WORDS = {
    "standings": Text(vi="Xếp hạng", en="Standings"),
    "heading": Text(vi="BẢNG XẾP HẠNG THI ĐUA", en="STANDINGS"),
    "points_of": Text(vi="BẢNG ĐIỂM NỘI DUNG {}", en="POINTS OF CONTENT {}"),
    "stage": Text(vi="đợt {}", en="stage {}"),
    "content": Text(vi="Nội dung {}", en="Content {}"),
    "criterion": Text(vi="Tiêu chí", en="Criterion"),
    "standard": Text(vi="Điểm chuẩn", en="Standard"),
    "sum": Text(vi="Cộng nội dung", en="Content in all"),
    "account": Text(vi="GIẢI TRÌNH ĐIỂM", en="ACCOUNT OF POINTS"),
    "item": Text(vi="Mã", en="Id"),
    "text": Text(vi="Nội dung, tiêu chí, diễn giải", en="Content, criterion, step"),
    "points": Text(vi="Điểm", en="Points"),
    "facts": Text(vi="Số liệu, căn cứ", en="Figures, and where they stand"),
    "steps": Text(vi="Cách tính", en="How it is computed"),
    "whole": Text(vi="Cả bản giao ước", en="The whole sheet"),
    "total": Text(vi="TỔNG ĐIỂM", en="TOTAL"),
    "status": Text(vi="Tình trạng", en="Status"),
    "stated": Text(
        vi="{}: điểm ghi sẵn, không tính từ số liệu",
        en="{}: points stated, not derived from figures",
    ),
    "source": Text(vi="Nguồn tính", en="Source"),
    "computed": Text(vi="KẾT QUẢ ĐƯỢC TÍNH TỪ", en="COMPUTED FROM"),
    "what": Text(vi="Mục", en="What"),
    "digest": Text(vi="Mã kiểm tra", en="Digest"),
    "engine": Text(vi="Chương trình", en="Program"),
    "covenant": Text(vi="Bản giao ước và bản đăng ký", en="Covenant and registrations"),
    "reports": Text(vi="Báo cáo", en="Reports"),
}
_STATUS = {
    Status.FINAL: Text(vi="đủ số liệu", en="final"),
    Status.PENDING: Text(vi="còn thiếu số liệu", en="pending"),
    Status.NOT_CLASSIFIED: Text(vi="không xếp loại", en="not classified"),
    Status.EXCLUDED: Text(vi="không xếp hạng", en="not ranked"),
}


def workbook(standings: Standings, language: Language) -> bytes:
    """Return the results as an xlsx workbook: numbers as numbers, text never as a formula.

    Raises:
        MissingPackageError: the extra `report` is not installed.
    """
    book = Book.new(standings.covenant.title.in_(language))
    writer = _Writer(standings, language, book)
    writer.standings_sheet()
    for content in standings.covenant.contents:
        writer.content_sheet(content)
    stages_sheet(book, standings, language, writer.footer)
    conclusions_sheet(book, standings, language, writer.footer)
    for result in standings:
        writer.account_sheet(result)
    writer.receipt_sheet()
    return book.data()


@frozen
class _Writer:
    standings: Standings
    language: Language
    book: Book

    def __call__(self, key: str, *values: object) -> str:
        return _WORDS[key].in_(self.language).format(*values)

    @property
    def footer(self) -> str:
        """What stands under every page."""
        return f"{self._title()} · {self.standings.receipt.reports[7:19]}"

    def _title(self) -> str:
        stage = self("stage", stage_name(self.standings.stage, self.language))
        return f"{self.standings.covenant.title.in_(self.language)}, {stage}"

    def _paper(
        self, name: str, titles: tuple[str, str], *heads: tuple[str, int], exact: bool = True
    ) -> Paper:
        rounding = self.standings.covenant.rounding
        return Paper.new(self.book, name, titles, heads, rounding, self.language, exact=exact)

    def standings_sheet(self) -> None:
        """Write the standings, content by content, with what has to be said about them."""
        contents = self.standings.covenant.contents
        paper = self._paper(
            self("standings"), (self("heading"), self._title()),
            (word("rank", self.language), 8), (word("unit", self.language), 34),
            *((self("content", content.id), 12) for content in contents),
            *((word(key, self.language), 12) for key in ("bonus", "penalty", "total")),
            (self("status"), 18),
        )  # fmt: skip
        styles = ["center", "text", *["number"] * (2 + len(contents)), "strong_number", "center"]
        for result in self.standings:
            card = result.card
            scores = [card.contents[content.id].points for content in contents]
            total = None if card.status is Status.NOT_CLASSIFIED else card.total
            status = _STATUS[card.status].in_(self.language)
            rank, name = result.standing.shown, card.title.in_(self.language)
            stated = [self("content", c.id) for c in contents if card.contents[c.id].stated]
            remark = self("stated", ", ".join(stated)) if stated else ""
            cells = [rank, name, *scores, card.bonus, card.penalty, total, status]
            paper.put(cells, styles, remark)
        for content in contents:
            points = number_text(content.points, self.language)
            paper.note(
                f"{self('content', content.id)}: {content.title.in_(self.language)} ({points})"
            )
        self._notes(paper)
        paper.finish(self.footer)

    def _notes(self, paper: Paper) -> None:
        """Write what has to be said under a table; stated points are named there, not marked."""
        for said in notes(self.standings, self.language):
            words = said.removeprefix(f"{STATED} ")
            paper.note(words[:1].upper() + words[1:])

    def content_sheet(self, content: Content) -> None:
        """Write the criteria of one content, a column for each unit."""
        results = tuple(self.standings)
        name = self("content", content.id)
        title = (
            self("points_of", content.id),
            f"{content.title.in_(self.language)}. {self._title()}",
        )
        paper = self._paper(
            name, title,
            (self("item"), 8), (self("criterion"), 44), (self("standard"), 11),
            *((result.card.title.in_(self.language), 15) for result in results),
        )  # fmt: skip
        for criterion in content.criteria:
            scores = [_of_criterion(result, content, criterion.id) for result in results]
            named = criterion.title.in_(self.language)
            standard = Interval.point(criterion.points)
            paper.put(
                [criterion.id, named, standard, *scores], ["center", "text", *["number"] * 99]
            )
        scores = [result.card.contents[content.id].points for result in results]
        standard, styles = Interval.point(content.points), ["band"] * (3 + len(results))
        paper.put([content.id, self("sum"), standard, *scores], styles)
        self._notes(paper)
        paper.finish(self.footer)

    def account_sheet(self, result: Result) -> None:
        """Write the account of one unit: every entry that its points consist of."""
        ledger, name = result.ledger, result.card.title.in_(self.language)
        paper = self._paper(
            name, (self("account"), f"{name}. {self._title()}"),
            (self("item"), 9), (self("text"), 48), (self("standard"), 11), (self("points"), 12),
            (self("facts"), 44), (self("steps"), 36),
        )  # fmt: skip
        for content, criteria in _by_content(ledger):
            self._node(paper, content)
            for criterion in criteria:
                self._node(paper, criterion)
                for entry in ledger.within(content.id, criterion.id):
                    self._entry(paper, entry)
            for entry in ledger.within(content.id):
                if entry.of == (content.id,):
                    self._entry(paper, entry)
        for entry in ledger.entries:
            if not entry.of:
                self._entry(paper, entry, f"{self('whole')}: ")
        total = result.card.total
        paper.put(["", self("total"), None, total, "", ""], ["band"] * 6)
        paper.finish(self.footer)

    def _node(self, paper: Paper, node: Account) -> None:
        style = "strong" if node.depth else "band"
        title = node.title.in_(self.language)
        paper.put([node.id, title, Interval.point(node.standard), node.points, "", ""], [style] * 6)

    def _entry(self, paper: Paper, entry: Entry, before: str = "") -> None:
        facts = "\n".join(self._facts(entry))
        steps = "\n".join(step.in_(self.language) for step in entry.steps)
        words = f"{before}{entry.text.in_(self.language)}"
        styles = ["center", "item", "number", "number", "aside", "aside"]
        paper.put(["", words, None, entry.points, facts, steps], styles)

    def _facts(self, entry: Entry) -> Iterator[str]:
        for fact in entry.facts:
            place = f" ({fact.place})" if fact.place else ""
            yield f"{fact.title.in_(self.language)}: {fact.value.in_(self.language)}{place}"

    def receipt_sheet(self) -> None:
        """Write what the result was computed from."""
        receipt = self.standings.receipt
        paper = self._paper(
            self("source"),
            (self("computed"), self._title()),
            (self("what"), 44),
            (self("digest"), 80),
        )
        rows = {self("engine"): receipt.engine, self("covenant"): receipt.covenant}
        for name, digest in {**rows, self("reports"): receipt.reports, **receipt.rules}.items():
            paper.put([name, digest], ["text", "text"])
        paper.finish(self.footer)


def _of_criterion(result: Result, content: Content, criterion: str) -> Interval | str:
    """Return the points of a criterion; nothing where those of its content were stated as a whole."""
    card = result.card
    return "—" if card.contents[content.id].stated else card.criteria[criterion].points


def _by_content(ledger: Ledger) -> Iterator[tuple[Account, list[Account]]]:
    """Yield every content of an account with its criteria."""
    around = {of[1]: of[0] for of in (entry.of for entry in ledger.entries) if len(of) > 1}
    for content in ledger.nodes:
        if content.depth == 0:
            inside = [n for n in ledger.nodes if n.depth and around.get(n.id) == content.id]
            yield content, inside
