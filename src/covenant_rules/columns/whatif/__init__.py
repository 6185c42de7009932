"""What if: the ranks of a bloc under many scenarios, and the places that weights may give a unit.

```python
from covenant_rules.columns.whatif import Draws, evidence, setting, steps, what_if

found = what_if(bloc, [setting("1.1", "target", steps(10, 20)), evidence("ban-a", "cases", [0, 1, 2])])
found.shares("ban-a")       # the share of the scenarios at each rank
pyarrow.table(found)        # one row for each scenario and unit
```
"""

from covenant_rules.columns.whatif.assumptions import (
    Assumption,
    Draws,
    Steps,
    band,
    cap,
    evidence,
    setting,
    standard,
    steps,
    target,
    threshold,
    weight,
)
from covenant_rules.columns.whatif.outcome import Scenarios
from covenant_rules.columns.whatif.scenarios import what_if
from covenant_rules.columns.whatif.weights import Reachable, WeightLimits, reachable_places

__all__ = [
    "Assumption", "Draws", "Reachable", "Scenarios", "Steps", "WeightLimits", "band", "cap", "evidence",
    "reachable_places", "setting", "standard", "steps", "target", "threshold", "weight", "what_if",
]  # fmt: skip
