"""Accounts as people read them: the texts are committed and reviewed as prose."""

from __future__ import annotations

from pathlib import Path

import pytest

import covenant_rules as cr

SPECS = Path(__file__).parents[2] / "specs"
LEDGERS = Path(__file__).parent / "ledgers"

TOLD = [
    ("kien-giang/khoi-1/2017-illustration", "cong-an-tinh", "vi"),
    ("kien-giang/khoi-1/2017-illustration", "cong-an-tinh", "en"),
    ("kien-giang/khoi-1/2017", "cong-an-tinh", "vi"),
    ("tien-giang/moi-truong/mau", "huyen-b", "vi"),
    ("nghi-dinh-335/2026", "cong-chuc-b", "vi"),
]


@pytest.mark.parametrize(("folder", "unit", "language"), TOLD)
def test_the_account_reads_as_agreed(folder, unit, language, update_golden) -> None:
    """The account of a unit is the text that was read and agreed; run with --update-golden to change it."""
    ledger = cr.score(cr.load(SPECS / folder))[unit].ledger
    golden = LEDGERS / f"{folder.replace('/', '-')}.{unit}.{language}.txt"
    if update_golden:
        golden.write_text(ledger.text(language), encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == ledger.text(language)


def test_one_criterion_alone() -> None:
    """Asked for one criterion, the account tells that criterion inside its content, and no total."""
    ledger = cr.score(cr.load(SPECS / TOLD[0][0]))["cong-an-tinh"].ledger
    text = ledger.text("vi", "1.2")
    assert "1.2 Bắt, vận động đối tượng truy nã" in text
    assert "1.1 " not in text
    assert "Tổng điểm" not in text


def test_markup_in_a_report_stays_text(tmp_path) -> None:
    """A reason that holds markup becomes neither a tag nor a heading."""
    source = SPECS / "rule-forms/R24"
    for file in source.iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace("waiver:discipline,", "waiver:discipline,<b>#Sở</b> "), encoding="utf-8")
    ledger = cr.score(cr.load(tmp_path))["warning-waived"].ledger
    assert "<b>#Sở</b>" in ledger.text("vi")
    assert "&lt;b&gt;#Sở&lt;/b&gt;" in ledger.html("vi")
    assert "<b>" not in ledger.html("vi")
    assert "\\<b\\>\\#Sở" in ledger.markdown("vi")
