"""Batches: a file of evidence in, a file of scores out, of any size in little memory.

Reading, scoring and writing overlap. Scores wait in a folder beside the result until the ranks of
their blocs are known; only then the result is written, and it gets its name when it is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, evolve, frozen

from covenant_rules.columns.aggregates import Aggregates
from covenant_rules.columns.evidence import BadCell
from covenant_rules.columns.files import FileError, kind_of, open_source, open_target, unreadable
from covenant_rules.columns.frame import bad_table, with_ranks
from covenant_rules.columns.intake import Intake
from covenant_rules.columns.names import Kind
from covenant_rules.columns.roll import roll
from covenant_rules.columns.scorer import Scored, Scorer
from covenant_rules.columns.spill import Spill, parts_for
from covenant_rules.columns.threads import Behind, ahead
from covenant_rules.columns.workplace import Workplace
from covenant_rules.covenant import Covenant
from covenant_rules.diagnostics import Span, diagnostic
from covenant_rules.errors import CovenantError, ReportError
from covenant_rules.registration import Registration
from covenant_rules.spec.cells import BLOC, UNIT
from covenant_rules.text import Language

PART = "part"
BYTES_A_ROW = 40  # of a CSV file, to guess its rows by
MOST_TOLD = 20


@frozen
class Progress:
    """How far a run is: what it does, how much of how much, and how many units a second so far."""

    step: str
    done: int
    total: int
    rows: int
    seconds: float


@frozen
class Batch:
    """What a run did: how many rows were scored, how many refused, and where they are."""

    scored: int
    refused: int
    out: Path
    bad: Path | None


Watch = Callable[[Progress], None]


def batch(  # noqa: PLR0913  (each is a decision of the caller)
    covenant: Covenant,
    source: str | Path,
    target: str | Path,
    *,
    registrations: Sequence[Registration] = (),
    stage: str | None = None,
    ledger: bool = False,
    strict: bool = False,
    bad: str | Path | None = None,
    language: Language = "vi",
    executor: str = "auto",
    watch: Watch | None = None,
) -> Batch:
    """Score a file of evidence into a file of scores; Parquet, CSV and Arrow by the ends of their names.

    Args:
        covenant: the sheet.
        source: the evidence, wide or long; see `docs/columns.md` for the names of columns.
        target: the file to write; it appears when it is whole.
        registrations: what the units signed.
        stage: the stage to score, where the evidence has several.
        ledger: whether the points of every line are written too.
        strict: whether one refused cell ends the run, leaving nothing.
        bad: the file of refused cells; by default beside *target*, ending in `.bad.csv`.
        language: the language of the reasons in it.
        executor: see `plan`.
        watch: called with the progress now and then.

    Raises:
        ReportError: a column means nothing; with *strict*, also for the cells that were refused.
        FileError: a file cannot be read or written, or changed meanwhile.
    """
    paths = Path(source), Path(target)
    kind_of(paths[1])
    side = Path(bad) if bad is not None else paths[1].with_suffix(".bad.csv")
    kind_of(side)
    if _are_one(paths[0], paths[1]) or _are_one(paths[0], side):
        raise FileError(diagnostic("E808", file=paths[0]))
    run = _Run(paths[0], paths[1], side, strict, language, watch, monotonic(), _state(paths[0]))
    known = roll(covenant, registrations)
    with Workplace(paths[1]) as place:
        try:
            intake = Intake.of(open_source(paths[0]), known, stage, place.folder)
            scorer = Scorer.of(known, intake.schema, lines=ledger, executor=executor)
            return run.go(place, intake, scorer)
        except pa.ArrowException as error:
            raise unreadable(paths[0], error) from error
        except OSError as error:
            if isinstance(error, CovenantError):
                raise
            raise place.failed(error) from error


@define
class _Run:
    """One run, with what it counts."""

    source: Path
    target: Path
    side: Path
    strict: bool
    language: Language
    watch: Watch | None
    started: float
    state: tuple[int, ...]
    rows: int = 0
    refused: int = 0

    def go(self, place: Workplace, intake: Intake, scorer: Scorer) -> Batch:
        """Score, rank and write; the result has its name afterwards."""
        aggregates = self._compared(intake, scorer)
        rows = intake.rows or intake.share[1] // BYTES_A_ROW
        spill = Spill(
            place.folder, scorer.layout, parts_for(rows, in_blocs=scorer.layout.bloc is not None)
        )
        with closing(spill):
            self._score(place, intake, scorer, aggregates, spill)
            for count in spill.rank():
                self._tell("rank", count, self.rows)
            self._write(place, scorer, spill)
        if _state(self.source) != self.state:
            raise FileError(diagnostic("E709", file=self.source))
        if self.refused:
            place.publish("bad", self.side)
        else:
            self.side.unlink(missing_ok=True)  # an older one would speak of another run
        place.publish("out", self.target)
        return Batch(self.rows, self.refused, self.target, self.side if self.refused else None)

    def _compared(self, intake: Intake, scorer: Scorer) -> Aggregates | None:
        """Return what each bloc compares, for which the file is read once before."""
        aggregates = scorer.aggregates()
        if aggregates is None:
            return None
        measures = {key[1] for key in aggregates.keys}
        needed = [
            name
            for name, word in scorer.header.words.items()
            if word.key in measures and word.kind in (Kind.MEASURE, Kind.INVALID, Kind.FACT)
        ]
        heads = [name for name in (UNIT, BLOC) if name in intake.schema.names]
        with closing(ahead(intake.chunks([*heads, *needed]))) as chunks:
            for chunk in chunks:
                aggregates.take(scorer.read(chunk))
                self._tell("compare", *intake.share)
        return aggregates

    def _score(
        self,
        place: Workplace,
        intake: Intake,
        scorer: Scorer,
        aggregates: Aggregates | None,
        spill: Spill,
    ) -> None:
        schema = scorer.layout.scored
        parted = schema if spill.parts == 1 else schema.append(pa.field(PART, pa.int16()))
        scores = pa.ipc.new_stream(str(place.path("scored")), parted)
        refused = open_target(
            place.path("bad"), kind_of(self.side), bad_table([], self.language).schema
        )

        def put(scored: Scored) -> None:
            table, own = scored.table, spill.add(scored.keys)
            if own is not None:
                parts = np.full(len(table), -1, np.int16)
                parts[_ranked(table)] = own
                table = table.append_column(PART, pa.array(parts))
            scores.write_batch(table)
            if scored.bad:
                refused.write(bad_table(scored.bad, self.language))

        with (
            closing(ahead(intake.chunks())) as chunks,
            closing(scores),
            closing(refused),
            Behind(put) as behind,
        ):
            for chunk in chunks:
                scored = scorer.score(chunk, scorer.read_once(chunk), aggregates)
                if scored.bad and self.strict:
                    raise ReportError(self._told(scored.bad, intake.schema.names))
                self.rows += len(scored.table)
                self.refused += len({one.at for one in scored.bad})
                behind.put(scored)
                self._tell("score", *intake.share)

    def _told(self, bad: Sequence[BadCell], names: list[str]) -> list[Any]:
        """Return refused cells as diagnostics with their places."""
        return [
            evolve(
                one.found,
                span=Span(
                    str(self.source),
                    one.row,
                    names.index(one.column) + 1 if one.column in names else 1,
                ),
            )
            for one in bad[:MOST_TOLD]
        ]

    def _write(self, place: Workplace, scorer: Scorer, spill: Spill) -> None:
        layout, done = scorer.layout, 0
        out = open_target(place.path("out"), kind_of(self.target), layout.schema)
        with closing(out), Behind(out.write) as behind:
            for table in _spilled(place.path("scored")):
                ranked = _ranked(table)
                own = None
                if spill.parts > 1:
                    own = table.column(PART).to_numpy(zero_copy_only=False)[ranked]
                places = spill.ranks(own, int(ranked.sum()))
                whole = pa.Table.from_batches([table.select(layout.scored.names)])
                behind.put(with_ranks(whole, places, ranked, layout))
                done += len(table)
                self._tell("write", done, self.rows)

    def _tell(self, step: str, done: int, total: int) -> None:
        if self.watch is not None:
            seconds = monotonic() - self.started
            self.watch(Progress(step, done, total, self.rows, seconds))


def _are_one(path: Path, other: Path) -> bool:
    """Say whether two names are those of one file; what no file can be called is nobody's."""
    try:
        return path.resolve() == other.resolve()
    except (OSError, ValueError, RuntimeError):  # the last for links that go in a circle
        return False  # whoever opens it says why


def _state(path: Path) -> tuple[int, ...]:
    """Return what tells a file, which may be too large to be read once more, from a changed one."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ()  # whoever opens it says why
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _ranked(table: pa.RecordBatch) -> Any:
    status = table.column("status")
    return pc.is_in(status, pa.array(["final", "pending"])).to_numpy(zero_copy_only=False)


def _spilled(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(path), "rb") as file:
        yield from pa.ipc.open_stream(file)
