"""Ballots: every rule of rule-forms 1.6 as a worked case, with the vote just under, at and above its limit."""

from __future__ import annotations

import pytest
from tests.awards.blocs import concluded, given, states


def ballot(
    members: int, denominator: str, passes: str, count: str, *, written: bool = False,
    quorum: str = "{share: none}", manner: str = "secret",
) -> str:  # fmt: skip
    return f"""
awards:
  - {{id: danh-hieu, title: {{vi: Danh hiệu, en: Title}}, when: [{{passed: phieu}}], quota: {{at_most: none}}}}
ballots:
  - id: phieu
    title: {{vi: Bỏ phiếu, en: Ballot}}
    members: {members}
    denominator: {denominator}
    passes: "{passes}"
    manner: {manner}
    written: {str(written).lower()}
    quorum: {quorum}
facts: {{ballots: {{phieu: {count}}}}}
"""


def passes(text: str) -> bool:
    return given(concluded({"a": 90, "b": 80}, text), "danh-hieu") == ["a"]


@pytest.mark.parametrize(("votes", "wanted"), [(17, False), (18, True), (19, True)])
def test_nine_tenths_of_all_members(votes: int, wanted: bool) -> None:
    """NĐ 91/2017 Đ.45.8 [S29]: at least 90 % of all members, the absent voting in writing: 18 of 20 is enough."""
    count = f"{{present: 15, written: 5, votes: {{a: {votes}}}}}"

    assert passes(ballot(20, "members", ">= 90 %", count, written=True)) is wanted


def test_absent_members_count_in_the_whole() -> None:
    """NĐ 91/2017 [S29]: of 20 members 17 came and all were for it: 85 % of all, 100 % of those present."""
    count = "{present: 17, votes: {a: 17}}"

    assert not passes(ballot(20, "members", ">= 90 %", count))
    assert passes(ballot(20, "present", ">= 90 %", count))


@pytest.mark.parametrize(("votes", "wanted"), [(18, False), (19, True)])
def test_more_than_nine_tenths(votes: int, wanted: bool) -> None:
    """QĐ 2264/QĐ-KTNN 2014 [S30]: emulation fighters need more than 90 %: 18 of 20 is not enough."""
    count = f"{{present: 20, votes: {{a: {votes}}}}}"

    assert passes(ballot(20, "members", "> 90 %", count, manner="open")) is wanted


@pytest.mark.parametrize(("members", "votes", "wanted"), [(20, 10, False), (20, 11, True), (9, 4, False), (9, 5, True)])
def test_more_than_half_of_all_members(members: int, votes: int, wanted: bool) -> None:
    """QĐ 2264/QĐ-KTNN 2014 [S30]: flags and orders need more than half of all members; half is not enough."""
    count = f"{{present: {members}, votes: {{a: {votes}}}}}"

    assert passes(ballot(members, "members", "> 50 %", count, manner="open")) is wanted


@pytest.mark.parametrize(("present", "wanted"), [(19, False), (20, True)])
def test_a_meeting_needs_two_thirds(present: int, wanted: bool) -> None:
    """TT 35/2015/TT-BGDĐT [S31]: valid with at least two thirds of 30 present: 20 is enough, 19 is not."""
    text = ballot(30, "present", ">= 70 %", f"{{present: {present}, votes: {{a: {present}}}}}", quorum='{share: ">= 2/3", counts: present}')

    assert passes(text) is wanted


@pytest.mark.parametrize(("votes", "wanted"), [(20, False), (21, True)])
def test_seven_tenths_of_those_who_attend_or_are_consulted(votes: int, wanted: bool) -> None:
    """TT 35/2015/TT-BGDĐT [S31]: flags and titles need 70 % of those attending or consulted: 21 of 24 + 6."""
    count = f"{{present: 24, written: 6, votes: {{a: {votes}}}}}"
    text = ballot(30, "present_and_written", ">= 70 %", count, written=True, quorum='{share: ">= 2/3", counts: present}')

    assert passes(text) is wanted


@pytest.mark.parametrize(("votes", "wanted"), [(26, False), (27, True)])
def test_top_titles_of_education_need_nine_tenths(votes: int, wanted: bool) -> None:
    """TT 35/2015/TT-BGDĐT [S31]: the top titles need 90 % of those attending or consulted: 27 of 30."""
    count = f"{{present: 24, written: 6, votes: {{a: {votes}}}}}"

    assert passes(ballot(30, "present_and_written", ">= 90 %", count, written=True)) is wanted


@pytest.mark.parametrize(("votes", "wanted"), [(4, False), (5, True)])
def test_two_thirds_of_seven_is_five(votes: int, wanted: bool) -> None:
    """Đồng Nai prototype [S33]: ⌈2/3 × 7⌉ = 5; comparing the exact share needs no rounding to say the same."""
    assert passes(ballot(7, "members", ">= 2/3", f"{{present: 7, votes: {{a: {votes}}}}}")) is wanted


@pytest.mark.parametrize(("votes", "wanted"), [(8, False), (9, True)])
def test_nine_of_nine(votes: int, wanted: bool) -> None:
    """Bloc VI of HCMC (plo.vn 520036): all nine; `>= 100 %` is met by nine of nine alone."""
    assert passes(ballot(9, "members", ">= 100 %", f"{{present: 9, votes: {{a: {votes}}}}}")) is wanted


HUE = """
awards:
  - id: cstd-co-so
    title: {vi: Chiến sĩ thi đua cơ sở, en: Fighter of the base}
    when: [{points: ">= 0"}]
    quota: {at_most: none}
  - id: cstd-tinh
    title: {vi: Chiến sĩ thi đua cấp tỉnh, en: Fighter of the province}
    when: [{award: cstd-co-so}, {passed: phieu}]
    quota: {percent: 10, of: award cstd-co-so, rounding: down, order: votes, ballot: phieu, ties: none, unused: lost}
ballots:
  - {id: phieu, title: {vi: Phiếu, en: Ballot}, members: 10, denominator: members, passes: ">= 90 %", manner: secret, written: false, quorum: {share: none}}
facts: {ballots: {phieu: {present: 10, votes: VOTES}}}
"""


def test_a_tenth_of_the_fighters_of_the_base() -> None:
    """Huế 2017 [S32]: fighters of the province need 90 % and are at most 10 % of those of the base: 1 of 10, 2 of 20."""
    ten, twenty = ({f"u{n}": 50 for n in range(1, count + 1)} for count in (10, 20))
    text = HUE.replace("VOTES", "{u1: 9, u2: 10, u3: 8}")

    assert given(concluded(ten, text), "cstd-tinh") == ["u2"]
    assert given(concluded(twenty, text), "cstd-tinh") == ["u1", "u2"]
    assert given(concluded({f"u{n}": 50 for n in range(1, 10)}, text), "cstd-tinh") == []


def test_a_ballot_without_a_result_leaves_it_open() -> None:
    """A vote that was not held yet is neither passed nor failed."""
    text = ballot(9, "members", "> 50 %", "{present: 9, votes: {a: 9}}").partition("facts:")[0]

    assert states(concluded({"a": 90, "b": 80}, text), "danh-hieu") == {"a": "open", "b": "open"}


def test_who_was_not_put_to_the_vote_did_not_pass() -> None:
    """Only candidates of a ballot that was held can pass it."""
    found = concluded({"a": 90, "b": 80}, ballot(9, "members", "> 50 %", "{present: 9, votes: {a: 5}}"))

    assert states(found, "danh-hieu") == {"a": "given", "b": "refused"}


def test_a_document_without_counts_states_who_passed() -> None:
    """Where a document prints no counts, `stated` names who passed, with its source."""
    found = concluded({"a": 90, "b": 80}, ballot(9, "members", "> 50 %", "{stated: [b], source: van-ban}"))

    assert given(found, "danh-hieu") == ["b"]
    assert [fact.source for award in found.awards for fact in award.because] == ["van-ban"]


ELECTION = """
elections:
  - {id: khoi-truong, title: {vi: Khối trưởng, en: Head}, ballot: bau-truong, seats: 1, ties: undecided}
  - {id: khoi-pho, title: {vi: Khối phó, en: Deputy}, ballot: bau-pho, seats: 1, ties: undecided, when: [{not: {award: khoi-truong}}]}
ballots:
  - {id: bau-truong, title: {vi: Bầu, en: Election}, members: 6, denominator: members, passes: ">= 1/3", manner: open, written: false, quorum: {share: none}}
  - {id: bau-pho, title: {vi: Bầu, en: Election}, members: 6, denominator: members, passes: ">= 1/3", manner: open, written: false, quorum: {share: none}}
facts: {ballots: {bau-truong: HEAD, bau-pho: DEPUTY}}
"""


def elected(head: str, deputy: str) -> tuple[dict[str, str], dict[str, str]]:
    text = ELECTION.replace("HEAD", head).replace("DEPUTY", deputy)
    found = concluded({"a": 90, "b": 80, "c": 70}, text)
    return states(found, "khoi-truong"), states(found, "khoi-pho")


def test_an_office_goes_to_the_most_votes_and_not_to_the_first_rank() -> None:
    """Kiên Giang 2017 (source 000): head and deputy are neither the first nor the second of the bloc."""
    head, deputy = elected("{present: 6, votes: {c: 4, a: 2}}", "{present: 6, votes: {b: 6}}")

    assert head == {"a": "refused", "b": "refused", "c": "given"}
    assert deputy == {"a": "refused", "b": "given", "c": "refused"}


def test_equal_votes_for_one_office_need_another_vote() -> None:
    """Two with three votes of six each: the office stays open, and so does what depends on it."""
    head, deputy = elected("{present: 6, votes: {a: 3, b: 3}}", "{present: 6, votes: {b: 6}}")

    assert head == {"a": "open", "b": "open", "c": "refused"}
    assert deputy == {"a": "refused", "b": "open", "c": "refused"}
