"""The first minute: the bloc of 2017, scored on the screen and written as a page."""

from __future__ import annotations

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
    "printed": Text(
        vi="1. Số liệu đã công bố. Những gì văn bản không in thì vẫn thiếu, nên điểm là một khoảng.",
        en="1. What the documents print. The rest stays missing, so totals are intervals.",
    ),
    "completed": Text(
        vi="2. Cùng bản giao ước, phần thiếu được điền bằng số liệu MINH HỌA để thấy bảng xếp hạng.",
        en="2. The same covenant, completed with ILLUSTRATIVE figures to show final standings.",
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
        vi="Thử tiếp: covenant-rules check {0}   ·   covenant-rules score {0} --format json",
        en="Try next: covenant-rules check {0}   ·   covenant-rules score {0} --format json",
    ),
}


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
    for key, folder in (("printed", PRINTED), ("completed", COMPLETED)):
        _head(console, key, language)
        standings = score(load(shipped(folder)))
        table.print_to(console, standings, language)
    _head(console, "awarded", language)
    awarded = "\n".join(lines(conclude(standings), language))
    console.print(escape(folded(awarded, console.width).rstrip()), soft_wrap=True)
    _head(console, "explained", language)
    told = standings[EXPLAINED[0]].ledger.text(language, EXPLAINED[1])
    console.print(escape(folded(told, console.width).rstrip()), soft_wrap=True)
    console.print(escape("\n" + _page(standings, language, out)), soft_wrap=True)
    console.print(escape(_TEXTS["next"].in_(language).format(shipped(PRINTED))), soft_wrap=True)
    return EXIT.clean


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
