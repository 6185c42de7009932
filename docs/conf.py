"""How the documentation is built: `python -m sphinx -n -W docs build/site`."""
# ruff: noqa: INP001, D103  (Sphinx reads these names from a file of this name)

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "covenant_rules"
author = "covenant_rules"
html_theme = "furo"
html_title = "covenant_rules"
extensions = ["myst_parser"]
exclude_patterns = ["build"]
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]
highlight_language = "text"


def setup(app: Any) -> None:
    import site_pages  # noqa: PLC0415  (needs the library, which the configuration does not)

    app.add_lexer("csv", TextLexer)
    app.connect("builder-inited", lambda _: site_pages.write(HERE / "generated"))
