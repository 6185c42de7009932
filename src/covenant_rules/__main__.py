"""`python -m covenant_rules` is the command line."""

from __future__ import annotations

import sys

from covenant_rules.cli import main

if __name__ == "__main__":
    sys.exit(main())
