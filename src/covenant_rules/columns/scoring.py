"""The public verbs over columns: `score` of a bloc or of a frame, and `batch` of a file.

A bloc is scored without numpy or pyarrow; these are imported when a frame or a file is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from covenant_rules import standing
from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import ReportError
from covenant_rules.registration import Registration
from covenant_rules.standing import Standings
from covenant_rules.text import Language

if TYPE_CHECKING:
    from covenant_rules.columns.batch import Batch, Progress
    from covenant_rules.columns.frame import Scores


@overload
def score(covenant: Bloc, *, stage: str | None = None) -> Standings: ...


@overload
def score(
    covenant: Bloc | Covenant,
    frame: object,
    *,
    stage: str | None = None,
    registrations: Sequence[Registration] = (),
    ledger: bool = False,
    executor: str = "auto",
) -> Scores: ...


def score(
    covenant: Bloc | Covenant,
    frame: object | None = None,
    *,
    stage: str | None = None,
    registrations: Sequence[Registration] = (),
    ledger: bool = False,
    executor: str = "auto",
) -> Standings | Scores:
    """Score the units of a bloc, or every row of a data frame; exact and pure.

    Args:
        covenant: a bloc with its reports; beside a *frame* a sheet, or a bloc for its sheet and what
            its units signed.
        frame: evidence: any object with the Arrow PyCapsule interface (pandas, polars, pyarrow,
            duckdb), or a mapping from the names of columns to their values.
        stage: which reports, or which rows of a frame with a column `stage`, are scored.
        registrations: what the units of a frame signed; those of a bloc are taken by themselves.
        ledger: whether a frame's result has the points of every line too.
        executor: what runs over a frame; see `covenant_rules.columns.plan`.

    Returns:
        The standings of a bloc, or the scores of a frame, which are themselves an Arrow frame.

    Raises:
        ReportError: the stage is not clear, or a column of the frame means nothing.
        TypeError: there is a sheet alone and nothing to score.
    """
    if frame is None:
        if not isinstance(covenant, Bloc):
            raise TypeError(
                "score(covenant) needs a frame; score(bloc) takes the reports of the bloc"
            )
        return standing.score(covenant, stage=stage)
    sheet, signed = _sheet(covenant, registrations)
    found: Scores = _columns("frame").score_frame(
        sheet, frame, registrations=signed, stage=stage, lines=ledger, executor=executor
    )
    return found


def batch(  # noqa: PLR0913  (each is a decision of the caller)
    covenant: Bloc | Covenant,
    source: str | Path,
    target: str | Path,
    *,
    stage: str | None = None,
    registrations: Sequence[Registration] = (),
    ledger: bool = False,
    strict: bool = False,
    bad: str | Path | None = None,
    language: Language = "vi",
    executor: str = "auto",
    watch: Callable[[Progress], None] | None = None,
) -> Batch:
    """Score a file of evidence into a file of scores: Parquet, CSV or Arrow, of any size.

    Args:
        covenant: a sheet, or a bloc for its sheet and what its units signed.
        source: the evidence, wide or long.
        target: the file to write; it gets its name when it is whole.
        stage: the stage to score, where the evidence has several.
        registrations: what the units signed.
        ledger: whether the points of every line are written too.
        strict: whether one refused cell ends the run, leaving nothing.
        bad: the file of refused cells; by default beside *target*, ending in `.bad.csv`.
        language: the language of the reasons in it.
        executor: see `covenant_rules.columns.plan`.
        watch: called with the progress now and then.

    Raises:
        ReportError: a column means nothing; with *strict*, also for the cells that were refused.
        FileError: a file cannot be read or written.
    """
    sheet, signed = _sheet(covenant, registrations)
    done: Batch = _columns("batch").batch(
        sheet, source, target, registrations=signed, stage=stage, ledger=ledger, strict=strict,
        bad=bad, language=language, executor=executor, watch=watch,
    )  # fmt: skip
    return done


def _sheet(
    covenant: Bloc | Covenant, registrations: Sequence[Registration]
) -> tuple[Covenant, Sequence[Registration]]:
    if isinstance(covenant, Bloc):
        return covenant.covenant, registrations or covenant.registrations
    return covenant, registrations


def _columns(name: str) -> Any:
    """Return a module that needs numpy and pyarrow.

    Raises:
        ReportError: they are not installed.
    """
    try:
        return import_module(f"covenant_rules.columns.{name}")
    except ImportError as error:
        if error.name and error.name.partition(".")[0] in ("numpy", "pyarrow"):
            raise ReportError(diagnostic("E506")) from error
        raise
