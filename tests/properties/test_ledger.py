"""The account of a unit balances: every entry is there, and they add up at every level."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from tests.properties.effort import examples

from covenant_rules.scoring import Status
from covenant_rules.standing import score
from covenant_rules.testing import strategies

many = settings(
    max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def added(entries: list[Mapping[str, Any]], *of: str) -> Fraction:
    """Add up the entries of a content or criterion, from the JSON document alone."""
    return sum(
        (Fraction(e["points"]) for e in entries if tuple(e["of"][: len(of)]) == of), Fraction(0)
    )


@many
@given(strategies.blocs(complete=True))
def test_entries_sum_to_the_total_at_every_level(bloc) -> None:
    """From the JSON ledger alone come the points of every criterion, of every content, and the total."""
    for result in score(bloc, stage=bloc.stages[0] if bloc.stages else None):
        card = result.card
        if card.total.exact is None:
            continue
        document = result.ledger.data()
        entries = document["entries"]
        assert added(entries) == card.total.exact
        assert Fraction(document["total"]) == card.total.exact
        sheet = bloc.covenant
        for content in sheet.contents:
            assert added(entries, content.id) == card.contents[content.id].points.exact
            for criterion in content.criteria:
                if not card.contents[content.id].stated and not _replaced(entries, content.id):
                    points = card.criteria[criterion.id].points.exact
                    assert added(entries, content.id, criterion.id) == points


def _replaced(entries: list[Mapping[str, Any]], content: str) -> bool:
    """Say whether one entry stands for a whole content, which then shows no criteria."""
    return any(e["of"] == [content] and e["kind"] in ("not_applicable", "settled") for e in entries)


@many
@given(strategies.blocs())
def test_ids_are_unique_and_texts_are_whole(bloc) -> None:
    """No two entries of an account share an id, and every text is there in both languages."""
    for result in score(bloc, stage=bloc.stages[0] if bloc.stages else None):
        entries = result.ledger.entries
        assert len({entry.id for entry in entries}) == len(entries)
        for entry in entries:
            assert entry.text.vi.strip()
            assert entry.text.en.strip()
            assert all(step.vi.strip() and step.en.strip() for step in entry.steps)


@settings(many, max_examples=examples(200))
@given(strategies.blocs())
def test_every_rendering_ends_in_the_total(bloc) -> None:
    """Text, Markdown and HTML exist for every unit, in both languages, and name its total."""
    for result in score(bloc, stage=bloc.stages[0] if bloc.stages else None):
        ledger = result.ledger
        for language in ("vi", "en"):
            assert ledger.text(language).rstrip().splitlines()[-1].startswith(("Tổng điểm", "Total"))
            assert ledger.markdown(language).startswith("# ")
            fragment = ledger.html(language)
            assert fragment.count("<tr>") == fragment.count("</tr>") >= 1
        if result.card.status is Status.PENDING:
            assert "–" in ledger.text("vi").splitlines()[-1]
