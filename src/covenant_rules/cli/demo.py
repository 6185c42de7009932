"""The first minute: the bloc of 2017, scored on the screen."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from covenant_rules.cli.screen import EXIT, output
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import SpecError
from covenant_rules.output import table
from covenant_rules.spec.folder import load
from covenant_rules.standing import score
from covenant_rules.text import Language, Text

PRINTED = Path("kien-giang/khoi-1/2017")
COMPLETED = Path("kien-giang/khoi-1/2017-illustration")

_TEXTS = {
    "printed": Text(
        vi="1. Số liệu đã công bố. Những gì văn bản không in thì vẫn thiếu, nên điểm là một khoảng.",
        en="1. What the documents print. The rest stays missing, so totals are intervals.",
    ),
    "completed": Text(
        vi="2. Cùng bản giao ước, phần thiếu được điền bằng số liệu MINH HỌA để thấy bảng xếp hạng.",
        en="2. The same covenant, completed with ILLUSTRATIVE figures to show final standings.",
    ),
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


def run_demo(language: Language) -> int:
    """Show the standings of the demonstration bloc, as printed and as completed."""
    console = output()
    for key, folder in (("printed", PRINTED), ("completed", COMPLETED)):
        console.print(f"\n[bold]{escape(_TEXTS[key].in_(language))}[/bold]\n")
        table.print_to(console, score(load(shipped(folder))), language)
    console.print(
        escape("\n" + _TEXTS["next"].in_(language).format(shipped(PRINTED))), soft_wrap=True
    )
    return EXIT.clean
