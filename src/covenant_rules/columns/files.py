"""Files of columns: Parquet, CSV and Arrow IPC, read and written a batch at a time."""

from __future__ import annotations

import csv
import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from attrs import define, field, frozen

from covenant_rules.columns.cells import settled
from covenant_rules.diagnostics import Span, diagnostic, did_you_mean
from covenant_rules.errors import CovenantError, ReportError
from covenant_rules.text import LIVE, normalise

Ints = np.ndarray[Any, Any]
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "parquet": "Parquet",
        "pq": "Parquet",
        "csv": "CSV",
        "arrow": "Arrow",
        "ipc": "Arrow",
        "feather": "Arrow",
    }
)
AT_A_TIME = 2**25  # bytes of numbers that are held as one batch
FEWEST, MOST = 2**14, 2**18  # rows of a batch
CSV_BLOCK = 2**23


class FileError(CovenantError, OSError):
    """A file of columns cannot be read or written."""


def kind_of(path: Path) -> str:
    """Return the kind of a file by the end of its name.

    Raises:
        FileError: it has none that columns are read from.
    """
    ending = path.suffix.removeprefix(".").lower()
    if ending not in KINDS:
        near = did_you_mean(ending, KINDS)
        kinds = ", ".join(f".{known}" for known in KINDS)
        raise FileError(diagnostic("E805", file=path, kinds=kinds, suggestion=near and f".{near}"))
    return KINDS[ending]


@frozen(eq=False)
class Piece:
    """Some rows of a file, and where they stand in it.

    Attributes:
        origins: the row of each of them in the file, counted from 0; None for *first* and following.
        skipped: rows of a CSV file with a wrong number of cells, as row, found and wanted.
    """

    batch: pa.RecordBatch
    first: int
    origins: Ints | None = None
    skipped: tuple[tuple[int, int, int], ...] = ()


class Source(Protocol):
    """A file that is read."""

    schema: pa.Schema
    rows: int | None

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[Piece]:
        """Yield the rows of the file, of all columns or some."""
        ...

    @property
    def share(self) -> tuple[int, int]:
        """How much was read, and of how much: rows, or bytes where the rows are not known."""
        ...


def open_source(path: Path) -> Source:
    """Return the file at *path*, ready to be read.

    Raises:
        FileError: it is not there, or not of the kind that its name says.
    """
    kinds: Mapping[str, Callable[[Path], Source]]
    kinds = {"Parquet": _Parquet, "CSV": _Csv, "Arrow": _Arrow}
    kind = kind_of(path)
    try:
        return kinds[kind](path)
    except (pa.ArrowException, UnicodeError, OSError) as error:  # a name that is no UTF-8
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> FileError:
    """Return what is wrong with a file that cannot be read."""
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return FileError(diagnostic("E101", file=path))
    return FileError(diagnostic("E806", file=path, kind=kind_of(path), reason=str(error)[:300]))


def _named(schema: pa.Schema) -> pa.Schema:
    return pa.schema([settled(field) for field in schema])


def _rows_at_a_time(schema: pa.Schema) -> int:
    return max(FEWEST, min(MOST, AT_A_TIME // (8 * max(1, len(schema)))))


def _read_as(kinds: pa.Schema, columns: Sequence[pa.Array]) -> pa.Schema:
    return pa.schema([(f.name, c.type) for f, c in zip(kinds, columns, strict=True)])


class _Parquet:
    """A Parquet file, its pages read as they are needed."""

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path, pre_buffer=False, buffer_size=2**20)
        self.schema = _named(self._file.schema_arrow)
        self._names = dict(zip(self.schema.names, self._file.schema_arrow.names, strict=True))
        self.rows: int | None = self._file.metadata.num_rows
        self._read = 0

    @property
    def share(self) -> tuple[int, int]:
        return self._read, self.rows or 0

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[Piece]:
        names = self.schema.names if columns is None else columns
        size = _rows_at_a_time(self.schema)
        self._read = 0
        for batch in self._file.iter_batches(size, columns=[self._names[n] for n in names]):
            batch.validate(full=True)  # text that is no UTF-8 is told by no reader
            found = [batch.column(self._names[own]) for own in names]
            kinds = pa.schema([self.schema.field(own) for own in names])
            own = pa.RecordBatch.from_arrays(found, schema=_read_as(kinds, found)).cast(kinds)
            yield Piece(own, self._read)
            self._read += len(batch)


class _Arrow:
    """A file of Arrow IPC, or a stream of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with pa.OSFile(str(path), "rb") as file:
            with suppress(pa.ArrowInvalid):
                reader = pa.ipc.open_file(file)
                self.schema = _named(reader.schema)
                self.rows: int | None = None
                self._is_file = True
                return
            file.seek(0)
            self.schema = _named(pa.ipc.open_stream(file).schema)
            self.rows, self._is_file = None, False

    _read = 0

    @property
    def share(self) -> tuple[int, int]:
        return self._read, self._path.stat().st_size

    def _batches(self, file: pa.NativeFile) -> Iterator[pa.RecordBatch]:
        if self._is_file:
            reader = pa.ipc.open_file(file)
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)
        else:
            yield from pa.ipc.open_stream(file)

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[Piece]:
        size, first = _rows_at_a_time(self.schema), 0
        with pa.OSFile(str(self._path), "rb") as file:
            for batch in self._batches(file):
                batch.validate(full=True)
                named = batch.rename_columns(self.schema.names).cast(self.schema)
                chosen = named if columns is None else named.select(list(columns))
                for start in range(0, len(chosen), size):
                    part = chosen.slice(start, size)
                    yield Piece(part, first)
                    first += len(part)
                self._read = file.tell()


class _TextFile:
    """A file that tells how much of it was read, and where it is no UTF-8: pyarrow tells some of it on stderr."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb")
        self._decoder = getincrementaldecoder("utf-8")()
        self._lines = 1
        self.done = 0
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        try:
            self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            line = self._lines + error.object[: error.start].count(b"\n")
            raise ReportError(diagnostic("E104", Span(str(self._path), line, 1))) from error
        self._lines += data.count(b"\n")
        self.done += len(data)
        return data

    def close(self) -> None:
        self._file.close()
        self.closed = True


class _Csv:
    """A CSV file, every cell kept as the text that it is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size
        with path.open(encoding="utf-8-sig", newline="") as file:
            try:
                head = next((line for line in file if line.strip()), "")
            except UnicodeDecodeError as error:
                raise ReportError(diagnostic("E104")) from error
        self._delimiter = max(",;\t", key=head.count)
        try:
            names = next(csv.reader([head], delimiter=self._delimiter), [])
        except csv.Error as error:  # a name of over 131,072 characters
            raise pa.ArrowInvalid(str(error)) from error
        names = [normalise(name.strip()) for name in names]
        self.schema = pa.schema([(name, pa.string()) for name in names])
        self.rows: int | None = None
        self._file: _TextFile | None = None

    @property
    def share(self) -> tuple[int, int]:
        return (0 if self._file is None else self._file.done), self._size

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[Piece]:
        with closing(_TextFile(self._path)) as self._file:
            yield from self._pieces(self._file, columns)

    def _pieces(self, file: _TextFile, columns: Sequence[str] | None) -> Iterator[Piece]:
        skipped: list[tuple[int, int, int]] = []
        done = 0

        def skip(row: Any) -> str:
            # The first data row is physical row 2: the header stands before it.
            skipped.append((int(row.number) - 2, row.actual_columns, row.expected_columns))
            return "skip"

        reader = pacsv.open_csv(
            file,
            read_options=pacsv.ReadOptions(
                use_threads=False, block_size=CSV_BLOCK, column_names=self.schema.names, skip_rows=1
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=self._delimiter, newlines_in_values=True, invalid_row_handler=skip
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=self.schema, strings_can_be_null=False
            ),
        )
        told = 0
        for whole in reader:
            batch = whole if columns is None else whole.select(list(columns))
            gaps = np.array([row for row, _, _ in skipped], np.int64) - np.arange(len(skipped))
            rows = np.arange(done, done + len(batch))
            rows += np.searchsorted(gaps, rows, side="right")
            size = _rows_at_a_time(self.schema)
            for start in range(0, len(batch), size):
                part = batch.slice(start, size)
                yield Piece(part, 0, rows[start : start + size], tuple(skipped[told:]))
                told = len(skipped)
            done += len(batch)
        if len(skipped) > told:
            empty = pa.RecordBatch.from_pylist([], schema=self.schema)
            yield Piece(empty, 0, np.zeros(0, np.int64), tuple(skipped[told:]))


class Target(Protocol):
    """A file that is written."""

    def write(self, table: pa.Table) -> None:
        """Write some rows."""
        ...

    def close(self) -> None:
        """Write what belongs at the end."""
        ...


TEXTS = ("status", "vetoes", "bloc", "code", "column", "reason")


def open_target(path: Path, kind: str, schema: pa.Schema) -> Target:
    """Return a file of *kind* to write rows of *schema* to."""
    if kind == "Parquet":
        few = [name for name in schema.names if name in TEXTS]  # others hardly repeat
        return _Writer(
            pq.ParquetWriter(
                path, schema, use_dictionary=few or False, store_decimal_as_integer=True
            )
        )
    if kind == "Arrow":
        return _Writer(pa.ipc.new_file(str(path), schema))
    return _CsvWriter(path, schema)


@define
class _Writer:
    """A writer of pyarrow."""

    writer: Any

    def write(self, table: pa.Table) -> None:
        self.writer.write_table(table)

    def close(self) -> None:
        self.writer.close()


def _no_formula(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return text of the evidence so that a spreadsheet takes it as text; numbers stay as they are."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    live = pc.match_substring_regex(column, f"^[{re.escape(LIVE)}]")
    number = pc.match_substring_regex(column, r"^-?[0-9]+([./][0-9]+)?$")
    quoted = pc.binary_join_element_wise(
        pa.scalar("'", column.type), column, pa.scalar("", column.type)
    )
    return pc.if_else(pc.and_not(live, number), quoted, column)


@define(init=False)
class _CsvWriter:
    """A CSV file; decimals are written in full, and no text is a formula."""

    writer: Any
    schema: pa.Schema = field()

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.schema = pa.schema(
            [(f.name, pa.string() if pa.types.is_decimal(f.type) else f.type) for f in schema]
        )
        options = pacsv.WriteOptions(quoting_style="needed")
        self.writer = pacsv.CSVWriter(str(path), self.schema, write_options=options)

    def write(self, table: pa.Table) -> None:
        columns = [_no_formula(column) for column in table.cast(self.schema).columns]
        self.writer.write_table(pa.table(columns, schema=self.schema))

    def close(self) -> None:
        self.writer.close()
