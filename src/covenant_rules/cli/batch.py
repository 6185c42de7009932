"""`covenant-rules batch`: a file of evidence in, a file of scores out, of any size."""

from __future__ import annotations

import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

from attrs import evolve
from cyclopts import Parameter

from covenant_rules.cli.screen import EXIT, Lang, language_of, ready
from covenant_rules.columns.scoring import batch
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import Files, inspect
from covenant_rules.spec.unchanged import Seen
from covenant_rules.text import Language, Text

if TYPE_CHECKING:
    from covenant_rules.columns.batch import Batch, Progress

SECONDS_BETWEEN = 1 / 4
_STEPS = {
    "compare": Text(vi="so sánh trong khối", en="comparing within blocs"),
    "score": Text(vi="chấm điểm", en="scoring"),
    "rank": Text(vi="xếp hạng", en="ranking"),
    "write": Text(vi="ghi kết quả", en="writing"),
}


def batch_command(  # noqa: PLR0913  (the options of the command)
    path: Path,
    *,
    in_: Annotated[Path, Parameter(name="--in")],
    out: Path,
    ledger: bool = False,
    strict: bool = False,
    bad: Path | None = None,
    stage: str | None = None,
    registrations: Path | None = None,
    progress: bool | None = None,
    lang: Lang = None,
) -> int:
    """Score a file of evidence (.parquet, .csv, .arrow) into a file of scores, whatever its size.

    Example: covenant-rules batch covenant.yaml --in evidence.parquet --out scores.parquet

    Parameters
    ----------
    path
        The folder of the sheet, or its covenant.yaml; a registrations.yaml in it counts.
    in_
        The evidence: a row for each unit, or unit, measure and value in each row.
    out
        The scores; the file appears when it is whole.
    ledger
        Write the points of every line too.
    strict
        Stop at the first wrong row and leave nothing.
    bad
        The file of wrong rows; otherwise beside the scores, ending in .bad.csv.
    stage
        The stage to score, where the evidence has a column for it.
    registrations
        Another file of registrations.
    progress
        Show the progress although stderr is no terminal, or not although it is one.
    """
    language = language_of(lang)
    files = evolve(Files.of(path, registrations=registrations), reports=None)
    seen = Seen.of(files)
    bloc = ready(inspect(files, Registry.discover()))
    seen.check()
    shown = sys.stderr.isatty() if progress is None else progress
    watch = _Screen(language) if shown else None
    try:
        done = batch(
            bloc, in_, out, stage=stage, ledger=ledger, strict=strict, bad=bad,
            language=language, watch=watch,
        )  # fmt: skip
    finally:
        if watch is not None:
            watch.clear()
    sys.stderr.write(_closing(done).in_(language) + "\n")
    return EXIT.errors if done.refused else EXIT.clean


def _closing(done: Batch) -> Text:
    vi = f"Đã chấm {_count(done.scored, 'vi')} đơn vị vào `{done.out}`."
    en = f"Scored {_count(done.scored, 'en')} units into `{done.out}`."
    if not done.refused:
        return Text(vi=vi, en=en)
    return Text(
        vi=f"{vi} {_count(done.refused, 'vi')} dòng có lỗi, chưa chấm: xem `{done.bad}`.",
        en=f"{en} {_count(done.refused, 'en')} wrong rows were not scored: see `{done.bad}`.",
    )


def _count(number: int, language: Language) -> str:
    text = f"{number:,}"
    return text.replace(",", ".") if language == "vi" else text


class _Screen:
    """One line on stderr that says how far a run is, how fast, and how long it will take."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._told = monotonic() - 1
        self._width = 0

    def __call__(self, now: Progress) -> None:
        """Show the progress, a few times a second."""
        if monotonic() - self._told < SECONDS_BETWEEN:
            return
        self._told = monotonic()
        self._show(self._line(now))

    def _line(self, now: Progress) -> str:
        step = _STEPS[now.step].in_(self._language)
        share = f"{100 * now.done // now.total} %" if now.total else ""
        rate = _count(int(now.rows / now.seconds) if now.seconds else 0, self._language)
        units = Text(vi="đơn vị/giây", en="units/s").in_(self._language)
        parts = [step, share, _count(now.rows, self._language), f"{rate} {units}"]
        if now.step == "score" and now.done and now.total:
            left = int(now.seconds * (now.total - now.done) / now.done)
            word = Text(vi="còn", en="left").in_(self._language)
            parts.append(f"{word} {left // 60}:{left % 60:02}")
        return " · ".join(part for part in parts if part)

    def _show(self, line: str) -> None:
        sys.stderr.write("\r" + line.ljust(self._width))
        sys.stderr.flush()
        self._width = len(line)

    def clear(self) -> None:
        """Take the line away."""
        self._show("")
        sys.stderr.write("\r")
