"""One hostile input: run its commands where they can do no harm, and say what went wrong, if anything.

Right is: exit code 0, 1 or 2; no traceback and no E599; JSON where JSON was asked for; 2 seconds until
it is said what is wrong, 10 for input that is right, and 500 MB at most; nothing written but the file that was named; no process started, no network used.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from attrs import frozen

from fuzz.kinds import KINDS

SECONDS, MEGABYTES = 2.0, 500
RIGHT = 5  # times the seconds for input that is right, which takes as long as there is much of it
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
TOUCHING = {
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
    "shutil.rmtree",
}
ESCAPING = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "socket.connect",
    "socket.getaddrinfo",
    "webbrowser.open",
)
ASKING = ("--version", "--help", "-h")  # are answered in words, whatever else is asked
NAMED = ("--out", "--chain", "--bad", "--into")


@frozen
class Outcome:
    """What one input did: nothing wrong (*fault* is empty), and what it cost."""

    fault: str
    seconds: float
    megabytes: float


class Watch:
    """Notes what the process does to files, to other processes and to the network while it is on."""

    def __init__(self) -> None:
        self.root, self.temporary, self.faults, self.on = "", "", [], False
        self.named: Sequence[str] = ()  # files and folders that the command was told to write
        sys.addaudithook(self.hook)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take an audit event."""
        if not self.on:
            return
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, int) or not (isinstance(flags, int) and flags & WRITING):
                return
            self._touch(event, path)
        elif event in TOUCHING:
            self._touch(event, arguments[0])
        elif event.startswith(ESCAPING):
            self.faults.append(f"{event} {arguments!r}"[:200])

    def _touch(self, event: str, path: Any) -> None:
        shown = (
            os.path.abspath(os.fsdecode(path))
            if isinstance(path, str | bytes | os.PathLike)
            else ""
        )
        inside = shown.startswith((self.root, self.temporary)) or any(
            shown == one or shown.startswith((f"{one}{os.sep}", os.path.join(os.path.dirname(one), f".{os.path.basename(one)}")))
            for one in self.named
        )
        if shown and shown != os.devnull and not inside:
            self.faults.append(f"{event} outside: {shown[:150]!r}")


@contextmanager
def _inside(folder: Path, watch: Watch, temporary: Path) -> Iterator[None]:
    before, kept = Path.cwd(), tempfile.tempdir
    os.chdir(folder)
    tempfile.tempdir = str(temporary)
    watch.root, watch.temporary, watch.faults = str(folder.parent) + os.sep, str(temporary), []
    watch.on = True
    try:
        yield
    finally:
        watch.on = False
        tempfile.tempdir = kept
        os.chdir(before)


def commands_of(kind: str, data: bytes) -> Sequence[Sequence[str]]:
    """Return the command lines that an input of *kind* is given to, or that it is."""
    if kind != "command lines":
        return KINDS[kind].commands
    text = data.decode("utf-8", "surrogatepass")
    return [text.split("\x1e") if text else []]


class Executor:
    """Runs inputs one after the other in this process."""

    def __init__(self) -> None:
        from covenant_rules.cli import app
        from covenant_rules.registry import Registry

        self.app, self.watch = app, Watch()
        registry = Registry.discover()  # a value, the same for every input but those about plugins
        self.registry, self.discover = Registry, Registry.__dict__["discover"]
        self.remembered = classmethod(lambda _, **__: registry)

    def run(self, kind: str, base: int, data: bytes) -> Outcome:
        """Put *data* into a base of *kind*, run the commands, and say what was wrong."""
        plugins = KINDS[kind].file.startswith("site/")
        self.registry.discover = self.discover if plugins else self.remembered
        with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
            folder, temporary = Path(name, "a", "b"), Path(name, "tmp")
            temporary.mkdir()
            for file, right in KINDS[kind].bases()[base].items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(right)
            (folder / KINDS[kind].file).write_bytes(data)
            (folder / "link").symlink_to(folder / "bloc" / "covenant.yaml")
            (folder / "loop").symlink_to(folder)
            path = sys.path[:]
            if plugins:  # this one package alone, so that the others need not be loaded each time
                sys.path[:] = [
                    str(folder / "site"),
                    *(one for one in path if "site-packages" not in one),
                ]
            try:
                return self._all(kind, data, folder, temporary)
            finally:
                self.registry.discover = self.discover  # type: ignore[method-assign]
                sys.path[:] = path
                if plugins:
                    for module in [m for m in sys.modules if m.startswith("zz_")]:
                        del sys.modules[module]
                for path in folder.rglob("*"):
                    if path.is_dir() and not path.is_symlink():
                        path.chmod(0o755)

    def _all(self, kind: str, data: bytes, folder: Path, temporary: Path) -> Outcome:
        faults, slowest = [], 0.0
        with _peak() as peak:
            for arguments in commands_of(kind, data):
                before = _listing(folder.parent)
                self.watch.named = [os.path.abspath(folder / name) for name in _given(arguments)]
                with _inside(folder, self.watch, temporary):
                    began = time.process_time()
                    code, fault = self._one(arguments)
                    seconds = time.process_time() - began
                slowest = max(slowest, seconds)
                faults += [fault] if fault else self.watch.faults[:1]
                if seconds > SECONDS * (1 if code else RIGHT):
                    faults.append(f"{seconds:.1f} seconds")
                changed = {path for path, *_ in _listing(folder.parent) ^ before}
                faults += [f"wrote {path}" for path in sorted(changed) if not _is_named(path, arguments, folder)][:1]
                if any(temporary.iterdir()):
                    faults.append("left temporary files")
                    shutil.rmtree(temporary)
                    temporary.mkdir()
        if peak[0] > MEGABYTES:
            faults.append(f"{peak[0]:.0f} MB")
        return Outcome("; ".join(list(dict.fromkeys(faults))[:3]), slowest, peak[0])

    def _one(self, arguments: Sequence[str]) -> tuple[int, str]:
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = self.app.run(list(arguments))
            except BaseException as error:
                return -1, f"{type(error).__name__} escaped: {error}"[:200]
        return code, self._wrong(code, arguments, out.getvalue(), err.getvalue())

    @staticmethod
    def _wrong(code: int, arguments: Sequence[str], out: str, said: str) -> str:
        """Return what is wrong with the end of a command and with what it said; nothing if all is well."""
        if "[E599]" in said:
            return said[said.index("[E599]") :].partition("\n")[0][:300]
        if "Traceback" in said or "Traceback" in out:
            return "a traceback was printed"
        if code not in (0, 1, 2):
            return f"exit code {code}"
        if code and not said and not out:
            return f"exit code {code} without a word"
        if ("--format", "json") in pairwise(arguments) and not code and not {*ASKING} & {*arguments}:
            try:
                json.loads(out)
            except ValueError as error:
                return f"no JSON: {error}"
        return ""


def _given(arguments: Sequence[str]) -> list[str]:
    """Return what a command line says is to be written."""
    given = [value for option, value in pairwise(arguments) if option in NAMED]
    given += [a.partition("=")[2] for a in arguments if a.startswith(tuple(f"{n}=" for n in NAMED))]
    return [value for value in given if "\0" not in value]


def _is_named(path: str, arguments: Sequence[str], folder: Path) -> bool:
    """Say whether a changed file was named: as itself, as its folder, or by a name that it is beside.

    `--bad` of `batch` and the public half of `keygen` are beside the named file and begin with its name.
    """
    file = folder.parent / path
    for value in _given(arguments):
        named = Path(os.path.realpath((folder / value).parent), Path(value).name)
        inside = named.is_dir() and named.resolve() in file.parents
        if inside or (file.parent == named.parent and file.name.startswith(named.stem or named.name)):
            return True
    return False


def _listing(folder: Path) -> set[tuple[str, int, int]]:
    found = set()
    for path in folder.rglob("*"):
        if not path.is_symlink() and "__pycache__" not in path.parts and path.is_file():
            stat = path.stat()
            found.add((str(path.relative_to(folder)), stat.st_size, stat.st_mtime_ns))
    return found


@contextmanager
def _peak() -> Iterator[list[float]]:
    """Yield a list that afterwards holds by how many megabytes the process grew at most; 0 elsewhere."""
    found, status, reset = [0.0], Path("/proc/self/status"), Path("/proc/self/clear_refs")
    known = status.exists() and os.access(reset, os.W_OK)
    if known:
        reset.write_text("5")
        before = _field(status, "VmRSS:")
    yield found
    if known:
        found[0] = (_field(status, "VmHWM:") - before) / 1024


def _field(status: Path, name: str) -> int:
    return next(
        int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(name)
    )
