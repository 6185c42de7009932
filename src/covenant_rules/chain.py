"""A chain of decision records in a folder: `0001.json`, `0002.json`, each continuing the one before.

There is no lock to wait for and none to be left behind. A writer puts its record under the next
number, which the file system gives to one writer only; whoever comes second links to the record
that came first and takes the number after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from covenant_rules.diagnostics import Span, diagnostic
from covenant_rules.output.files import create_whole
from covenant_rules.record import Record, RecordError, continuing, write
from covenant_rules.sealed import LARGEST, read

_NAME = re.compile(r"(?:[0-9]{4}|[1-9][0-9]{4,8})\.json", re.ASCII)


def records_of(folder: Path) -> tuple[Path, ...]:
    """Return the files of the records in *folder*, the oldest first; other files are not part of it.

    Raises:
        RecordError: the folder cannot be read.
    """
    try:
        names = sorted(
            (path for path in folder.iterdir() if _NAME.fullmatch(path.name)), key=_number
        )
    except OSError as error:
        raise RecordError(diagnostic("E101", Span(str(folder), 1, 1), file=folder)) from error
    return tuple(names)


def append(folder: Path, record: Record, seal: Callable[[Record], Record]) -> tuple[Path, Record]:
    """Put *record* at the end of the chain in *folder*; return its file and what was written.

    Args:
        folder: where the chain stands; an empty folder begins one.
        record: the decision, whatever it continues.
        seal: signs the record once it is known which one it continues, or leaves it as it is.

    Raises:
        RecordError: the last record of the chain cannot be read, or was changed.
        WriteError: the folder is missing, read-only or full.
    """
    while True:
        last = records_of(folder)[-1:]
        before = None if not last else read_record(last[0])
        number = _number(last[0]) + 1 if last else 1
        sealed = seal(continuing(record, before))
        path = folder / f"{number:04}.json"
        if create_whole(path, write(sealed)):
            return path, sealed


def read_record(path: Path) -> Record:
    """Return the record in a file, every hash of it checked; never much more is read than one may hold.

    Raises:
        RecordError: there is no such file, it cannot be read, or it is no record.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise RecordError(diagnostic("E101", Span(str(path), 1, 1), file=path)) from error
    return read(data, str(path))


def _number(path: Path) -> int:
    return int(path.stem)
