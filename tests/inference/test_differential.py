"""Three readings of random programs over changing facts: durable = reference = brute force.

`COVENANT_RULES_PROGRAMS=40000 pytest tests/inference/test_differential.py -n auto` runs the long campaign.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from covenant_rules.inference.durable import DurableEngine
from covenant_rules.inference.facts import Fact, Numbering
from covenant_rules.inference.reference import ReferenceEngine
from covenant_rules.inference.session import open_session

from .brute import brute_force, told
from .programs import random_fact, random_program

PROGRAMS = int(os.environ.get("COVENANT_RULES_PROGRAMS", "2000"))
CHUNK = max(100, PROGRAMS // 40)


@pytest.mark.parametrize("first", range(0, PROGRAMS, CHUNK))
def test_three_readings_agree(first):
    """Both engines and brute force find, block and derive the same after any inserts and removals."""
    found = 0
    for seed in range(first, min(first + CHUNK, PROGRAMS)):
        found += agree(seed)
    assert found > CHUNK  # the programs are not so strange that nothing ever holds


def agree(seed):
    """Run the program of *seed*; return how many findings there were to compare."""
    random = Random(seed)
    program = random_program(random)
    numbering = Numbering()
    reference = ReferenceEngine(program, numbering)
    durable = DurableEngine(
        program,
        numbering,
        most_facts=10_000,
        shard_patterns=random.choice((1, 2, 5, 56)),
        # ids run out early, so that rulesets are started anew in the middle
        most_ids=random.choice((40, 100_000)),
    )
    asserted, found, before = {}, 0, frozenset()
    try:
        for _ in range(random.randint(2, 5)):
            for _ in range(random.randint(1, 7)):
                if asserted and random.random() < 0.4:
                    no = random.choice(sorted(asserted))
                    del asserted[no]
                    reference.remove(no)
                    durable.remove(no)
                elif len(asserted) < 8:
                    no, (kind, fields) = numbering.new(), random_fact(random, program)
                    asserted[no] = kind, fields
                    reference.insert(Fact(no, kind, fields))
                    durable.insert(Fact(no, kind, fields))
            one, other = durable.conclude(), reference.conclude()
            expected = brute_force(program, asserted)
            assert told(other) == expected, (seed, program, asserted)
            assert told(one) == expected, (seed, program, asserted)
            assert one.derived == other.derived, (seed, program, asserted)
            changes = one.findings - before, before - one.findings
            assert durable.changes() == reference.changes() == changes, seed
            before = one.findings
            found += len(expected[0]) + len(expected[1])
    finally:
        durable.close()
    return found
