"""The candidates of the benchmark: what each is, where it runs, and on how many rows at most."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Candidate:
    """One way to score the sheet.

    Attributes:
        module: its module among the peers.
        package: the distribution whose version the tables name; None for what is ours.
        scores: most rows times criteria that it is given; its time is extrapolated beyond that.
        variants: the variants of the sheet that it can take in at all.
    """

    name: str
    module: str
    package: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    scores: int | None = None
    variants: tuple[str, ...] = ("plain", "wide", "huge")

    @property
    def is_ours(self) -> bool:
        """Whether it runs with the library, and not in the environment of the peers."""
        return self.module == "ours"

    @property
    def is_exact(self) -> bool:
        """Whether it promises exact points."""
        return self.is_ours


LIMIT = Candidate("limit: columns read once, 2 threads", "limit")
FOLD = Candidate("covenant-rules, exact fold", "ours", options={"executor": "fold"}, scores=100_000)

OURS = (
    Candidate("covenant-rules, LLVM", "ours", options={"executor": "llvm"}),
    Candidate("covenant-rules, numpy", "ours", options={"executor": "numpy"}),
    Candidate("covenant-rules, Python integers", "ours", options={"executor": "integers"}, scores=400_000),
    FOLD,
)  # fmt: skip

SMALL = ("plain", "wide")
PEERS = (
    Candidate("polars, int64", "polars_", "polars", {"wide": False}, variants=SMALL),
    Candidate("polars, Int128", "polars_", "polars", {"wide": True}),
    Candidate("duckdb, BIGINT", "duckdb_", "duckdb", {"wide": False}, variants=SMALL),
    Candidate("duckdb, HUGEINT", "duckdb_", "duckdb", {"wide": True}),
    Candidate("pandas, floats", "pandas_", "pandas"),
    Candidate("OpenFisca-core", "openfisca", "OpenFisca-Core"),
    Candidate("zen-engine, batch", "zen", "zen-engine", {"batch": True}, scores=60_000),
    Candidate("zen-engine, row by row", "zen", "zen-engine", {"batch": False}, scores=60_000),
    Candidate("rule-engine", "rule_engine_", "rule-engine", scores=10_000),
    Candidate("business-rules", "business_rules_", "business-rules", scores=20_000),
    Candidate("Decimal loop", "decimal_loop", scores=100_000),
)
