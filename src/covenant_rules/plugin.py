"""Everything that an author of criterion plugins needs: this module is API 1.

```python
from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, clamp, hookimpl

police = Sector("police", vi="Công an", en="Police", api=1)
Minutes = Annotated[Number, Quantity("min", low=0, high=240, decimals=1)]
Goal = Annotated[Number, Quantity("min", low=1, high=120, decimals=1)]

@police.rule(vi="Thời gian phản ứng", en="Response time", better="lower")
def response_time(actual: Minutes, /, *, target: Goal, points: Points) -> Points:
    return points * clamp((2 * target - actual) / target, 0, 1)

@hookimpl
def covenant_rules_sector() -> Sector:
    return police
```
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from covenant_rules.formula.algebra import (
    Number,
    all_of,
    any_of,
    bands,
    clamp,
    decide,
    equals,
    grid,
    label,
    logarithm,
    maximum,
    mean,
    minimum,
    none_of,
    ratio,
    root,
    rounded,
    steps,
    when,
)
from covenant_rules.formula.reading import Like, Shape, TableOver, Within, Yield
from covenant_rules.formula.table import Table
from covenant_rules.hookspecs import hookimpl
from covenant_rules.quantity import ANY, POINTS, Quantity
from covenant_rules.sector import Measure, Profile, Sector

if TYPE_CHECKING:
    from covenant_rules.ladder import Removal

Points = Annotated[Number, POINTS, Yield.WITHIN_STANDARD]
Amount = Annotated[Number, POINTS, Yield.NOT_NEGATIVE]
Signed = Annotated[Number, Quantity("points", decimals=None), Yield.SIGNED]

__all__ = [
    "ANY", "Amount", "Like", "Measure", "Number", "Points", "Profile", "Quantity", "Sector", "Shape",
    "Signed", "Table", "TableOver", "Within", "all_of", "any_of", "bands", "clamp", "decide", "equals",
    "grid", "hookimpl", "label", "logarithm", "maximum", "mean", "minimum", "none_of", "ratio", "root",
    "rounded", "steps", "when",
]  # fmt: skip

_REMOVALS: Mapping[str, Removal] = {}  # nothing of API 1 is given up yet

if not TYPE_CHECKING:  # to a type checker, only the names above are there

    def __getattr__(name: str) -> object:
        """Give a name on its way out with its warning."""
        from covenant_rules.ladder import removed  # noqa: PLC0415  (hardly ever asked for)

        return removed(_REMOVALS, __name__, name)
