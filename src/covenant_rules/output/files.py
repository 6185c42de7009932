"""Writing files whole: a reader sees the old file or the new one, never a part."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from errno import EISDIR, ENAMETOOLONG
from io import BytesIO
from pathlib import Path
from stat import S_IFDIR, S_IFLNK, S_IFMT, S_IFREG
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import CovenantError, system_reason
from covenant_rules.text import Text

DAY_ZERO = datetime(
    1980, 1, 1, tzinfo=UTC
)  # where a format wants a day; results have none unless asked

FILES = (
    S_IFREG,
    S_IFLNK,
    S_IFDIR,
)  # what a name may stand for before; of a folder the system complains
_DEVICE = Text(vi="đó là một thiết bị, không phải tệp", en="it is a device, not a file")
MOST_NEW = 20  # folders in each other that are made for one name; nobody means more


class WriteError(CovenantError, OSError):
    """A result could not be written; the file that was there is as it was."""


def write_whole(path: Path, data: bytes) -> None:
    """Write *data* to *path* under a temporary name, and rename it when it is complete.

    Raises:
        WriteError: the folder is missing, read-only or full.
    """
    with _complete(path, data) as temporary:
        temporary.replace(path)


def check_place(path: Path) -> None:
    """Look whether a file can be written at *path*, before the work that fills it; nothing is left there.

    Raises:
        WriteError: the folder is missing or read-only, or *path* is a folder itself.
    """
    if path.is_dir():
        raise WriteError(
            diagnostic("E560", file=path, reason=system_reason(IsADirectoryError(EISDIR, "")))
        )
    with _complete(path, b""):
        pass


def create_whole(path: Path, data: bytes) -> bool:
    """Write *data* to *path* unless there is such a file; of several writers one alone succeeds.

    Returns:
        whether the file was written; False where it was there already, and is as it was.

    Raises:
        WriteError: the folder is missing, read-only or full, or knows no hard links (FAT).
    """
    place = os.rename if os.name == "nt" else os.link  # each refuses a name that is taken
    with _complete(path, data) as temporary:
        try:
            place(temporary, path)
        except FileExistsError:
            return False
    return True


@contextmanager
def _complete(path: Path, data: bytes) -> Iterator[Path]:
    """Yield a complete file beside *path* that holds *data*; afterwards nothing of it is left but its name."""
    temporary: Path | None = None
    try:
        if os.path.lexists(path) and S_IFMT(path.lstat().st_mode) not in FILES:
            raise WriteError(diagnostic("E560", file=path, reason=_DEVICE))  # such as /dev/null
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        yield temporary
    except OSError as error:
        if isinstance(error, WriteError):
            raise
        raise WriteError(diagnostic("E560", file=path, reason=system_reason(error))) from error
    finally:  # also where the user stops the program
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def rezipped(data: bytes, change: Callable[[str, bytes], bytes] = lambda _, part: part) -> bytes:
    """Return a zip file, such as a docx, whose entries all bear `DAY_ZERO`: one content, one file.

    *change* takes the name and the content of each entry and returns what it becomes.
    """
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, DAY_ZERO.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, change(name, old.read(name)))
    return stream.getvalue()


def make_folder(path: Path) -> None:
    """Make the folder *path*, and at most `MOST_NEW` around it, where it is not there yet.

    Raises:
        WriteError: it cannot be made; then none was.
    """
    try:
        missing = [one for one in (path, *path.parents) if not one.exists()]
        if len(missing) > MOST_NEW:
            raise OSError(ENAMETOOLONG, os.strerror(ENAMETOOLONG))  # noqa: TRY301
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(diagnostic("E560", file=path, reason=system_reason(error))) from error


def _umask() -> int:
    """Return the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
