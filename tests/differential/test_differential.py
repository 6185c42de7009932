"""Every executor of columns gives, with `==`, what the exact fold gives."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from covenant_rules.columns.plan import EXECUTORS

from .covenants import differences, draw

COVENANTS, ROWS, PART = 2_000, 203, 100  # rows that fill no whole turn of a compiled loop


@pytest.fixture(scope="session")
def executors():
    """Return every executor that is installed; the development group has them all."""
    return [name for name, package in EXECUTORS.items() if not package or find_spec(package)]


@pytest.mark.parametrize("part", range(COVENANTS // PART))
def test_every_executor_equals_the_exact_fold(executors, part):
    """Generated covenants over the whole algebra and tree, on columns with every boundary, ties at a
    half, zeros, extremes, missing evidence and values beyond 2^53 and 2^63: no result differs."""
    for seed in range(part * PART, (part + 1) * PART):
        case = draw(seed, ROWS)
        assert [] == [wrong for executor in executors for wrong in differences(case, executor)]


@pytest.mark.parametrize("part", range(4))
def test_a_program_cut_into_many_loops_equals_the_exact_fold(part, monkeypatch):
    """What one loop of a compiled program keeps for the next is what it computed, wherever it is cut."""
    pytest.importorskip("llvmlite")
    from covenant_rules.columns import loops

    monkeypatch.setattr(loops, "LONG", 5)
    for seed in range(part * 10, (part + 1) * 10):
        assert [] == list(differences(draw(seed, ROWS), "llvm"))
