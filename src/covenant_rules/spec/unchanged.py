"""Files that must stay as they are while they are read and scored: which text would a result stand for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import file_digest
from pathlib import Path

from attrs import frozen

from covenant_rules.diagnostics import Span, diagnostic
from covenant_rules.errors import SpecError
from covenant_rules.spec.folder import Files

LARGEST = 50_000_000  # bytes; what is larger no reader takes, so its size and its time say enough


@frozen
class Seen:
    """What the files of bloc-years, and *others*, held before they were read."""

    files: tuple[Files, ...]
    others: tuple[Path, ...]
    digests: Mapping[Path, str]

    @classmethod
    def of(cls, *files: Files, others: tuple[Path, ...] = ()) -> Seen:
        """Look at *files*, before they are read."""
        paths = (*others, *(path for one in files for path in _paths(one)))
        return cls(files, others, {path: _digest(path) for path in paths})

    def check(self) -> None:
        """Refuse a result whose files are no longer what they were.

        Raises:
            SpecError: with every file that changed, came or went.
        """
        now = Seen.of(*self.files, others=self.others).digests
        changed = [
            path for path in {**self.digests, **now} if now.get(path) != self.digests.get(path)
        ]
        if changed:
            raise SpecError([diagnostic("E709", Span(str(p), 1, 1), file=p) for p in changed])


def _paths(files: Files) -> Iterator[Path]:
    for path in (files.covenant, files.registrations, files.reports, files.awards):
        if path is not None and path.is_dir():
            yield from sorted(path.iterdir())
        elif path is not None:
            yield path


def _digest(path: Path) -> str:
    """Return what tells a file from another one; empty where it cannot be read, as its reader will say."""
    try:
        state = path.stat()
        if not path.is_file() or state.st_size > LARGEST:
            return f"{state.st_size} {state.st_mtime_ns}"
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""
