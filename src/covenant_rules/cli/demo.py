"""The first minute: the bloc of 2017, scored on the screen and written as a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from rich.console import Console
from rich.markup import escape

from covenant_rules.awards.conclude import conclude
from covenant_rules.cli.files import html_page
from covenant_rules.cli.screen import EXIT, folded, output
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import MissingPackageError, SpecError
from covenant_rules.output import table
from covenant_rules.output.awards import lines
from covenant_rules.output.files import write_whole
from covenant_rules.spec.folder import load
from covenant_rules.standing import Standings, score
from covenant_rules.text import Language, Text

PRINTED = Path("kien-giang/khoi-1/2017")
COMPLETED = Path("kien-giang/khoi-1/2017-illustration")
EXPLAINED = ("cong-an-tinh", "1.1")

_TEXTS = {
    "welcome": Text(
        vi="Một phút làm quen: một khối thi đua có thật, 6 đơn vị, bốn bước và một báo cáo.",
        en="A first minute: a real emulation bloc of 6 units, in four steps and a report.",
    ),
    "printed": Text(
        vi="1. Số liệu đã công bố: điều văn bản không in thì thiếu, nên điểm là một khoảng.",
        en="1. What the documents print: the rest is missing, so totals are intervals.",
    ),
    "read_printed": Text(
        vi="“330,1–990” là thấp nhất và cao nhất còn có thể; hạng “1–6” là chưa thể xếp.",
        en="“330.1–990” is the least and the most still possible; rank “1–6” is open.",
    ),
    "completed": Text(
        vi="2. Cùng giao ước, phần thiếu điền bằng số liệu MINH HỌA: có bảng xếp hạng.",
        en="2. The same covenant, completed with ILLUSTRATIVE figures: final standings.",
    ),
    "awarded": Text(
        vi="3. Ai được đề nghị khen thưởng, ai được bầu, theo những dữ kiện nào.",
        en="3. Who is proposed for an award, who is elected, and on which facts.",
    ),
    "explained": Text(
        vi="4. Một tiêu chí của một đơn vị: từng điểm từ đâu ra.",
        en="4. One criterion of one unit: where every point comes from.",
    ),
    "page": Text(
        vi="Báo cáo đầy đủ, mở bằng trình duyệt (không cần mạng):\n  {}",
        en="The whole report, for your browser (no network needed):\n  {}",
    ),
    "no_page": Text(vi="Báo cáo HTML: {}; {}", en="The HTML report: {}; {}"),
    "next": Text(
        vi="Thử tiếp với thư mục của ví dụ này, rồi với thư mục của khối mình:",
        en="Try next, with the folder of this example and then with your own:",
    ),
}

_FOLDER = Text(vi="THƯ_MỤC", en="FOLDER")
_NEXT = {
    "check {}": Text(vi="mọi chỗ sai, và cách sửa", en="what is wrong, how to mend it"),
    "explain {} toa-an": Text(vi="từng điểm từ đâu ra", en="where every point comes from"),
    "form {} --out bieu-mau": Text(vi="biểu mẫu Excel cho đơn vị", en="an Excel form for each unit"),
    "score {} --out ket-qua.xlsx": Text(vi="bảng kết quả cho cuộc họp", en="results for the meeting"),
}  # fmt: skip


def shipped(folder: Path) -> Path:
    """Return a folder of the specs that ship with the package, or that of a source checkout.

    Raises:
        SpecError: the installation is not complete.
    """
    package = Path(__file__).parents[1]
    for specs in (package / "_specs", package.parents[1] / "specs"):
        if (specs / folder).is_dir():
            return specs / folder
    raise SpecError(diagnostic("E101", file=folder))


def run_demo(language: Language, out: Path | None = None) -> int:
    """Show the standings of the demonstration bloc, one account, and write the page of its report."""
    console = output()
    console.print("\n" + escape(_TEXTS["welcome"].in_(language)))
    for key, folder in (("printed", PRINTED), ("completed", COMPLETED)):
        _head(console, key, language)
        standings = score(load(shipped(folder)))
        table.print_to(console, standings, language)
        if f"read_{key}" in _TEXTS:
            console.print(escape(_TEXTS[f"read_{key}"].in_(language)))
    _head(console, "awarded", language)
    awarded = "\n".join(lines(conclude(standings), language))
    console.print(escape(folded(awarded, console.width).rstrip()), soft_wrap=True)
    _head(console, "explained", language)
    told = standings[EXPLAINED[0]].ledger.text(language, EXPLAINED[1])
    console.print(escape(folded(told, console.width).rstrip()), soft_wrap=True)
    console.print(escape("\n" + _page(standings, language, out)), soft_wrap=True)
    console.print(escape("\n" + "\n".join(_next(language))), soft_wrap=True)
    return EXIT.clean


def _next(language: Language) -> Iterator[str]:
    """Yield what to type next; a path in every line would make none of them fit."""
    yield _TEXTS["next"].in_(language)
    yield f"  {shipped(COMPLETED)}"
    commands = {words.format(_FOLDER.in_(language)): says for words, says in _NEXT.items()}
    width = max(map(len, commands))
    for words, says in commands.items():
        yield f"  covenant-rules {words:{width}}  {says.in_(language)}"


def _head(console: Console, key: str, language: Language) -> None:
    console.print(f"\n[bold]{escape(_TEXTS[key].in_(language))}[/bold]\n")


def _page(standings: Standings, language: Language, out: Path | None) -> str:
    """Write the page and return where it is; say what is missing where it cannot be made."""
    try:
        page = html_page(standings, language)
    except MissingPackageError as error:
        (told,) = error.diagnostics
        return _TEXTS["no_page"].in_(language).format(told.message(language), told.help(language))
    file = Path(mkdtemp(prefix="covenant-rules-")) / "demo.html" if out is None else out
    write_whole(file, page.encode())
    return _TEXTS["page"].in_(language).format(file)
