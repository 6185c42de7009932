"""A place to work in beside a result: nothing appears under its name before it is whole.

Whoever starts takes over what a killed run has left there; whoever still works there keeps it.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from covenant_rules.columns.files import FileError
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import system_reason

try:
    import fcntl
except ImportError:  # a system without such locks refuses to remove open files by itself
    fcntl = None  # type: ignore[assignment]


class Workplace:
    """The folder of a run that writes *target*, gone when the run ends."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target.parent / f".{target.name}.parts"
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Take the place.

        Raises:
            FileError: another run works there, or the folder cannot be written.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            lock = (self.folder / "lock").open("wb")
            try:
                _take(lock, self.path("lock"))
            except OSError:
                lock.close()
                raise
            self._lock = lock
            for left in self.folder.iterdir():
                if left.name != "lock":
                    left.unlink()
        except BlockingIOError as error:
            raise FileError(diagnostic("E807", file=self.target)) from error
        except OSError as error:
            raise self.failed(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the place clean."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()

    def path(self, name: str) -> Path:
        """Return the path of a file here."""
        return self.folder / name

    def publish(self, name: str, target: Path) -> None:
        """Give a finished file its name; a reader sees the old one or the whole new one."""
        with self.path(name).open("rb+") as file:
            os.fsync(file.fileno())
        self.path(name).replace(target)

    def failed(self, error: OSError) -> FileError:
        """Return what is wrong where the result cannot be written."""
        return FileError(diagnostic("E560", file=self.target, reason=system_reason(error)))


def _take(lock: IO[bytes], path: Path) -> None:
    """Take a lock that is still the one at *path*: whoever leaves takes the folder along."""
    if fcntl is not None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with suppress(FileNotFoundError):
        if os.path.samestat(os.fstat(lock.fileno()), path.stat()):
            return
    raise BlockingIOError
