# ruff: noqa: PD011  (the values of a report are no data frame)
"""Loading: what is written is what is scored, however it is spelt and in whatever frame it comes."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pandas
import polars
import pyarrow
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

from covenant_rules.covenant import Combine, Limits, Line
from covenant_rules.quantity import Unit, number_from_text
from covenant_rules.spec.cells import from_csv
from covenant_rules.spec.folder import take_reports, with_frame
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.sheet import sheet
from covenant_rules.spec.source import parse_yaml
from covenant_rules.testing import strategies as some
from covenant_rules.testing.lines import core
from covenant_rules.text import exact_text

from . import writing

MANY = settings(max_examples=examples(1000), deadline=None)
SMALL = some.covenants(largest=1)


def read(text):
    """Return the sheet that *text* writes; no error is let pass."""
    document = parse_yaml(text, "covenant.yaml")
    found = []
    result = sheet(document, core(), Problems(document.places, found))
    assert not [d for d in found if d.code.startswith("E")]
    return result.covenant


def loaded(plain):
    """Return the sheet that *plain* writes, without the digest of its text."""
    return evolve(read(writing.text(plain)), digest="")


@MANY
@given(some.covenants())
def test_a_sheet_that_is_written_down_loads_as_it_was(covenant):
    """A sheet dumped as YAML loads to an equal sheet: every formula, limit, date and word."""
    again = loaded(writing.sheet(covenant))
    assert again.contents == covenant.contents
    assert again == covenant


def reordered(data, value):
    """Return *value* with the keys of its mappings in another order, except where order means something."""
    if isinstance(value, list):
        return [reordered(data, inner) for inner in value]
    if not isinstance(value, dict):
        return value
    keys = data.draw(st.permutations(list(value)))
    return {key: value[key] if key in ("with", "from") else reordered(data, value[key]) for key in keys}


@MANY
@given(st.data())
def test_the_order_of_keys_changes_nothing_but_the_digest(data):
    """Keys may stand in any order: the sheet is the same, only the hash of its text is another."""
    plain = writing.sheet(data.draw(SMALL))
    texts = [writing.text(plain), writing.text(reordered(data, plain))]
    first, second = map(read, texts)
    assert evolve(first, digest="") == evolve(second, digest="")
    assert (first.digest == second.digest) == (texts[0] == texts[1])


@MANY
@given(st.data())
def test_flat_and_long_spelling_are_the_same_criterion(data):
    """A criterion of one award line loads the same written flat as with `lines:` and the id of the
    criterion."""
    covenant = data.draw(SMALL)
    content = covenant.contents[0]
    lines = [i for i in content.criteria[0].items if isinstance(i, Line) and i.effect == "award"]
    if not lines:
        return
    criterion = evolve(content.criteria[0], items=(lines[0],), combine=Combine.SUM, not_applicable=None)
    covenant = evolve(covenant, contents=(evolve(content, criteria=(criterion,)),), limits=Limits())
    plain = writing.sheet(covenant)
    spelt = plain["contents"][0]["criteria"][0]
    (line,) = spelt.pop("lines")
    del spelt["combine"]
    common = {key: line[key] for key in ("when_missing", "when_invalid") if key in line}
    inner = {key: line[key] for key in ("with", "from")}

    def written(extra):
        node = {**plain["contents"][0], "criteria": [{**spelt, **common, **extra}]}
        return loaded({**plain, "contents": [node]})

    flat = written({"rule": line["award"], **inner})
    long = written({"lines": [{"award": line["award"], **inner, "id": spelt["id"]}]})
    assert flat == long
    assert [one.id for one in flat.lines] == [spelt["id"]]


def native(value, quantity):
    """Return a value as a data frame holds it."""
    match quantity.unit:
        case Unit.DATE:
            return date.fromordinal(int(value))
        case Unit.YES_NO:
            return bool(value)
        case Unit.LEVEL:
            return quantity.names[int(value)]
    return float(value)


def measured(bloc):
    return [(r.unit, r.stage, dict(r.values)) for r in sorted(bloc.reports, key=lambda r: r.unit) if r.values]


@MANY
@given(some.blocs(largest=1))
def test_long_wide_and_frames_give_the_same_reports(bloc):
    """The same figures give the same reports from CSV in long and in wide form, and from a frame of
    pyarrow, pandas and polars; an empty cell is a missing value."""
    quantities = {name: measure.quantity for name, measure in bloc.covenant.measures.items()}
    names = sorted({key for report in bloc.reports for key in report.values})

    def cell(report, key, spell):
        value = report.values.get(key)
        return None if value is None else spell(value, quantities[key.partition("@")[0]])

    def csv_bloc(rows):
        out = StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        cells, problems = from_csv(out.getvalue(), "reports.csv")
        found = list(problems)
        taken = take_reports(evolve(bloc, reports=()), cells, found)
        assert not found
        return measured(taken)

    long = [("unit", "stage", "measure", "value")]
    long += [(r.unit, r.stage, k, cell(r, k, writing.one_value)) for r in bloc.reports for k in r.values]
    expected = measured(bloc)
    assert csv_bloc(long) == expected
    if not names:
        return
    wide = [("unit", "stage", *names)]
    wide += [(r.unit, r.stage, *(cell(r, k, writing.one_value) for k in names)) for r in bloc.reports]
    assert csv_bloc(wide) == expected
    columns = {"unit": [r.unit for r in bloc.reports], "stage": [r.stage for r in bloc.reports]}
    columns |= {k: [cell(r, k, native) for r in bloc.reports] for k in names}
    empty = evolve(bloc, reports=())
    for frame in (pyarrow.table(columns), polars.DataFrame(columns), pandas.DataFrame(columns)):
        assert measured(with_frame(empty, frame)) == expected


@MANY
@given(st.integers(-(10**15), 10**15), st.integers(0, 12))
def test_a_number_in_text_is_exact(digits, decimals):
    """A number written with any decimals is that decimal fraction exactly, and prints as it is."""
    written = f"{Decimal(digits).scaleb(-decimals):f}"
    value = Fraction(digits, 10**decimals)
    assert number_from_text(written) == value
    assert number_from_text(exact_text(value)) == value
    plain = parse_yaml(f"x: {written}", "x").value["x"]
    assert plain.text == written
