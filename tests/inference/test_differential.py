"""Three readings of random programs over changing facts: durable = reference = brute force.

`COVENANT_RULES_PROGRAMS=40000 pytest tests/inference/test_differential.py -n auto` runs the long campaign.
"""

from __future__ import annotations

import os
import sys
from random import Random

import pytest

from covenant_rules.inference.durable import DurableEngine, TooManyFactsError
from covenant_rules.inference.facts import Fact, Numbering
from covenant_rules.inference.network import NotUsableError, module
from covenant_rules.inference.reference import ReferenceEngine

from .brute import brute_force, told
from .programs import random_fact, random_program

PROGRAMS = int(os.environ.get("COVENANT_RULES_PROGRAMS", "2000"))
try:
    DURABLE = bool(module())
except NotUsableError:  # the reference alone is held against brute force
    DURABLE = False
FEW_IDS = 40
CHUNK = max(100, PROGRAMS // 40)


@pytest.mark.parametrize("first", range(0, PROGRAMS, CHUNK))
def test_three_readings_agree(first):
    """Both engines and brute force find, block and derive the same after any inserts and removals."""
    found = 0
    for seed in range(first, min(first + CHUNK, PROGRAMS)):
        found += agree(seed)
    assert found > CHUNK  # the programs are not so strange that nothing ever holds


def test_durable_rules_takes_part():
    """Where Python is old enough for durable-rules, nobody may leave it out and not notice."""
    assert DURABLE or sys.version_info >= (3, 13)


def agree(seed):
    """Run the program of *seed*; return how many findings there were to compare."""
    random = Random(seed)
    program = random_program(random)
    numbering = Numbering()
    engines = [ReferenceEngine(program, numbering)]
    shard_patterns, most_ids = random.choice((1, 2, 5, 56)), random.choice((FEW_IDS, 100_000))
    if DURABLE:
        # tiny shards; and ids run out early, so that rulesets are started anew in the middle
        engines.append(
            DurableEngine(
                program, numbering, most_facts=10_000, shard_patterns=shard_patterns, most_ids=most_ids
            )
        )
    asserted, found, before = {}, 0, frozenset()
    try:
        for _ in range(random.randint(2, 5)):
            for _ in range(random.randint(1, 7)):
                if asserted and random.random() < 0.4:
                    no = random.choice(sorted(asserted))
                    del asserted[no]
                    for engine in engines:
                        engine.remove(no)
                elif len(asserted) < 8:
                    no, (kind, fields) = numbering.new(), random_fact(random, program)
                    asserted[no] = kind, fields
                    for engine in engines:
                        engine.insert(Fact(no, kind, fields))
            expected = brute_force(program, asserted)
            try:
                concluded = [engine.conclude() for engine in engines]
            except TooManyFactsError:
                # a recursion derived more than there are ids; a session goes on with the reference
                assert most_ids == FEW_IDS
                engines.pop().close()
                concluded = [engine.conclude() for engine in engines]
            for conclusions in concluded:
                assert told(conclusions) == expected, (seed, program, asserted)
                assert conclusions.derived == concluded[0].derived, (seed, program, asserted)
            now = concluded[0].findings
            for engine in engines:
                assert engine.changes() == (now - before, before - now), seed
            before = now
            found += len(expected[0]) + len(expected[1])
    finally:
        for engine in engines:
            engine.close()
    return found
