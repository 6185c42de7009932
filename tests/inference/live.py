"""What long and many sessions do, measured in processes of their own; run as `python -m tests.inference.live WHAT`."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from pathlib import Path
from random import Random

from covenant_rules.inference.session import open_session

from .brute import brute_force, told
from .programs import random_fact, random_program
from .words import AWARDS, register, unit, violate

PAGE = 4096


def resident():
    """Return the memory of this process in bytes."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def conclusions(seed):
    """Return what both engines conclude for a random program, in an order of its own."""
    random = Random(seed)
    program = random_program(random)
    with open_session(program) as session:
        assert session.engines == ("durable", "reference")
        asserted = {}
        for _ in range(8):
            kind, fields = random_fact(random, program)
            asserted[session.insert(kind, fields)] = kind, fields
        session.findings()
        findings, blocked = told(session._reference.conclude())
        assert (findings, blocked) == brute_force(program, asserted)
        # sets in an order that does not depend on hashes
        named = [(key, sorted(map(repr, by))) for key, by in blocked.items()]
        return sorted(map(repr, findings)), sorted(map(repr, named))


def change(session, random, live, units):
    """Insert or remove one random fact of the awards program."""
    kind = random.randrange(3)
    uid = f"đơn vị {random.randrange(units)}"
    if kind == 0:
        live.append(unit(session, uid, random.randrange(1, 3), 899_999 + random.randrange(3)))
    elif kind == 1:
        live.append(register(session, uid, random.choice(("cờ thi đua", "bằng khen"))))
    else:
        live.append(violate(session, uid))


def long_session(changes):
    """Insert and remove *changes* facts each; print how many comparisons were equal, and how memory grew."""
    random, live, compared = Random(20_26), [], 0
    with open_session(AWARDS) as session:
        warm = None
        inserted = removed = 0
        every = 2 * changes // 100
        while inserted < changes or removed < changes:
            grow = len(live) < 100 or (len(live) < 200 and random.random() < 0.5)
            if inserted < changes and grow:
                change(session, random, live, units=40)
                inserted += 1
            else:
                session.remove(live.pop(random.randrange(len(live))))
                removed += 1
            if (inserted + removed) % every == 0:
                session.findings()  # raises where the engines differ
                session.changes()
                compared += 1
                if compared == 25:
                    warm = resident()
        print(inserted, removed, compared, resident() - warm, session.engines == ("durable", "reference"))


def many_sessions(count):
    """Open, use and close *count* sessions; print how memory grew, also where nobody closes them."""

    def use(closed):
        session = open_session(AWARDS)
        for n in range(10):
            unit(session, f"u{n}")
            register(session, f"u{n}")
        violate(session, "u1")
        session.findings()
        if closed:
            session.close()

    grown = []
    for closed in (True, False):
        for _ in range(100):
            use(closed)
        before = resident()
        for _ in range(count):
            use(closed)
        grown.append(resident() - before)
    print(*grown)


def forked_session(random):
    """Return whether a session that was open at a fork goes on alike in both processes."""
    with open_session(AWARDS) as session:
        unit(session, "a")
        context = multiprocessing.get_context("fork")
        queue = context.SimpleQueue()

        def go_on():
            register(session, "a")
            return sorted(map(repr, session.findings()))

        child = context.Process(target=lambda: queue.put(go_on()))
        child.start()
        theirs = queue.get()
        child.join()
        return theirs == go_on()


if __name__ == "__main__":
    what, number = sys.argv[1:]
    {"long": long_session, "many": many_sessions}[what](int(number))
