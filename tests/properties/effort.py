"""How many examples a property draws: a fifth in an ordinary run, all in a thorough one.

`COVENANT_RULES_THOROUGH=1 python -m pytest -n auto tests/properties` draws all of them: 1,000 for scoring,
caps, ranking and loading.
"""

import os


def examples(count: int) -> int:
    """Return how many examples stand for *count* in this run."""
    return count if os.environ.get("COVENANT_RULES_THOROUGH") else max(count // 5, 20)
