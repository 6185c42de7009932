"""A report that is written to a form and read back is the same report."""

from __future__ import annotations

import tempfile
from pathlib import Path

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from covenant_rules.bloc import Bloc
from covenant_rules.output import reports_csv
from covenant_rules.output.excel.form import form
from covenant_rules.report import Report
from covenant_rules.spec.cells import from_csv
from covenant_rules.spec.folder import take_reports
from covenant_rules.spec.report_files import read_reports
from covenant_rules.testing import strategies as some
from covenant_rules.text import decimal_places, normalise

from . import person

SOME = settings(max_examples=30, deadline=None)
# What the values say of each other is judged after reading, and by the same code as for CSV.
JUDGED = {"E521", "E522"}

words = st.text(st.sampled_from("abc ĐđẫờÊ=+-@'\"<&>;,|{}\n_x0041#!0123"), max_size=30).map(
    lambda text: normalise(text.strip())
)


def writable(report: Report) -> Report:
    """Return *report* without what no file can write, such as a third, and with reasons as notes."""
    values = {k: v for k, v in report.values.items() if decimal_places(v) is not None}
    reasons = {f"waiver:{k}": w.reason for k, w in report.waivers.items()}
    reasons |= {f"not_applicable:{k}": why for k, why in report.not_applicable.items()}
    reasons |= {f"invalid:{k}": why for k, why in report.invalid.items()}
    return evolve(report, values=values, notes={**report.notes, **reasons})


def read_back(bloc: Bloc, data: bytes) -> dict[str, Report]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(data)
        found = []
        cells = read_reports(path, evolve(bloc, reports=()), found)
        again = take_reports(evolve(bloc, reports=()), cells, found)
    assert [d for d in found if d.code not in JUDGED] == []
    return again.at("final")


@SOME
@given(st.data(), some.blocs(complete=False), st.sampled_from(["vi", "en"]))
def test_what_is_filled_in_beforehand_comes_back(data, bloc, language):
    """A form made from existing reports, and not touched, is read as the same reports; notes too."""
    reports = []
    for report in map(writable, bloc.reports):
        noted = {key: data.draw(words) for key in list(report.values)[:3]}
        notes = {key: note for key, note in noted.items() if note}
        reports.append(evolve(report, notes={**report.notes, **notes}))
    bloc = evolve(bloc, reports=tuple(reports))
    again = read_back(bloc, form(bloc, language=language, prefill="final"))
    assert again == {report.unit: report for report in reports}


@SOME
@given(st.data(), some.blocs(complete=False), st.sampled_from(["vi", "en"]))
def test_what_a_person_fills_in_comes_back(data, bloc, language):
    """Whatever a unit reports of what its form asks, typed by hand, is read as that very report."""
    unit = bloc.reports[0].unit
    book = person.opened(form(bloc, unit=unit, language=language))
    asked = {key for _, key in person.asked(book)}
    report = writable(bloc.reports[0])
    report = evolve(
        report,
        values={k: v for k, v in report.values.items() if k in asked},
        invalid={k: v for k, v in report.invalid.items() if f"invalid:{k}" in asked},
        notes={},
    )
    chosen = {"vi": ("không áp dụng", "bác bỏ"), "en": ("not applicable", "rejected")}[language]
    cells = {k: person.typed(v, quantity(bloc, k), language) for k, v in report.values.items()}
    cells |= {f"points:{k}": float(v) for k, v in report.stated.items()}
    cells |= {f"waiver:{k}": w.authority for k, w in report.waivers.items()}
    cells |= {f"not_applicable:{k}": chosen[0] for k in report.not_applicable}
    cells |= {f"invalid:{k}": chosen[1] for k in report.invalid}
    reasons = writable(report).notes
    notes = {}
    for key, value in cells.items():
        person.cell(book, key).value = value
        note, evidence = reasons.get(key) or data.draw(words), data.draw(words)
        plain(person.cell(book, key, person.NOTE), note)
        plain(person.cell(book, key, person.EVIDENCE), evidence)
        told = "\n".join(
            [*([note] if note else []), *([f"Căn cứ: {evidence}"] if evidence else [])]
        )
        notes |= {key: told} if told else {}
    expected = evolve(
        report,
        notes=notes,
        waivers={k: evolve(w, reason=notes[f"waiver:{k}"]) for k, w in report.waivers.items()},
        not_applicable={k: notes[f"not_applicable:{k}"] for k in report.not_applicable},
        invalid={k: notes[f"invalid:{k}"] for k in report.invalid},
    )
    assert read_back(bloc, person.saved(book)) == {unit: expected}


@SOME
@given(st.data(), some.blocs(complete=False))
def test_reports_written_as_csv_are_the_same_reports(data, bloc):
    """The CSV of any reports, as decision records keep it, is read as these reports."""
    reports = []
    for report in map(writable, bloc.reports):
        notes = {key: note for key in list(report.values)[:2] if (note := data.draw(words))}
        reports.append(evolve(report, notes={**report.notes, **notes}))
    found = []
    cells, problems = from_csv(
        reports_csv.text(evolve(bloc, reports=tuple(reports))), "reports.csv"
    )
    again = take_reports(evolve(bloc, reports=()), cells, found)
    assert [d for d in (*problems, *found) if d.code not in JUDGED] == []
    assert again.at("final") == {report.unit: report for report in reports}


def quantity(bloc, key):
    return bloc.covenant.measures[key.partition("@")[0]].quantity


def plain(cell, text):
    """Type *text* into a cell of text, where nothing becomes a formula."""
    cell.value = text or None
    if text:
        cell.data_type = "s"
