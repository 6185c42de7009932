"""Writing files whole: a reader sees the old file or the new one, never a part."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import CovenantError


class WriteError(CovenantError, OSError):
    """A result could not be written; the file that was there is as it was."""


def write_whole(path: Path, data: bytes) -> None:
    """Write *data* to *path* under a temporary name, and rename it when it is complete.

    Raises:
        WriteError: the folder is missing, read-only or full.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise WriteError(diagnostic("E560", file=path, reason=error.strerror or error)) from error
    finally:  # also where the user stops the program
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make the folder *path*, where it is not there yet.

    Raises:
        WriteError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(diagnostic("E560", file=path, reason=error.strerror or error)) from error


def _umask() -> int:
    """Return the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
