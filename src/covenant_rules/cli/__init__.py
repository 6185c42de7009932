"""The command line. Its packages are an extra, so a program that imports the library stays light."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return its exit code."""
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
    return run(sys.argv[1:])
