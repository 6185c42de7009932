"""Policies of awards in every shape there is; whether their names exist is another matter."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

UNITS = ("so-noi-vu", "so-tai-chinh")  # those of the bloc of tests.forms.sheet
TITLE = {"vi": "Tên", "en": "Title"}

ids = st.sampled_from(["a", "b", "co", "bang-khen", *UNITS])
titles = st.just(TITLE)
words = st.sampled_from(["Nghị định 335", "theo văn bản"])
counts = st.integers(1, 9)
percents = st.sampled_from([1, 20, Fraction("12.5"), 100])
bands = st.sampled_from([1, 90, "90", ">= 90", "< 50", "50 ..< 70", "70 <.. 90.5", "= 3"])
shares = st.sampled_from([">= 90 %", "> 1/2", "> 12.5 %", ">=2/3"])
days = st.sampled_from(["2026-01-31", "2026-12-31"])


def some(strategy, least=0):
    return st.lists(strategy, min_size=least, max_size=2)


def keyed(strategy):
    return st.dictionaries(ids, strategy, max_size=2)


def has(*, optional=None, **required):
    """Return mappings with all *required* keys and any of the *optional* ones."""
    keys, more = ({key.rstrip("_"): one for key, one in given.items()} for given in (required, optional or {}))
    return st.fixed_dictionaries(keys, optional=more)


def one_of_keys(**kinds):
    return st.sampled_from(sorted(kinds)).flatmap(lambda key: has(**{key: kinds[key]}))


names = ids | some(ids, 1)
NAMED = dict.fromkeys(
    ("registered", "violation", "veto", "reported", "group", "class", "award", "passed", "holds"), names
)
earlier = st.sampled_from(["running", "within"]).flatmap(lambda way: has(award=ids, **{way: st.integers(1, 9)}))


def deeper(**more):
    def around(inner):
        return one_of_keys(**{"not": inner, "any": some(inner, 1), "all": some(inner, 1)}, **more)

    return around


def at(of, key="is"):
    return st.fixed_dictionaries({"of": of, key: bands})


conditions = st.recursive(
    one_of_keys(
        **NAMED, earlier=earlier, rank=bands, points=bands | at(st.sampled_from(["1", "1.1"])),
        percent=at(st.just("1")), weakest=at(st.sampled_from(["criteria", "contents"])),
    ),
    deeper(), max_leaves=4,
)  # fmt: skip
of_person = st.recursive(
    one_of_keys(**NAMED, earlier=earlier, leader=st.booleans(), unit=conditions), deeper(), max_leaves=4
)
amounts = has(at_most=counts) | has(percent=percents)
BEYOND = {
    "at_least": counts, "ballot": ids, "within": st.sampled_from(["group", "unit"]), "exception": amounts,
}  # fmt: skip
STATED = {
    "order": st.sampled_from(["rank", "points", "listed"]), "ties": st.sampled_from(["all", "none", "undecided"]),
    "unused": st.sampled_from(["lost", "co"]),
}  # fmt: skip
OF_BASE = {
    "of": st.sampled_from(["units", "ranked", "staff", "class a", "group a, b", "registered co", "number 7"]),
    "rounding": st.sampled_from(["down", "ceiling", "half_up"]), "counted": st.sampled_from(["before", "after"]),
}  # fmt: skip
quotas = st.one_of(
    has(at_most=st.just("none")),
    has(at_most=counts | st.just("3"), **STATED, optional=BEYOND),
    has(percent=percents, **STATED, **OF_BASE, optional=BEYOND),
    has(by_class=st.dictionaries(ids, has(at_most=counts), min_size=1, max_size=2), **STATED, optional=BEYOND),
    has(by_class=st.dictionaries(ids, amounts, min_size=1, max_size=2), **STATED, **OF_BASE, optional=BEYOND),
)
named = has(id=ids, title=titles, when=some(conditions), optional={"source": words})
floors = has(optional={"criteria": percents, "contents": percents})
classes = has(
    id=ids, title=titles, points=bands, otherwise=st.sampled_from(["next", "none", "b"]),
    optional={"floors": floors, "when": some(conditions), "quota": quotas, "source": words},
)  # fmt: skip
awards = st.one_of(
    has(id=ids, title=titles, when=some(conditions), quota=quotas, optional={"to": st.just("units"), "source": words}),
    has(id=ids, title=titles, when=some(of_person), quota=quotas, to=st.just("people")),
)
elections = has(
    id=ids, title=titles, ballot=ids, seats=counts, ties=STATED["ties"],
    optional={"when": some(conditions), "source": words},
)  # fmt: skip
denominators = st.sampled_from(["members", "present", "present_and_written"])
ballots = has(
    id=ids, title=titles, members=counts, passes=shares, denominator=denominators,
    manner=st.sampled_from(["secret", "open"]), written=st.booleans(),
    quorum=has(share=st.just("none")) | has(share=shares, counts=denominators), optional={"source": words},
)  # fmt: skip
results = st.one_of(
    has(votes=keyed(counts), present=counts, optional={"written": counts, "illustrative": st.booleans()}),
    has(stated=some(ids, 1), optional={"source": words}),
)
gone = has(unit=ids, because=words, optional={"from_": ids, "source": words})
facts = has(
    optional={
        "registered": keyed(some(ids)), "violations": some(has(unit=ids, kind=ids, optional={"note": words})),
        "earlier": some(has(unit=ids, award=ids, year=st.just(2024))), "reports": keyed(keyed(days)),
        "groups": keyed(some(ids)), "staff": keyed(counts),
        "people": some(has(person=ids, title=titles, unit=ids, leader=st.booleans())),
        "proposed": keyed(some(ids)), "ballots": keyed(results), "withdrawn": some(gone), "disqualified": some(gone),
        "exceptions": some(
            has(quota=ids, because=words, authority=words, at_most=counts)
            | has(quota=ids, because=words, authority=words, percent=percents)
        ),
        "illustrative": st.booleans(),
    }
)  # fmt: skip
below = st.sampled_from(["stay", "move_up"])
policies = has(
    covenant=st.just("vi-du"), compare=st.sampled_from(["rounded", "exact"]), vetoed=st.sampled_from(["none", "a"]),
    withdrawal=below, disqualification=below,
    optional={
        "source": words, "classes": some(classes), "vetoes": some(named), "conditions": some(named),
        "awards": some(awards), "elections": some(elections), "ballots": some(ballots),
        "reports": some(has(id=ids, title=titles, due=days)),
        "shares": some(has(id=ids, title=titles, of=some(ids), non_leaders=shares, missed=st.sampled_from(["report", "cut"]))),
        "facts": facts,
    },
)  # fmt: skip
