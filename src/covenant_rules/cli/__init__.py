"""The command line. Its packages are an extra, so a program that imports the library stays light."""

from __future__ import annotations

import sys
from io import TextIOWrapper


def main() -> int:
    """Run the command line and return its exit code."""
    _speak_utf8()
    try:
        from covenant_rules.cli.app import run  # noqa: PLC0415  (the extra may be missing)
    except ModuleNotFoundError as error:
        if error.name not in ("cyclopts", "rich"):
            raise
        sys.stderr.write(
            "Thiếu gói cho dòng lệnh / the command line needs more packages:\n"
            "  pip install 'covenant-rules[cli]'\n"
        )
        return 2
    except KeyboardInterrupt:  # a hand may be quicker than the imports
        return 130
    return run(sys.argv[1:])


def _speak_utf8() -> None:
    """Let what is printed be UTF-8, the same bytes in every locale; not every code page has Vietnamese."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # others were put there by a program that knows why
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
