"""Standings by hand: ranks, places still open, how they read, the stage, the receipt."""

from fractions import Fraction
from hashlib import sha256
from importlib.metadata import version

import pytest

import covenant_rules as cr
from covenant_rules.covenant import (
    Combine,
    Content,
    Covenant,
    Method,
    Ranking,
    Rounding,
    Stage,
    TieBreaker,
)
from covenant_rules.errors import ReportError
from covenant_rules.interval import Interval
from covenant_rules.rounding import RoundingMode
from covenant_rules.scoring import Score, Scorecard, Status
from covenant_rules.standing import Standing, choose_stage, rank
from covenant_rules.text import Text

from .sheets import load_bloc

BONUS = TieBreaker("by bonus", None, "bonus", higher_first=True)
PENALTY = TieBreaker("by penalty", None, "penalty", higher_first=False)
FIRST_CONTENT = TieBreaker("by content", "1", "points", higher_first=True)


def interval(value):
    """Return a number, or a pair of numbers, as an interval; None is an open end."""
    low, high = value if isinstance(value, tuple) else (value, value)
    return Interval(*(None if end is None else Fraction(end) for end in (low, high)))


def card(unit, exact, *, total=None, bonus=0, penalty=0, points=0, status=None):
    """Return the card of a unit; where its total is a pair it is still open."""
    found = interval(exact)
    status = status or (Status.PENDING if found.exact is None else Status.FINAL)
    shown = found if total is None else interval(total)
    inner = Score(interval(points), interval(0), interval(0))
    name = Text.same(unit)
    return Scorecard(unit, name, "final", status, shown, found, interval(bonus), interval(penalty), {"1": inner}, {}, {})


def places(cards, method=Method.COMPETITION, *breakers, decimals=None, rounded=False, listed_last=False):
    """Return the standings of *cards* as a sheet ranks them, in their order."""
    ranking = Ranking(method, rounded, decimals, breakers, listed_last)
    content = Content("1", Text.same("x"), Fraction(1), ())
    rounding = Rounding(0, RoundingMode.HALF_UP, Stage.TOTAL)
    return rank(cards, Covenant("x", "1", Text.same("x"), (content,), rounding, ranking, Combine.SUM))


@pytest.mark.parametrize(
    ("standing", "shown"),
    [
        (Standing("a", 1, 1, 1), "1"),
        (Standing("a", 2, 2, 2, ("b",)), "2="),
        (Standing("a", None, 3, 5), "3–5"),
        (Standing("a", None, 4, 4), "(4)"),
        (Standing("a", None), "—"),
    ],
)
def test_a_place_reads_as_people_write_it(standing, shown):
    """A rank is a number, with `=` where shared; open places are a span, one certain place is in
    brackets while the total is open, and a unit out of rank has a dash."""
    assert standing.shown == shown


@pytest.mark.parametrize(
    ("method", "ranks"),
    [(Method.DENSE, [2, 1, 2, 3]), (Method.COMPETITION, [2, 1, 2, 4]), (Method.ORDINAL, [2, 1, 3, 4])],
)
def test_equal_totals_share_a_place_as_the_sheet_says(method, ranks):
    """Of 9, 10, 9 and 8 points the two nines share place 2, or stand 2 and 3 as registered."""
    cards = [card("a", 9), card("b", 10), card("c", 9), card("d", 8)]
    found = places(cards, method, listed_last=method is Method.ORDINAL)
    assert [s.rank for s in found] == ranks
    assert [(s.best, s.worst) for s in found] == [(n, n) for n in ranks]
    shared = method is not Method.ORDINAL
    assert [s.tied_with for s in found] == ([("c",), (), ("a",), ()] if shared else [()] * 4)
    assert [s.broken_by for s in found] == ([None] * 4 if shared else ["listed", None, "listed", None])


def test_three_that_share_a_place_name_the_other_two():
    """Each of three units with equal totals names the others, in their order."""
    found = places([card("a", 5), card("b", 5), card("c", 5), card("d", 4)], Method.DENSE)
    assert [s.tied_with for s in found] == [("b", "c"), ("a", "c"), ("a", "b"), ()]
    assert [s.rank for s in found] == [1, 1, 1, 2]


def test_listing_parts_whom_nothing_else_parts():
    """Where the order of registration decides last, three equal units stand one after another."""
    cards = [card("a", 5), card("b", 5), card("c", 5), card("d", 4)]
    found = places(cards, Method.COMPETITION, listed_last=True)
    assert [(s.rank, s.best, s.worst) for s in found] == [(1,) * 3, (2,) * 3, (3,) * 3, (4,) * 3]
    assert [s.broken_by for s in found] == ["listed"] * 3 + [None]


def test_tie_breakers_are_asked_in_turn_and_named():
    """Equal totals: a has the greater bonus, b and c differ in the penalty only, where less is better;
    d has a total that nobody shares."""
    cards = [
        card("c", 9, bonus=1, penalty=2), card("b", 9, bonus=1, penalty=1), card("a", 9, bonus=2, penalty=2),
        card("d", 8, bonus=9, penalty=9),
    ]
    found = places(cards, Method.COMPETITION, BONUS, PENALTY)
    assert [(s.unit, s.rank) for s in found] == [("c", 3), ("b", 2), ("a", 1), ("d", 4)]
    # Each names the first breaker that parts it from a unit with its total.
    assert [s.broken_by for s in found] == ["by bonus"] * 3 + [None]
    found = places(cards[:2], Method.COMPETITION, BONUS, PENALTY)
    assert [(s.rank, s.broken_by) for s in found] == [(2, "by penalty"), (1, "by penalty")]


def test_a_breaker_that_parts_others_is_not_named():
    """a and b are parted by the penalty after equal bonuses; c, parted from them by the bonus, names that."""
    cards = [card("a", 9, bonus=2, penalty=1), card("b", 9, bonus=2, penalty=3), card("c", 9, bonus=1, penalty=0)]
    found = places(cards, Method.COMPETITION, PENALTY, BONUS)
    assert [(s.rank, s.broken_by) for s in found] == [(2, "by penalty"), (3, "by penalty"), (1, "by penalty")]
    found = places([cards[0], cards[2]], Method.COMPETITION, FIRST_CONTENT, BONUS)
    assert [(s.rank, s.broken_by) for s in found] == [(1, "by bonus"), (2, "by bonus")]


def test_the_points_of_a_content_break_a_tie():
    """Where the sheet names content 1, the unit with more points in it stands first."""
    found = places([card("a", 9, points=3), card("b", 9, points=4)], Method.COMPETITION, FIRST_CONTENT)
    assert [(s.rank, s.broken_by) for s in found] == [(2, "by content"), (1, "by content")]


def test_an_unknown_breaker_leaves_the_place_open():
    """Where totals are known but a breaker is not, no rank is given, only places."""
    found = places([card("a", 9, bonus=(0, 1)), card("b", 9, bonus=1)], Method.COMPETITION, BONUS)
    assert [(s.rank, s.shown) for s in found] == [(None, "1–2")] * 2


def test_totals_compare_as_the_sheet_says():
    """9.04 and 8.96 differ exactly, agree at one decimal, and as printed where both print 9."""
    cards = [card("a", "8.96", total=9), card("b", "9.04", total=9)]
    assert [s.rank for s in places(cards)] == [2, 1]
    assert [s.rank for s in places(cards, decimals=1)] == [1, 1]
    assert [s.rank for s in places(cards, rounded=True)] == [1, 1]
    assert [s.rank for s in places(cards, decimals=2)] == [2, 1]


@pytest.mark.parametrize(
    ("method", "spans"),
    [
        (Method.COMPETITION, ["1–2", "1–2", "4–5", "(3)", "4–5"]),
        (Method.DENSE, ["1–2", "1–2", "2–5", "2–3", "2–5"]),
    ],
)
def test_open_places_count_who_is_surely_and_who_may_be_ahead(method, spans):
    """a (8 to 10) and b (9) are ahead of d (5), and d of c and e (0 to 4), whatever comes; in a dense
    ranking those ahead may share one place."""
    cards = [card("a", (8, 10)), card("b", 9), card("c", (0, 4)), card("d", 5), card("e", (0, 4))]
    found = places(cards, method)
    assert [s.shown for s in found] == spans
    assert [(s.unit, s.rank) for s in found] == [(unit, None) for unit in "abcde"]


def test_who_may_become_equal_is_not_surely_ahead():
    """a (5 to 8) may end with the 5 points of b, and both then share the first place."""
    assert places([card("a", (5, 8)), card("b", 5)])[1].best == 1


def test_a_total_without_an_end_may_stand_anywhere():
    """What has no lower or no upper end is surely ahead of nobody, or surely behind nobody."""
    found = places([card("a", (None, 9)), card("b", (10, None)), card("c", 5)])
    assert [s.shown for s in found] == ["2–3", "(1)", "2–3"]
    found = places([card("a", (3, None)), card("b", 5)])
    assert [s.shown for s in found] == ["1–2", "1–2"]
    # Rounding to whole points, of which 9.4 has 9, leaves an open end open.
    found = places([card("a", (None, "9.4")), card("b", (10, None)), card("c", 9)], decimals=0)
    assert [s.shown for s in found] == ["2–3", "(1)", "2–3"]


def test_who_is_out_of_rank_takes_no_place():
    """Excluded and unclassified units have no place, and nobody stands behind them; an open total of
    theirs leaves the places of the others decided."""
    cards = [
        card("a", 9), card("b", 10, status=Status.EXCLUDED), card("c", (0, 10), status=Status.NOT_CLASSIFIED),
        card("d", 8),
    ]
    assert places(cards) == (Standing("a", 1, 1, 1), Standing("b", None), Standing("c", None), Standing("d", 2, 2, 2))


# A bloc-year, scored


SHEET = """
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 10
    criteria:
      - {id: "1.1", title: {vi: t, en: t}, points: 10, lines: [
          {award: core.full},
          {id: cases, title: {vi: Vụ việc, en: Cases}, penalty: core.per_case, with: {each: 0.5}, from: {count: n}}]}
measures:
  n: {title: {vi: n, en: n}, unit: count, low: 0, high: 10}
"""
UNITS = """
units:
  - {unit: a, title: {vi: Đơn vị A, en: Unit A}}
  - {unit: out, title: {vi: Ngoài, en: Out}, ranked: false, because: khách mời}
  - {unit: b, title: {vi: B <b>, en: B <b>}}
  - {unit: c, title: {vi: C, en: C}}
"""
ROWS = "a,final,n,2,\nout,final,n,0,\nb,final,n,1,\nc,final,n,2,\n"


@pytest.fixture(scope="module")
def bloc(tmp_path_factory):
    """A bloc of four units, one of them a guest."""
    return load_bloc(tmp_path_factory.mktemp("bloc"), SHEET, UNITS, ROWS)


def test_results_stand_best_first_and_guests_last(bloc):
    """Results are sorted by rank, equal ones as registered, and who has no rank stands last."""
    found = cr.score(bloc)
    assert [(r.card.unit, r.standing.shown) for r in found] == [("b", "1"), ("a", "2="), ("c", "2="), ("out", "—")]
    assert [r.standing.unit for r in found] == ["b", "a", "c", "out"]
    assert len(found) == 4
    assert found["c"] is found.results[2]
    assert found.stage == "final"
    assert found.bloc is bloc
    assert found.covenant is bloc.covenant
    with pytest.raises(KeyError, match="nobody"):
        found["nobody"]


def test_a_result_gives_the_account_of_its_unit(bloc):
    """The ledger of a result is about its own unit and sums to its total."""
    found = cr.score(bloc)
    for result in found:
        assert result.ledger.card == result.card
        assert sum(e.points.exact for e in result.ledger.entries) == result.card.total.exact


def test_the_receipt_names_what_the_result_came_from(bloc):
    """A receipt holds the engine and its version, the hash of the sheet, the hash of the reports, and
    the fingerprint of every rule, by id in alphabetical order."""
    receipt = cr.score(bloc).receipt
    assert receipt.engine == f"covenant-rules {version('covenant-rules')}"
    assert receipt.covenant == bloc.covenant.digest != ""
    # The text of the four reports: unit and stage, then what was reported.
    reports = "\n\n".join(f"{u} final\nn={n}" for u, n in (("a", 2), ("b", 1), ("c", 2), ("out", 0)))
    assert receipt.reports == "sha256:" + sha256(reports.encode()).hexdigest()
    rules = {line.rule.id: line.rule.fingerprint for line in bloc.covenant.lines}
    assert list(receipt.rules.items()) == sorted(rules.items())
    assert list(receipt.rules) == ["core.full", "core.per_case"]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("vi_VN.UTF-8", ["Bản thử", "Đơn vị", "Tổng điểm", "1", "1 · B &lt;b&gt;|9,5|9,5", "2= · Đơn vị A|9|9"]),
        ("en_GB.UTF-8", ["Trial", "Unit", "Total", "1", "1 · B &lt;b&gt;|9.5|9.5", "2= · Unit A|9|9"]),
    ],
)
def test_standings_in_a_notebook(language, lines, bloc, monkeypatch):
    """A notebook shows a table in the language of the environment: the title of the sheet, a head, and
    for each unit its place, its title, its total and the points of each content, all escaped."""
    monkeypatch.setenv("LC_ALL", language)
    found = cr.score(bloc)._repr_html_().splitlines()
    caption, *head = lines[:4]

    def row(words):
        first, *amounts = words.split("|")
        return f'<tr><th scope="row">{first}</th>' + "".join(f'<td class="amount">{a}</td>' for a in amounts) + "</tr>"

    assert found[:3] == [
        f'<table class="standings" lang="{language[:2]}">',
        f"<caption>{caption}</caption>",
        "<thead><tr>" + "".join(f'<th scope="col">{name}</th>' for name in head) + "</tr></thead>",
    ]
    assert found[4:6] == [row(words) for words in lines[4:]]
    assert len(found) == 3 + 1 + 4 + 2


# The stage


def staged(folder, *stages):
    """Return a bloc with a report at each of *stages*."""
    return load_bloc(folder, SHEET, UNITS, "".join(f"a,{stage},n,1,\n" for stage in stages))


@pytest.mark.parametrize(
    ("stages", "asked", "chosen"),
    [
        ((), None, "final"),
        (("half",), None, "half"),
        (("half", "final"), None, "final"),
        (("half", "final"), "half", "half"),
        ((), "half", "half"),
    ],
)
def test_the_stage_that_is_scored(stages, asked, chosen, tmp_path):
    """The named stage, else the only one, else `final`; where nothing is reported any name will do."""
    assert choose_stage(staged(tmp_path, *stages), asked) == chosen


def test_a_stage_is_not_guessed(tmp_path):
    """Where several stages have reports and none is `final`, the user must say which; all are named."""
    with pytest.raises(ReportError) as caught:
        cr.score(staged(tmp_path, "half", "year"))
    (problem,) = caught.value.diagnostics
    assert problem.code == "E540"
    assert dict(problem.values) == {"stages": Text.same("half, year")}


def test_a_stage_nobody_reported_is_named_with_the_near_one(tmp_path):
    """A stage without reports is refused: it, the known ones and the one meant are named."""
    with pytest.raises(ReportError) as caught:
        cr.score(staged(tmp_path, "half", "final"), stage="finall")
    (problem,) = caught.value.diagnostics
    assert problem.code == "E541"
    assert dict(problem.values) == {"stage": Text.same("finall"), "stages": Text.same("half, final")}
    assert problem.suggestion == "final"
