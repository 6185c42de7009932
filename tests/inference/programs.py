"""Random programs and facts: small domains, so that joins meet, blocks block and recursion recurs."""

from __future__ import annotations

from random import Random

from covenant_rules.inference.checks import check
from covenant_rules.inference.language import (
    Field,
    Join,
    Kind,
    Or,
    Pattern,
    Program,
    Rule,
    Test,
    Then,
)

LARGEST = 2**53
NUMBERS = (-1, 0, 1, 2, 3, LARGEST - 1, LARGEST, -LARGEST)
TEXTS = ("", "cờ thi đua", "bằng khen", 'a"b\\', "a" * 40)
INTS = ("i0", "i1", "id", "kind")  # names that the engine reserves for itself
STRS = ("t0", "t1", "sid")
FIELDS = {**dict.fromkeys(INTS, int), **dict.fromkeys(STRS, str)}
ORDER = ("==", "==", "==", "!=", "<", "<=", ">", ">=")


def random_program(random: Random) -> Program:
    """Return a program that the checks accept: drawn until they do."""
    while True:
        program = _drawn(random)
        if not check(program):
            return program


def _drawn(random: Random) -> Program:
    kinds = []
    for name in ("k0", "k1", "k2")[: random.randint(1, 3)]:
        fields = random.sample(sorted(FIELDS), random.randint(1, 4))
        kinds.append(
            Kind(name, tuple(Field(f, FIELDS[f], optional=random.random() < 0.2) for f in fields))
        )
    known = {k.name: [f.name for f in k.fields] for k in kinds}
    # what a derived kind holds is drawn first, so that rules may recur
    derived = {
        name: random.sample(sorted(FIELDS), random.randint(0, 2))
        for name in ("d0", "d1", "d2")[: random.randint(0, 3)]
    }
    rules = []
    for number in range(random.randint(1, 6)):
        # mostly a rule reads what stands above it and derives what stands below, else it may recur
        own = min(number // 2, len(derived))
        seen = len(derived) if random.random() < 0.2 else own
        fields = {**known, **{name: derived[name] for name in sorted(derived)[:seen]}}
        patterns, bound = _patterns(random, fields, {}, random.randint(1, 3))
        then = []
        if derived and random.random() < 0.8:
            kind = sorted(derived)[min(own, len(derived) - 1)]
            sources = {f: _source(random, f, bound, {**known, **derived}) for f in derived[kind]}
            then.append(Then(kind, tuple(sources.items())))
        rules.append(Rule(f"r{number}", tuple(patterns), tuple(then)))
    return Program(tuple(kinds), tuple(rules))


def _patterns(random, fields, before, count, depth=0):
    """Return patterns, and the aliases that they bind in every branch, with their kinds."""
    bound = dict(before)
    patterns = []
    for place in range(count):
        if depth < 2 and random.random() < 0.12:
            branches, binds = [], []
            for _ in range(random.randint(1, 3)):
                inside, now = _patterns(random, fields, bound, random.randint(1, 2), depth + 1)
                branches.append(tuple(inside))
                binds.append(now)
            patterns.append(Or(tuple(branches)))
            common = set.intersection(*(set(b.items()) for b in binds))
            bound = dict(sorted(common))  # a seed gives one program, whatever the hashes
        else:
            negated = (place > 0 or bool(bound)) and random.random() < 0.35
            # branches may bind one alias alike
            alias = f"p{depth}_{len(bound)}" if not negated else f"n{depth}_{place}_{random.randrange(10**6)}"
            pattern = _pattern(random, alias, fields, bound, negated)
            patterns.append(pattern)
            if not negated:
                bound[alias] = pattern.kind
    return patterns, bound


def _pattern(random, alias, fields, bound, negated):
    follows = [name for name in fields if name.startswith("d")]
    kind = random.choice(follows if follows and random.random() < 0.5 else sorted(fields))
    tests, joins = [], []
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        if fields[kind]:
            name = random.choice(fields[kind])
            text = FIELDS[name] is str
            op = random.choice(("==", "!=") if text else ORDER)
            tests.append(Test(name, op, random.choice(TEXTS if text else NUMBERS[:6])))
    for _ in range(random.choice((0, 1, 1, 2)) if bound else 0):
        other = random.choice(sorted(bound))
        pairs = [
            (own, its)
            for own in fields[kind]
            for its in fields[bound[other]]
            if FIELDS[own] is FIELDS[its]
        ]
        if pairs:
            own, its = random.choice(pairs)
            text = FIELDS[own] is str
            op = random.choice(("==", "!=") if text else ORDER)
            offset = 0 if text else random.choice((0, 0, 1, -1, 2))
            joins.append(Join(own, op, other, its, offset))
    return Pattern(alias, kind, tuple(tests), tuple(joins), negated)


def _source(random, name, bound, fields):
    same = [
        (alias, f) for alias, kind in bound.items() for f in fields[kind] if FIELDS[f] is FIELDS[name]
    ]
    if same and random.random() < 0.85:
        return random.choice(same)
    return random.choice(TEXTS if FIELDS[name] is str else NUMBERS)


def random_fact(random: Random, program: Program) -> tuple[str, dict[str, int | str]]:
    """Return a fact that *program* takes."""
    kind = random.choice(program.kinds)
    return kind.name, {
        f.name: random.choice(TEXTS if f.type is str else NUMBERS)
        for f in kind.fields
        if not f.optional or random.random() < 0.5
    }
