"""What durable-rules 2.0.28 does where no guard of ours stands before it, one function for each hazard.

Run as `python hazards.py w1`: it prints `hazard` where the hazard is still there, else what it saw. Some
hazards end or hold up the process; that is why each runs in one of its own. Nothing of the library is imported.
"""

import json
import sys

import durable_rules_engine as engine

KIND = [{"kind": 1}, {"kind": 2}, {"kind": 3}]


class Raw:
    """A ruleset without guards."""

    def __init__(self, rules, opened=True):
        rules = {name: {"all": patterns} for name, patterns in rules.items()}
        if opened:
            rules["open"] = {"all": [{"m": {"$open": 1}}]}
        self.handle = engine.create_ruleset("raw", json.dumps(rules))
        self.state = 1
        if opened:
            engine.assert_event(self.handle, json.dumps({"id": "0", "sid": "0", "$open": 1}))
            self.drain()

    def put(self, no, kind, sid="0", **fields):
        """Assert a fact, and nothing more; return the code."""
        fact = {"id": str(no), "sid": sid, "kind": kind, "one": 1, **fields}
        code, self.state = engine.assert_fact(self.handle, json.dumps(fact))
        return code

    def take(self, no, sid="0"):
        return engine.retract_fact(self.handle, json.dumps({"id": str(no), "sid": sid}))[0]

    def drain(self):
        """Empty the agenda; return [(rule, {alias: id})]."""
        found = []
        started = engine.start_action_for_state(self.handle, self.state)
        messages = started and started[1]
        while messages:
            ((rule, facts),) = json.loads(messages).items()
            found.append((rule, {alias: fact.get("id") for alias, fact in facts.items()}))
            messages = engine.complete_and_start_action(self.handle, self.state)
        return found

    def rules(self):
        return [rule for rule, _ in self.drain()]


def report(hazard, seen):
    print("hazard" if hazard else f"gone: {seen}", flush=True)


def negation(*, first=False):
    unit = {"u": {"$and": [{"kind": 1}, {"$ex": {"f": 1}}]}}
    none = {"v$not": {"$and": [{"kind": 2}] if first else [{"kind": 2}, {"f": {"u": "f"}}]}}
    return [none, unit] if first else [unit, none]


def w1():
    """Of two blockers one goes, and the rule fires."""
    raw = Raw({"clean": negation()})
    raw.put(1, 2, f=7)
    raw.put(2, 2, f=7)
    raw.put(3, 1, f=7)
    before = raw.rules()
    raw.take(1)
    after = raw.rules()
    report(not before and after == ["clean"], (before, after))


def w2():
    """A blocker deletes pending matches of rules that have nothing to do with it."""
    raw = Raw({"clean": negation(), "high": [{"u": {"$and": [{"kind": 1}, {"$gt": {"f": 5}}]}}]})
    raw.put(1, 1, f=7)
    raw.put(2, 2, f=7)
    fired = raw.rules()
    report("high" not in fired, fired)


def w3():
    """A negation that stands first never holds at the start."""
    raw = Raw({"clean": negation(first=True)})
    raw.put(1, 1, f=7)
    fired = raw.rules()
    report(fired == [], fired)


def w4():
    """To retract a fact that has fired takes pending matches of another with it."""
    raw = Raw({"any": [{"u": {"$and": [{"kind": 1}, {"$ex": {"f": 1}}]}}]})
    raw.put(1, 1, f=7)
    first = raw.rules()
    raw.put(2, 1, f=8)
    raw.take(1)
    second = raw.rules()
    report(first == ["any"] and second == [], (first, second))


def w5():
    """Two ids of one 32-bit hash are one fact."""
    raw = Raw({"any": [{"u": {"$and": [{"kind": 1}]}}]})
    codes = raw.put(40189, 1), raw.put(797186, 1)
    report(codes == (0, 2), codes)


def w6():
    """A join on the id matches nothing, or anything."""
    raw = Raw({"pair": [{"a": {"$and": [{"kind": 1}]}}, {"b": {"$and": [{"kind": 2}, {"ref": {"a": "id"}}]}}]})
    for no in range(1, 301):
        raw.put(no, 1)
    for no in range(1, 301):
        raw.put(1000 + no, 2, ref=str(no))
    right = [pair for _, pair in raw.drain() if int(pair["b"]) - 1000 == int(pair["a"])]
    report(len(right) < 300, len(right))


def w7():
    """Sessions whose names have one hash see each other's facts."""
    raw = Raw({"pair": [{"a": {"$and": [{"kind": 1}]}}, {"b": {"$and": [{"kind": 2}]}}]})
    raw.put(1, 1, sid="40189")
    raw.put(2, 2, sid="797186")
    fired = raw.rules()
    report(fired == ["pair"], fired)


def w8():
    """The text "1" and the value true equal the number 1."""
    raw = Raw({"one": [{"u": {"$and": [{"kind": 1}, {"f": 1}]}}]})
    raw.put(1, 1, f="1")
    raw.put(2, 1, f=True)
    fired = raw.rules()
    report(fired == ["one", "one"], fired)


def w9():
    """A text of 65,537 letters equals the text of one."""
    raw = Raw({"b": [{"u": {"$and": [{"kind": 1}, {"f": "b"}]}}]})
    raw.put(1, 1, f="b" * 65537)
    fired = raw.rules()
    report(fired == ["b"], fired)


def w10():
    """Absence of a field is found in the engine's own messages."""
    raw = Raw({"none": [{"u": {"$and": [{"$nex": {"f": 1}}]}}]}, opened=False)
    raw.put(1, 1, f=1)
    fired = raw.drain()
    engine.update_state(raw.handle, json.dumps({"sid": "0", "id": "sid-0", "$s": 1, "x": 1}))
    fired += raw.drain()
    report(bool(fired), fired)


def w11():
    """An `or` inside a pattern fires once for each branch that is true."""
    branches = [{"f": 7}, {"g": 8}]
    raw = Raw({"or": [{"u": {"$and": [{"kind": 1}, {"$or": branches}]}}]})
    raw.put(1, 1, f=7, g=8)
    fired = raw.rules()
    report(fired == ["or", "or"], fired)


def division(by):
    quotient = {"$div": {"$l": {"a": "f"}, "$r": {"a": "by"}}}
    raw = Raw(
        {
            "half": [
                {"a": {"$and": [{"kind": 1}]}},
                {"b": {"$and": [{"kind": 2}, {"f": quotient}, {"one": {"a": "one"}}]}},
            ]
        }
    )
    raw.put(1, 1, f=-7, by=by)
    raw.put(2, 2, f=-3)
    return raw.rules()


def w12():
    """Division cuts towards nought: -7 / 2 is -3."""
    fired = division(2)
    report(fired == ["half"], fired)


def w13():
    """What a rule asserted stays when its premise goes."""
    raw = Raw({"first": [{"u": {"$and": [{"kind": 1}]}}], "second": [{"u": {"$and": [{"kind": 2}]}}]})
    raw.put(1, 1)
    assert raw.rules() == ["first"]
    raw.put(2, 2)
    assert raw.rules() == ["second"]
    raw.take(1)
    left = [fact["id"] for fact in json.loads(engine.get_facts(raw.handle, "0"))]
    report(left == ["2"], left)


def c1():
    """An inequality join that is false, and last, reads beyond the engine's memory."""
    joins = [{"$gt": {"f": {"a": "f"}}}]
    raw = Raw({"pair": [{"a": {"$and": [{"kind": 1}]}}, {"b": {"$and": [{"kind": 2}, *joins]}}]})
    fired = []
    for no in range(1, 2000, 2):
        raw.put(no, 1, f=9)
        raw.put(no + 1, 2, f=3)
        fired += raw.rules()
    report(bool(fired), fired)


def c2():
    """An `or` of a constant and a join that is true reads beyond the engine's memory."""
    either = {"$or": [{"f": 1}, {"$gt": {"f": {"a": "f"}}}]}
    raw = Raw({"pair": [{"a": {"$and": [{"kind": 1}]}}, {"b": either}]})
    fired = []
    for no in range(1, 2000, 2):
        raw.put(no, 1, f=3)
        raw.put(no + 1, 2, f=9)
        fired += raw.rules()
    report(len(fired) != 1000 * 1001 // 2, len(fired))


def c3():
    """Division by nought ends the process."""
    report(False, division(0))


def c4():
    """256 rules that end in one condition no longer fire once each; more do not load, or end the process."""
    raw = Raw({f"r{n}": [{"u": {"$and": [{"kind": 1}, {"f": 1}]}}] for n in range(256)})
    raw.put(1, 1, f=1)
    fired = raw.rules()
    report(len(fired) != 256, len(fired))


def c5():
    """Of some 512 different first conditions loading never ends, or every fact is refused."""
    raw = Raw({f"r{n}": [{"u": {f"f{n}": 1}}] for n in range(520)})
    try:
        code = raw.put(1, 1, f1=1)
    except engine.error as error:
        code = str(error)
    report(code != 0, code)


def c6():
    """The 1,025th session finds no room, and the next use ends the process."""
    raw = Raw({"any": [{"u": {"$and": [{"kind": 1}]}}]})
    try:
        for no in range(1, 1100):
            raw.put(no, 1, sid=f"s{no}")
            raw.drain()
    except MemoryError:
        report(True, None)
        return
    report(False, "1,100 sessions")


def c7():
    """A session in which nothing fired cannot be deleted."""
    raw = Raw({"pair": [{"a": {"$and": [{"kind": 1}]}}, {"b": {"$and": [{"kind": 2}]}}]}, opened=False)
    raw.put(1, 1)
    engine.delete_state(raw.handle, "0")
    engine.delete_ruleset(raw.handle)
    report(False, "deleted")


def c8():
    """After one of several sessions is deleted, the engine works on memory that is gone."""
    raw = Raw({"any": [{"u": {"$and": [{"kind": 1}]}}]})
    for no in range(1, 20):
        raw.put(no, 1, sid=f"s{no}")
        raw.drain()
    for no in range(1, 10):
        engine.delete_state(raw.handle, f"s{no}")
    try:
        raw.put(50, 1, sid="s15")
        for _ in range(50):
            engine.assert_timers(raw.handle)
            engine.start_action(raw.handle)
    except engine.error as error:
        report(True, error)
        return
    report(False, "nothing happened")


def c9():
    """An id of 9 MB ends the process."""
    raw = Raw({"any": [{"u": {"$and": [{"kind": 1}]}}]})
    report(False, raw.put("9" * 9_000_000, 1))


def c10():
    """An empty fact in a batch is never finished."""
    raw = Raw({"any": [{"u": {"$and": [{"kind": 1}]}}]})
    facts = [{"id": "1", "sid": "0", "kind": 1}, {}, {"id": "2", "sid": "0", "kind": 1}]
    report(False, engine.assert_facts(raw.handle, json.dumps(facts)))


def c11():
    """A rule on an absent field fires for ever through the public interface."""
    import warnings

    warnings.simplefilter("ignore")
    from durable.lang import assert_fact, m, ruleset, when_all

    fired = []
    with ruleset("endless"):

        @when_all(-m.missing)
        def fire(c):
            fired.append(1)
            if len(fired) > 200:
                print("hazard", flush=True)
                import os

                os._exit(0)

    try:
        assert_fact("endless", {"subject": 1})
    except Exception as error:
        report(False, error)
        return
    report(False, len(fired))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
