"""Score emulation covenants (giao ước thi đua) exactly.

A rule is a typed function from evidence to points, read once into a formula; every reading is a
fold over that formula. Everything else in this package is a way to read, place, cap or add up such
functions.

```python
import covenant_rules as cr

bloc = cr.load("specs/kien-giang/khoi-1/2017")
standings = cr.score(bloc)
```
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = [
    "Bloc", "Conclusions", "Covenant", "CovenantError", "Diagnostic", "Quantity", "Registry", "Report",
    "Scorecard", "Standing", "Standings", "Text", "Watch", "batch", "conclude", "load", "rank", "score",
    "what_if", "with_frame", "write_form",
]  # fmt: skip

_HOMES = {
    "Bloc": "bloc",
    "Conclusions": "awards.conclude",
    "Covenant": "covenant",
    "CovenantError": "errors",
    "Diagnostic": "diagnostics",
    "Quantity": "quantity",
    "Registry": "registry",
    "Report": "report",
    "Scorecard": "scoring",
    "Standing": "standing",
    "Standings": "standing",
    "Text": "text",
    "Watch": "awards.watch",
    "batch": "columns.scoring",
    "conclude": "awards.conclude",
    "load": "spec.folder",
    "rank": "standing",
    "score": "columns.scoring",
    "what_if": "columns.whatif",
    "with_frame": "spec.folder",
    "write_form": "output.excel.form",
}

_REMOVALS: dict[str, Removal] = {}  # names on their way out; there are none yet

if TYPE_CHECKING:
    from covenant_rules.awards.conclude import Conclusions, conclude
    from covenant_rules.awards.watch import Watch
    from covenant_rules.bloc import Bloc
    from covenant_rules.columns.scoring import batch, score
    from covenant_rules.columns.whatif import what_if
    from covenant_rules.covenant import Covenant
    from covenant_rules.diagnostics import Diagnostic
    from covenant_rules.errors import CovenantError
    from covenant_rules.ladder import Removal
    from covenant_rules.output.excel.form import write_form
    from covenant_rules.quantity import Quantity
    from covenant_rules.registry import Registry
    from covenant_rules.report import Report
    from covenant_rules.scoring import Scorecard
    from covenant_rules.spec.folder import load, with_frame
    from covenant_rules.standing import Standing, Standings, rank
    from covenant_rules.text import Text


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package stays light."""
    if name not in _HOMES:
        from covenant_rules.ladder import removed  # noqa: PLC0415  (hardly ever asked for)

        return removed(_REMOVALS, __name__, name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
