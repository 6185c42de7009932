"""Every output of the library for the bloc-years of the repository, as hashes: one process of the matrix.

    python -m fuzz.outputs [0]

Prints a line `hash name` for each output, in order; with 0 for a quick part of them. Run from the top
of the repository, so that the paths in diagnostics are the same everywhere.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from io import StringIO
from pathlib import Path

BLOCS = (
    "specs/kien-giang/khoi-1/2017-illustration",
    "specs/kien-giang/khoi-1/2017",
    "specs/nghi-dinh-335/2026",
    "specs/rule-forms/R05",
)
UNIT = ("explain", BLOCS[0], "cong-an-tinh", "--lang", "vi")
PRINTED = {
    "check": ("check", "specs/kien-giang", "--format", "json"),
    "rules": ("rules", "--lang", "vi"),
    "plugins": ("plugins", "list", "--lang", "vi"),
    "explain": UNIT,
    "explain json": (*UNIT, "--format", "json"),
    "review": ("review", BLOCS[0], "--lang", "en"),
    "audit": ("audit", BLOCS[1], "--lang", "vi"),
    "awards": ("awards", BLOCS[0], "--lang", "vi"),
    "schema": ("schema",),
}


def outputs(*, quick: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every output of every command; needs the extras that it uses."""
    from covenant_rules.cli.files import WRITERS

    for name, arguments in PRINTED.items():
        if not quick or name in ("check", "explain"):
            yield name, _printed(arguments)
    with tempfile.TemporaryDirectory() as folder:
        for bloc in BLOCS[-1:] if quick else BLOCS:
            yield f"{bloc} table", _printed(("score", bloc, "--lang", "vi"))
            for kind in WRITERS:
                yield (
                    f"{bloc} .{kind}",
                    _written(("score", bloc, "--lang", "vi"), Path(folder, f"f.{kind}")),
                )
            yield f"{bloc} record", _written(("record", bloc), Path(folder, "r.json"))
        yield "form", _written(("form", BLOCS[-1]), Path(folder, "form.xlsx"))


def _printed(arguments: Sequence[str]) -> bytes:
    """Return the exit code of a command and what it says on stdout and on stderr."""
    from covenant_rules.cli.app import run

    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    return f"{code}\n{out.getvalue()}\n{err.getvalue()}".encode()


def _written(arguments: Sequence[str], file: Path) -> bytes:
    """Return the bytes of the file that a command writes; what it says where it writes none."""
    file.unlink(missing_ok=True)
    said = _printed((*arguments, "--out", str(file)))
    return file.read_bytes() if file.exists() else said


def main() -> int:
    """Print a line for each output."""
    for name, data in outputs(quick=sys.argv[1:] == ["0"]):
        print(f"{sha256(data).hexdigest()} {len(data):8} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
