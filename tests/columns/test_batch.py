"""Batches: files of every kind in and out, wrong rows beside, nothing half-written, memory flat."""

import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

import covenant_rules as cr
from covenant_rules.bloc import Bloc
from covenant_rules.cli.app import run
from covenant_rules.columns import files, intake, spill, workplace
from covenant_rules.columns.files import FileError
from covenant_rules.columns.workplace import Workplace
from covenant_rules.errors import ReportError
from covenant_rules.registration import Registration
from covenant_rules.report import Report
from covenant_rules.text import Text

from .frames import SHEET, expected, got, long_of, number, sheet

KINDS = ("parquet", "csv", "arrow")


@pytest.fixture(scope="module")
def covenant(tmp_path_factory):
    return sheet(tmp_path_factory.mktemp("sheet") / "s")


MOST = 1500


@cache
def everyone():
    """Return made-up evidence of units, some of it missing; the first of them are always the same."""
    made = random.Random(7)
    found = []
    for n in range(MOST):
        received = made.randrange(1000)
        values = {
            "rate": Fraction(made.randrange(1001), 10),
            "received": Fraction(received),
            "solved": Fraction(made.randrange(received + 1)),
            "late": Fraction(made.randrange(30)),
        }
        if made.random() < 0.05:
            del values[made.choice(sorted(values))]
        found.append(Report(f"u{n}", "final", values))
    return found


def reports(count):
    """Return the evidence of the first *count* units."""
    return everyone()[:count]


def evidence(made, size=6):
    """Return reports as a table, in blocs of *size*."""
    names = ("rate", "solved", "received", "late")
    columns = {"unit": [r.unit for r in made], "bloc": [f"b{n // size}" for n in range(len(made))]}
    for name in names:
        cells = [None if (v := r.values.get(name)) is None else Decimal(str(float(v))) for r in made]
        columns[name] = pa.array(cells, pa.decimal128(18, 1 if name == "rate" else 0))
    return pa.table(columns)


@cache
def of_bloc(covenant, first, last):
    """Return what the exact fold says of some units as a bloc by themselves."""
    own = tuple(everyone()[first:last])
    signed = tuple(Registration(r.unit, Text.same(r.unit)) for r in own)
    return expected(Bloc(covenant, signed, own))


def wanted(covenant, made, size=6):
    """Return what the exact fold says of each bloc by itself."""
    count = len(made)
    found = {}
    for first in range(0, count, size):
        found |= of_bloc(covenant, first, min(first + size, count))
    return found


def write(path, table):
    if path.suffix == ".parquet":
        pq.write_table(table, path, row_group_size=700)
    elif path.suffix == ".csv":
        pacsv.write_csv(table.cast(pa.schema([(n, pa.string()) for n in table.column_names])), path)
    else:
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table, max_chunksize=900)
    return path


def read(path):
    if path.suffix == ".parquet":
        return pq.read_table(path)
    if path.suffix == ".arrow":
        with pa.OSFile(str(path), "rb") as file:
            return pa.ipc.open_file(file).read_all()
    text = pacsv.ConvertOptions(default_column_type=pa.string(), strings_can_be_null=True, null_values=[""])
    table = pacsv.read_csv(path, convert_options=text)
    ranks = {"rank": pa.int32(), "rank_best": pa.int32(), "rank_worst": pa.int32()}
    return table.cast(pa.schema([(n, ranks.get(n, pa.string())) for n in table.column_names]))


def rows_of(path):
    found = got(read(path))
    for row in found.values():
        row.pop("bloc", None)
    return found


def only(wanted, names):
    return {unit: {k: v for k, v in row.items() if k in names} for unit, row in wanted.items()}


@pytest.fixture
def small(monkeypatch):
    """Make batches, parts and chunks small, so that a small file is read in many."""
    monkeypatch.setattr(files, "FEWEST", 200)
    monkeypatch.setattr(files, "MOST", 500)
    monkeypatch.setattr(spill, "IN_A_PART", 400)
    monkeypatch.setattr(intake, "LONG_IN_A_PART", 1500)


def check(covenant, made, path, out, **options):
    done = cr.batch(covenant, path, out, ledger=True, **options)
    rows = rows_of(out)
    exact = only(wanted(covenant, made), set(next(iter(rows.values()))))
    assert rows == exact
    assert (done.scored, done.refused, done.bad) == (len(made), 0, None)
    assert sorted(p.name for p in out.parent.iterdir()) == sorted({path.name, out.name})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_is_read(covenant, tmp_path, small, kind):
    """Points, ranks and lines from Parquet, CSV and Arrow are those of the exact fold, bloc by bloc."""
    made = reports(1500)
    check(covenant, made, write(tmp_path / f"in.{kind}", evidence(made)), tmp_path / "out.parquet")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_is_written(covenant, tmp_path, small, kind):
    """The same result is written as Parquet, CSV and Arrow, fractions and decimals alike."""
    made = reports(1302)
    check(covenant, made, write(tmp_path / "in.parquet", evidence(made)), tmp_path / f"out.{kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_long_files_are_gathered_whatever_their_order(covenant, tmp_path, small, kind):
    """A long file whose rows are shuffled gives what the wide one gives."""
    made = reports(900)
    table = evidence(made)
    text = table.cast(pa.schema([(n, pa.string()) for n in table.column_names]))
    long = long_of(text.drop_columns(["bloc"])).drop_columns(["note"])
    order = list(range(len(long)))
    random.Random(3).shuffle(order)
    shuffled = long.take(pa.array(order))
    blocs = {row["unit"]: row["bloc"] for row in text.to_pylist()}
    shuffled = shuffled.append_column("bloc", pa.array([blocs[u] for u in shuffled.column("unit").to_pylist()]))
    check(covenant, made, write(tmp_path / f"in.{kind}", shuffled), tmp_path / "out.parquet")


@pytest.mark.parametrize("parted", [True, False])
def test_the_list_of_a_long_file_decides_between_equals_in_any_number_of_parts(tmp_path, small, parted):
    """`ties: listed` takes the order in which units first appear, though a long file is gathered in parts."""
    listed = "{method: ordinal, precision: rounded, ties: listed}"
    ranked = SHEET.replace(next(line for line in SHEET.splitlines() if line.startswith("ranking:")), f"ranking: {listed}")
    covenant = sheet(tmp_path / "sheet", ranked)
    made = random.Random(4)
    units = [f"u{n}" for n in made.sample(range(600), 600)]
    rows = [{"unit": u, "bloc": f"b{int(u[1:]) % 7}", "measure": m, "value": v}
            for m, v in (("rate", "45"), ("solved", "5"), ("received", "9"), ("late", "1")) for u in units]  # fmt: skip
    long = pa.Table.from_pylist(rows) if parted else pa.Table.from_pylist(rows).drop_columns(["bloc"])
    path = write(tmp_path / "in.parquet", long)
    cr.batch(covenant, path, tmp_path / "out.parquet")
    found = {row["unit"]: row["rank"] for row in pq.read_table(tmp_path / "out.parquet").to_pylist()}
    for n in range(7 if parted else 1):
        own = [u for u in units if not parted or int(u[1:]) % 7 == n]
        assert [found[u] for u in own] == list(range(1, len(own) + 1))


def test_rows_lie_in_the_order_of_the_file(covenant, tmp_path, small):
    """The result has the units of the evidence in its order, blocs scattered over it."""
    made = reports(1500)
    table = evidence(made).take(pa.array([(n * 7) % 1500 for n in range(1500)]))
    cr.batch(covenant, write(tmp_path / "in.parquet", table), tmp_path / "out.parquet")
    assert read(tmp_path / "out.parquet").column("unit").to_pylist() == table.column("unit").to_pylist()
    names = set(next(iter(rows_of(tmp_path / "out.parquet").values())))
    assert rows_of(tmp_path / "out.parquet") == only(wanted(covenant, made), names)


def spoilt(made, every=100):
    """Return reports as text of which one in *every* has a wrong cell, and what is wrong where."""
    table = evidence(made)
    columns = {name: table.column(name).cast(pa.string()).to_pylist() for name in table.column_names}
    faults = (("rate", "100.5", "E156"), ("rate", "12.34", "E157"), ("late", "hai", "E151"), ("late", "1,5", "E153"), ("solved", "2000", "E156"))
    told = []
    for n, row in enumerate(range(50, len(made), every)):
        column, value, code = faults[n % len(faults)]
        columns[column][row] = value
        told.append((row + 1, column, value, code))
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), told


@pytest.mark.parametrize("kind", KINDS)
def test_one_wrong_row_in_a_hundred_is_told_and_the_rest_is_scored(covenant, tmp_path, small, kind):
    """Exactly the wrong rows stand in the side file with code and reason; all others have exact scores."""
    made = reports(1500)
    table, told = spoilt(made)
    done = cr.batch(covenant, write(tmp_path / f"in.{kind}", table), tmp_path / "out.parquet", language="en")
    assert (done.scored, done.refused) == (1485, 15)
    bad = pacsv.read_csv(tmp_path / "out.bad.csv", convert_options=pacsv.ConvertOptions(column_types={"value": pa.string()})).to_pylist()
    assert [(row["row"], row["column"], row["value"], row["code"]) for row in bad] == told
    assert "100.5" in bad[0]["reason"]
    lost = {f"u{row - 1}" for row, *_ in told}
    rows, points = rows_of(tmp_path / "out.parquet"), ("unit", "status", "total", "low", "high", "points:1", "points:2")
    assert only(rows, points) == only({u: r for u, r in wanted(covenant, made).items() if u not in lost}, points)
    # Units beside a lost one have no rank yet, and the others have theirs.
    blocs = {int(unit[1:]) // 6 for unit in lost}
    assert {u for u, r in rows.items() if r["rank"] is not None} == {
        u for u, r in wanted(covenant, made).items() if r["rank"] is not None and int(u[1:]) // 6 not in blocs
    }


def test_csv_rows_with_too_many_cells_are_told(covenant, tmp_path, small):
    """A CSV row with a cell too many is a wrong row of its own number; those after it keep theirs."""
    text = "unit,rate,solved,received,late\n" + "".join(f"u{n},90,1,1,0\n" for n in range(900))
    lines = text.splitlines()
    lines[3] += ",7"  # the third data row
    lines[700] = "u699,900,1,1,0"
    (tmp_path / "in.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = cr.batch(covenant, tmp_path / "in.csv", tmp_path / "out.csv")
    bad = pacsv.read_csv(tmp_path / "out.bad.csv").to_pylist()
    assert [(row["row"], row["code"]) for row in bad] == [(3, "E504"), (700, "E156")]
    assert (done.scored, done.refused) == (898, 2)


def test_strict_leaves_nothing(covenant, tmp_path, small):
    """With `strict` one wrong cell ends the run: an older result stays, nothing else is left."""
    table, told = spoilt(reports(600))
    path = write(tmp_path / "in.parquet", table)
    (tmp_path / "out.parquet").write_bytes(b"older")
    with pytest.raises(ReportError) as caught:
        cr.batch(covenant, path, tmp_path / "out.parquet", strict=True)
    first = caught.value.diagnostics[0]
    assert (first.code, first.span.line, first.span.file) == (told[0][3], told[0][0], str(path))
    assert (tmp_path / "out.parquet").read_bytes() == b"older"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]


@pytest.mark.parametrize("long", [False, True])
def test_one_stage_of_a_file_is_scored(covenant, tmp_path, long):
    """With several stages one must be named, one that the file has; only its rows are scored."""
    head, rows = ("unit,stage,measure,value", "a,self,rate,9\na,final,rate,18\n") if long else ("unit,stage,rate", "a,self,9\na,final,18\n")
    (tmp_path / "in.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    for stage, code in ((None, "E540"), ("half", "E541")):
        with pytest.raises(ReportError) as caught:
            cr.batch(covenant, tmp_path / "in.csv", tmp_path / "out.csv", stage=stage)
        assert [found.code for found in caught.value.diagnostics] == [code]
    cr.batch(covenant, tmp_path / "in.csv", tmp_path / "out.csv", stage="final")
    # By hand: 20 x 18/90 = 4, and the second content is not reported: 0 to 10, less up to 25 for cases.
    assert [(row["unit"], row["low"], row["high"]) for row in rows_of(tmp_path / "out.csv").values()] == [("a", -21, 14)]


def test_an_older_side_file_does_not_outlive_its_run(covenant, tmp_path):
    """A run without wrong rows leaves no side file of an earlier one that would speak of it."""
    (tmp_path / "out.bad.csv").write_text("row\n", encoding="utf-8")
    cr.batch(covenant, write(tmp_path / "in.parquet", evidence(reports(60))), tmp_path / "out.parquet")
    assert not (tmp_path / "out.bad.csv").exists()


def test_what_a_bloc_compares_is_found_in_one_more_reading(tmp_path, small):
    """A measure over the bloc is the same from a file, its rows scattered, as by hand."""
    from .frames import SHEET

    compared = sheet(tmp_path / "s", SHEET.replace("from: {actual: rate}", "from: {actual: {bloc: maximum, of: rate}}"))
    count = 1200
    table = pa.table({"unit": [f"u{n}" for n in range(count)], "bloc": [f"b{n % 100}" for n in range(count)], "rate": [n % 90 for n in range(count)],
                      "solved": [0] * count, "received": [1] * count, "late": [0] * count})  # fmt: skip
    cr.batch(compared, write(tmp_path / "in.parquet", table), tmp_path / "out.parquet")
    best = {b: max(n % 90 for n in range(b, count, 100)) for b in range(100)}
    totals = [number(cell) for cell in read(tmp_path / "out.parquet").column("total").to_pylist()]
    # By hand: 20 x the maximum / 90, to hundredths half up; the second content gives nothing.
    assert totals == [Fraction((best[n % 100] * 2000 * 2 // 90 + 1) // 2, 100) for n in range(count)]


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [("none.parquet", "o.csv", "E101"), ("in.xlsx", "o.csv", "E805"), ("in.csv", "o.xlsx", "E805"), ("bad.parquet", "o.csv", "E806"),
     ("in.csv", "in.csv", "E808"), ("in.csv", "nowhere/o.csv", "E560")],
)  # fmt: skip
def test_files_that_cannot_be_used_are_named(covenant, tmp_path, source, target, code):
    """A file that is absent, of no known kind, broken, or read and written at once is an error with its code."""
    (tmp_path / "in.csv").write_text("unit,rate\na,1\n", encoding="utf-8")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 this is none")
    with pytest.raises(FileError) as caught:
        cr.batch(covenant, tmp_path / source, tmp_path / target)
    assert [found.code for found in caught.value.diagnostics] == [code]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.parquet", "in.csv"]


def test_two_runs_do_not_write_one_result(covenant, tmp_path):
    """While one run writes a result, another is told so and leaves it alone."""
    path = write(tmp_path / "in.parquet", evidence(reports(12)))
    with Workplace(tmp_path / "out.parquet") as place:
        with pytest.raises(FileError) as caught:
            cr.batch(covenant, path, tmp_path / "out.parquet")
        assert place.folder.exists()
    assert [found.code for found in caught.value.diagnostics] == ["E807"]


@pytest.mark.parametrize("left", ["nothing", "a new lock"])
def test_a_lock_that_was_taken_along_is_none(tmp_path, monkeypatch, left):
    """A run that opens the lock while another one leaves with it does not work in a place that is nobody's."""
    place, lock = Workplace(tmp_path / "out.csv"), workplace.fcntl.flock

    def late(file, how):
        lock(file, how)
        shutil.rmtree(place.folder)
        if left != "nothing":
            place.folder.mkdir()
            place.path("lock").touch()

    monkeypatch.setattr(workplace.fcntl, "flock", late)
    with pytest.raises(FileError) as caught, place:
        pytest.fail("worked there")
    assert [found.code for found in caught.value.diagnostics] == ["E807"]


KILLED = textwrap.dedent("""
    import sys, time
    import covenant_rules as cr
    from covenant_rules.columns import files
    files.FEWEST = files.MOST = 50
    def watch(now):
        print(now.step, flush=True)
        time.sleep(0.01)
    cr.batch(cr.load(sys.argv[1]).covenant, sys.argv[2], sys.argv[3], watch=watch)
""")


@pytest.mark.parametrize("step", ["score", "write"])
def test_a_killed_run_leaves_no_part_and_the_next_one_starts_clean(covenant, tmp_path, step):
    """kill -9 while scoring or writing: the older result stays, and a new run takes the place over."""
    made = reports(900)
    sheet(tmp_path / "s")
    path, out = write(tmp_path / "in.parquet", evidence(made)), tmp_path / "out.parquet"
    out.write_bytes(b"older")
    words = [sys.executable, "-c", KILLED, str(tmp_path / "s"), str(path), str(out)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line.strip() == step:
                os.kill(process.pid, signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    assert out.read_bytes() == b"older"
    assert (tmp_path / ".out.parquet.parts").is_dir()
    cr.batch(covenant, path, out)
    assert not (tmp_path / ".out.parquet.parts").exists()
    assert only(rows_of(out), ("unit", "total")) == only(wanted(covenant, made), ("unit", "total"))


MEASURED = textwrap.dedent("""
    import resource, sys
    import covenant_rules as cr
    from covenant_rules.columns import files, spill
    files.FEWEST = files.MOST = 2**14
    spill.IN_A_PART = 40_000
    bloc = cr.load(sys.argv[1]).covenant
    for n in (1, 2):
        cr.batch(bloc, sys.argv[1 + n], sys.argv[4])
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
""")


def test_memory_does_not_grow_with_the_file(covenant, tmp_path):
    """Ten times the rows take hardly more memory: under 60 MB more, where what is read and written takes 80 MB."""
    sheet(tmp_path / "s")
    base = evidence([r for r in reports(1500) if len(r.values) == 4])
    for name, times in (("small.parquet", 20), ("large.parquet", 200)):
        with pq.ParquetWriter(tmp_path / name, base.schema) as writer:
            for n in range(times):
                blocs = pa.array([f"{n}-{bloc}" for bloc in base.column("bloc").to_pylist()])
                writer.write_table(base.set_column(1, "bloc", blocs))
    words = [sys.executable, "-c", MEASURED, *(str(tmp_path / name) for name in ("s", "small.parquet", "large.parquet", "o.parquet"))]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    first, second = map(int, done.stdout.split())
    assert second - first < 60
    assert pq.read_metadata(tmp_path / "o.parquet").num_rows == 200 * len(base)


# The command


def test_the_command_is_silent_when_piped(covenant, tmp_path, capsys):
    """Without a terminal there is no progress, only the closing line on stderr; exit 0."""
    sheet(tmp_path / "s")
    path = write(tmp_path / "in.parquet", evidence(reports(60)))
    assert run(["batch", str(tmp_path / "s"), "--in", str(path), "--out", str(tmp_path / "o.csv"), "--lang", "en"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"Scored 60 units into `{tmp_path / 'o.csv'}`.\n")


def test_the_command_shows_progress_when_asked(covenant, tmp_path, capsys):
    """With `--progress` a line says what is done, how fast, and how long it still takes."""
    sheet(tmp_path / "s")
    path = write(tmp_path / "in.csv", evidence(reports(60)))
    assert run(["batch", str(tmp_path / "s"), "--in", str(path), "--out", str(tmp_path / "o.csv"), "--progress", "--lang", "vi"]) == 0
    assert "\rchấm điểm · 100 % · " in capsys.readouterr().err


def test_the_command_ends_with_one_for_wrong_rows(covenant, tmp_path, capsys):
    """Wrong rows give exit code 1 and the name of the side file; with `--strict` the first is shown."""
    sheet(tmp_path / "s")
    table, _ = spoilt(reports(100))
    words = ["batch", str(tmp_path / "s"), "--in", str(write(tmp_path / "in.parquet", table)), "--lang", "en"]
    assert run([*words, "--out", str(tmp_path / "o.parquet"), "--bad", str(tmp_path / "wrong.parquet")]) == 1
    assert "1 wrong rows were not scored" in capsys.readouterr().err
    assert pq.read_table(tmp_path / "wrong.parquet").column("row").to_pylist() == [51]
    assert run([*words, "--out", str(tmp_path / "p.parquet"), "--strict"]) == 1
    assert "error[E156]" in capsys.readouterr().err
    assert not (tmp_path / "p.parquet").exists()
    assert run(["batch", str(tmp_path / "s"), "--out", "x.csv"]) == 2
