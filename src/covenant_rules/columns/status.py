"""What becomes of units beside their points: their status, and the vetoes that strike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from covenant_rules.columns.evidence import Evidence
from covenant_rules.columns.masks import arrays, either
from covenant_rules.columns.names import Kind
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.plan import Outcome
from covenant_rules.covenant import Covenant, Line, Unknown
from covenant_rules.scoring import Status

Ints = np.ndarray[Any, Any]
Mask = np.ndarray[Any, Any]
STATUSES = pa.array([status.value for status in Status])
FINAL, PENDING, NOT_CLASSIFIED, EXCLUDED = range(4)


def status_of(
    evidence: Evidence, covenant: Covenant, unsure: Mask | None, stated: frozenset[str]
) -> Ints:
    """Return the number of each unit's status."""
    status = np.zeros(evidence.rows, np.int64)
    if unsure is not None:
        status[unsure] = PENDING
    if evidence.ranked is not None:
        status[~evidence.ranked] = EXCLUDED
    blocked = _unclassified(evidence, covenant, stated)
    if blocked is not None:
        status[blocked] = NOT_CLASSIFIED
    return status


def _unclassified(evidence: Evidence, covenant: Covenant, stated: frozenset[str]) -> Mask | None:
    """Return the units that the sheet does not classify without the evidence that they lack."""
    found: Mask | None = None
    for content in covenant.contents:
        for criterion in content.criteria:
            if stated & {content.id, criterion.id}:
                continue
            gone = either(
                evidence.marked(Kind.NOT_APPLICABLE, content.id),
                evidence.marked(Kind.NOT_APPLICABLE, criterion.id),
            )
            lacking: Mask | None = None
            for line in criterion.lines:
                own = evidence.unknown(line, covenant, Unknown.NOT_CLASSIFIED)
                if own is None:
                    continue
                lacking = either(lacking, own & _live(evidence, covenant, line))
            slot = criterion.slot
            if slot and slot.unfilled is Unknown.NOT_CLASSIFIED and not criterion.items:
                lacking = np.ones(evidence.rows, bool)
            if lacking is not None:
                found = either(found, lacking if gone is None else lacking & ~gone)
    return found


def _live(evidence: Evidence, covenant: Covenant, line: Line) -> Mask:
    """Return where a line is in force and not waived."""
    in_force = evidence.in_force(line, covenant)
    if isinstance(in_force, Numbers):
        found = np.asarray(in_force.values) != 0
    else:
        found = np.full(evidence.rows, bool(in_force))
    waived = evidence.marked(Kind.WAIVER, line.id)
    return np.asarray(found if waived is None else found & ~waived)


def vetoes_of(lines: Sequence[str], outcome: Outcome) -> pa.Array:
    """Return for each unit the lines whose veto strikes, one after the other."""
    rows = outcome.rows
    codes = np.zeros(rows, object if len(lines) > 62 else np.int64)  # noqa: PLR2004
    for bit, line in enumerate(lines):
        if f"veto:{line}" in outcome.low:
            low = arrays(outcome.low[f"veto:{line}"])
            strikes = np.asarray(low.values > 0, dtype=bool)
            if low.missing is not None:
                strikes &= ~low.missing
            codes = codes + strikes.astype(codes.dtype) * (1 << bit)
    kinds, place = np.unique(codes, return_inverse=True)
    texts = [
        " ".join(line for bit, line in enumerate(lines) if int(kind) >> bit & 1) for kind in kinds
    ]
    return pa.array(texts, pa.string()).take(pa.array(place))
