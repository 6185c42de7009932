"""Cells of reports: CSV in both forms, frames, and the place of each of them."""

import sys
from fractions import Fraction

import pytest

import covenant_rules as cr
from covenant_rules.errors import ReportError, SpecError
from covenant_rules.spec.cells import from_arrow, from_csv

from .sheets import load_bloc


def codes(text):
    """Return the codes of the problems of a CSV file."""
    return [problem.code for problem in from_csv(text, "r.csv")[1]]


def values(text):
    """Return unit, stage, measure, value and note of each cell."""
    cells, problems = from_csv(text, "r.csv")
    assert problems == []
    return [(c.unit, c.stage, c.measure, c.value, c.note) for c in cells]


def test_long_and_wide_are_the_same():
    """One row for each value, or one column for each measure: the cells are the same."""
    long = values("unit,stage,measure,value,note\na,self,n,1,\na,self,m,2,\n")
    assert long == values("unit,stage,n,m\na,self,1,2\n")
    assert long == [("a", "self", "n", "1", ""), ("a", "self", "m", "2", "")]


def test_stage_and_note_are_optional():
    """Without a stage a report is the final one."""
    assert values("unit,measure,value\na,n,1\n") == [("a", "final", "n", "1", "")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(delimiter):
    """Commas, semicolons and tabs part cells, as the header does."""
    text = "unit,measure,value,note\na,n,1,x\n".replace(",", delimiter)
    assert values(text) == [("a", "final", "n", "1", "x")]


def test_quotes_and_empty_rows():
    """Quoted cells may hold delimiters and line breaks; empty rows are left out."""
    text = 'unit,measure,value,note\n\na,n,1,"x, ""y""\nz"\n,,,\nb,n,2,\n'
    assert values(text) == [("a", "final", "n", "1", 'x, "y"\nz'), ("b", "final", "n", "2", "")]


def test_places_of_cells():
    """A cell knows its line and column, after quoted cells and line breaks too."""
    cells, _ = from_csv('unit,measure,value,note\n"a,a",n,10,"x\ny"\nb,n,20,\n', "r.csv")
    first, second = cells
    assert (first.at.line, first.at.column, first.at.length) == (2, 9, 2)
    assert (second.at.line, second.at.column, second.at.text) == (4, 5, "b,n,20,")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["E110"]),
        ("unit,measure,value,unit\n", ["E502"]),
        ("units,measure,value\n", ["E501"]),
        ("unit,measure\n", ["E501"]),
        ("unit,value\n", ["E501"]),
        ("unit,measure,value,remark\n", ["E503"]),
        ("unit,measure,value\na,n\n", ["E504"]),
        ('unit,measure,value\na,n,"1\n', ["E505"]),
    ],
)
def test_problems_of_the_form(text, expected):
    """A file that is no report is refused with its reason."""
    assert codes(text) == expected


SHEET = """
measures:
  r: {title: {vi: r, en: r}, unit: percent, low: 0, high: 100, decimals: 2}
contents:
  - id: "1"
    title: {vi: x, en: x}
    points: 10
    criteria:
      - {id: "1.1", title: {vi: x, en: x}, points: 10, rule: core.percentage, from: {value: r}}
"""
UNITS = "units: [{unit: a, title: {vi: A, en: A}}, {unit: b, title: {vi: B, en: B}}]"


def frame_of(kind, data):
    """Return *data* as a data frame of one of the known libraries."""
    library = pytest.importorskip(kind)
    return library.table(data) if kind == "pyarrow" else library.DataFrame(data)


@pytest.mark.parametrize("kind", ["pyarrow", "pandas", "polars"])
def test_frames_of_three_libraries(kind, tmp_path):
    """A float of a frame counts as its shortest decimal: 97.3 per cent of 10 are exactly 9.73."""
    bloc = load_bloc(tmp_path, SHEET, UNITS)
    scored = cr.score(cr.with_frame(bloc, frame_of(kind, {"unit": ["a", "b"], "r": [97.3, 12.5]})))
    assert [scored[u].card.total.exact for u in "ab"] == [Fraction("9.73"), Fraction("1.25")]


def test_frames_in_long_form(tmp_path):
    """A frame may have one row for each value; an empty value is missing."""
    frame = frame_of("pyarrow", {"unit": ["a", "b"], "measure": ["r", "r"], "value": [50, None]})
    scored = cr.score(cr.with_frame(load_bloc(tmp_path, SHEET, UNITS), frame))
    assert scored["a"].card.total.exact == 5
    assert scored["b"].card.missing == ("r",)


def test_a_float_that_does_not_fit(tmp_path):
    """A float with more decimals than declared is refused at its row and column."""
    bloc = load_bloc(tmp_path, SHEET, UNITS)
    with pytest.raises(SpecError) as caught:
        cr.with_frame(bloc, frame_of("pyarrow", {"unit": ["a", "b"], "r": [97.3, 0.1 + 0.2]}))
    (found,) = caught.value.diagnostics
    assert (found.code, found.span.line, found.span.column) == ("E157", 2, 2)


def test_a_frame_without_units():
    """A frame that lacks the column of units is refused."""
    with pytest.raises(ReportError) as caught:
        from_arrow(frame_of("pyarrow", {"r": [1]}))
    assert caught.value.diagnostics[0].code == "E501"


def test_frames_need_pyarrow(monkeypatch):
    """Without pyarrow a frame is refused with the command that installs it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ReportError) as caught:
        from_arrow(object())
    assert caught.value.diagnostics[0].code == "E506"
    assert "covenant-rules[columns]" in caught.value.diagnostics[0].help("en")
