"""The kinds of input that come from outside, each with right examples and the commands that read it.

A new kind is a line in `KINDS`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from random import Random

from attrs import frozen

from fuzz.blocs import HEAD, ILLUSTRATION, SHEET, SPECS, UNITS, report
from fuzz.mutate import hostile_arguments, hostile_bytes, hostile_text, hostile_zip

Folder = Mapping[str, bytes]
COVENANT, REGISTRATIONS, REPORTS, AWARDS, AUDIT = (
    "covenant.yaml", "registrations.yaml", "reports.csv", "awards.yaml", "audit.yaml",
)  # fmt: skip
CHECK, SCORE = ("check", "bloc"), ("score", "bloc", "--format", "json", "--stage", "final")


@frozen
class Kind:
    """One kind of hostile input.

    Attributes:
        file: the file that is hostile, inside the folder where commands run.
        commands: what is run on it, one command after the other.
        bases: right folders; *file* of one of them is changed.
        change: how.
    """

    file: str
    commands: tuple[tuple[str, ...], ...]
    bases: Callable[[], Sequence[Folder]]
    change: Callable[[Sequence[bytes], Random], bytes] = hostile_text

    def make(self, draw: Random) -> tuple[int, bytes]:
        """Return the number of a base, and the hostile file to put into it."""
        bases = self.bases()
        number = draw.randrange(len(bases))
        return number, self.change([bases[number][self.file]], draw)


def _folder(path: Path, under: str = "bloc/") -> Folder:
    return {
        under + file.name: file.read_bytes() for file in sorted(path.iterdir()) if file.is_file()
    }


@cache
def small() -> Sequence[Folder]:
    """Return one small bloc-year of nine units."""
    files = {COVENANT: SHEET, REGISTRATIONS: UNITS, REPORTS: report(0)}
    return ({f"bloc/{name}": text.encode() for name, text in files.items()},)


@cache
def rule_forms() -> Sequence[Folder]:
    """Return a bloc-year for every form of rule that real sheets have."""
    return (*map(_folder, sorted((SPECS / "rule-forms").glob("R*"))), *small())


@cache
def with_file(name: str) -> Sequence[Folder]:
    """Return the bloc-years of the repository that have a file of that name."""
    return tuple(_folder(path.parent) for path in sorted(SPECS.rglob(name)))


@cache
def workbooks() -> Sequence[Folder]:
    """Return bloc-years with a table of reports in a workbook, and with a filled form."""
    import tempfile

    from openpyxl import Workbook

    from covenant_rules.cli.app import run

    (base,) = small()
    book = Workbook()
    for line in (HEAD + report(0).removeprefix(HEAD)).splitlines():
        book.active.append([int(word) if word.isdecimal() else word for word in line.split(",")])
    stream = io.BytesIO()
    book.save(stream)
    found = [stream.getvalue()]
    with tempfile.TemporaryDirectory() as name:
        for file, data in base.items():
            Path(name, Path(file).name).write_bytes(data)
        with redirect_stdout(io.StringIO()):
            run(["form", name, "--out", f"{name}/form.xlsx"])
        found.append(Path(name, "form.xlsx").read_bytes())
    return tuple({**base, "reports.xlsx": data} for data in found)


@cache
def tables() -> Sequence[Folder]:
    """Return bloc-years with reports in Parquet: of text, of numbers, of numbers that are none."""
    import pyarrow as pa
    from pyarrow import parquet

    (base,) = small()
    columns = {
        "unit": [f"don-vi-{n}" for n in range(9)],
        "stage": ["final"] * 9,
        "measure": ["n"] * 9,
    }
    values = (
        [str(n) for n in range(9)], list(range(9)), [float("nan"), float("inf"), 1e300, *map(float, range(6))], [None] * 9,
        [[1]] * 9, [{"a": 1}] * 9, [True] * 9, [b"1"] * 9, [2**63 - 1] * 9,
    )  # fmt: skip
    found = []
    for value in values:
        stream = io.BytesIO()
        parquet.write_table(pa.table({**columns, "value": value}), stream)
        found.append({**base, "reports.parquet": stream.getvalue()})
    return tuple(found)


@cache
def long_csv() -> Sequence[Folder]:
    """Return a bloc-year with a file of evidence as `batch` reads it."""
    (base,) = small()
    return ({**base, "long.csv": report(0).encode()},)


ASKED = """\
covenant: thu
draws: {count: 50, seed: 2017}
assume:
  - {setting: each, of: "1.1", values: [0.5, 1]}
  - {standard: "1.1", from: 8, to: 12, step: 1}
  - {evidence: n, unit: don-vi-1, values: [1, 2, 3]}
  - {weight: "1", from: 0.8, to: 1.2, step: 0.1}
weights: {same_maximum: true, limits: {"1": {from: 0.5, to: 1.5}}}
"""
ALL = ASKED.replace("draws: {count: 50, seed: 2017}\n", "").replace("step: 1}", "step: 2}")


@cache
def scenarios() -> Sequence[Folder]:
    """Return a bloc-year with a file of scenarios: drawn ones, and all of them."""
    return tuple({**small()[0], "what-if.yaml": text.encode()} for text in (ASKED, ALL))


@cache
def editions() -> Sequence[Folder]:
    """Return bloc-years with a second edition of their sheet, the same to begin with."""
    return tuple({**base, f"new/{COVENANT}": base[f"bloc/{COVENANT}"]} for base in rule_forms())


@cache
def chains() -> Sequence[Folder]:
    """Return a chain of one record and of two, whose first one is hostile."""
    first, second = (base["R.json"] for base in records())
    one = {**small()[0], "chain/0001.json": first}
    return (one, {**one, "chain/0002.json": second})


@cache
def records() -> Sequence[Folder]:
    """Return a decision record, alone and as the one before."""
    from tempfile import TemporaryDirectory

    from covenant_rules.record import write
    from covenant_rules.registry import Registry
    from covenant_rules.replay import make
    from covenant_rules.spec.folder import Files
    from fuzz.blocs import put_bloc

    with TemporaryDirectory() as name:
        first = make(Files.of(put_bloc(Path(name))), Registry.of())
        second = make(Files.of(Path(name)), Registry.of(), previous=first)
    return tuple({"R.json": write(one), "first.json": write(first)} for one in (first, second))


@cache
def keys() -> Sequence[Folder]:
    """Return a pair of keys beside a signed record."""
    from covenant_rules.signing import new_keys

    pair = new_keys()
    return (
        {**records()[0], **small()[0], "key.pem": pair.public},
        {**records()[0], **small()[0], "key.pem": pair.private},
    )


PLUGIN = "from covenant_rules.plugin import Sector, hookimpl\n@hookimpl\ndef covenant_rules_sector():\n    return Sector('zz', vi='Thử', en='Trial', api=1)\n"
INFO = "site/zz-1.0.dist-info"


@cache
def metadata(file: str) -> Sequence[Folder]:
    """Return a plugin as pip leaves it, whose file *file* will be changed."""
    files = {
        "site/zz_plugin.py": PLUGIN,
        f"{INFO}/METADATA": "Metadata-Version: 2.1\nName: zz\nVersion: 1.0\n",
        f"{INFO}/entry_points.txt": "[covenant_rules]\nzz = zz_plugin\n",
        f"{INFO}/RECORD": "zz_plugin.py,,\n",
    }
    found = {name: text.encode() for name, text in files.items()}
    return ({**found, **small()[0]},) if file in found else ()


def command_lines() -> Sequence[Folder]:
    """Return a folder in which any command can be given."""
    return ({**scenarios()[0], **records()[0], "arguments": b""},)


# every kind of file that holds what people wrote
_WRITTEN = tuple(("score", "bloc", "--out", f"out.{kind}") for kind in ("html", "xlsx", "docx", "csv"))
_FORM = ("form", "bloc", "--out", "form.xlsx")
_PLUGINS = (("plugins", "list"), ("plugins", "doctor", "zz"), ("plugins", "show", "zz"))
KINDS: Mapping[str, Kind] = {
    "sheets": Kind(f"bloc/{COVENANT}", (CHECK, SCORE), rule_forms),
    "registrations": Kind(f"bloc/{REGISTRATIONS}", (CHECK, SCORE), rule_forms),
    "reports.csv": Kind(f"bloc/{REPORTS}", (CHECK, SCORE), rule_forms),
    "reports.xlsx": Kind("reports.xlsx", ((*SCORE, "--reports", "reports.xlsx"),), workbooks, hostile_zip),
    "reports.parquet": Kind("reports.parquet", ((*SCORE, "--reports", "reports.parquet"),), tables, hostile_bytes),
    "batch.parquet": Kind("reports.parquet", (("batch", "bloc", "--in", "reports.parquet", "--out", "s.parquet"),), tables, hostile_bytes),
    "batch.csv": Kind("long.csv", (("batch", "bloc", "--in", "long.csv", "--out", "s.csv"),), long_csv),
    "written sheets": Kind(f"bloc/{COVENANT}", (*_WRITTEN, _FORM), small),
    "written reports": Kind(f"bloc/{REPORTS}", (*_WRITTEN, ("review", "bloc")), small),
    "editions": Kind(f"new/{COVENANT}", (("diff", "bloc", "new", "--format", "json"), ("diff", "new", "bloc")), editions),
    "scenarios": Kind("what-if.yaml", (("what-if", "bloc", "what-if.yaml", "--format", "json", "--out", "w.csv"),), scenarios),
    "awards": Kind(f"bloc/{AWARDS}", (CHECK, ("awards", "bloc", "--format", "json")), lambda: with_file(AWARDS)),
    "audits": Kind(f"bloc/{AUDIT}", (CHECK, ("audit", "bloc")), lambda: with_file(AUDIT)),
    "records": Kind("R.json", (("verify", "R.json"), ("verify", "R.json", "--previous", "first.json")), records),
    "chains": Kind("chain/0001.json", (("record", "bloc", "--chain", "chain"), ("verify", "chain")), chains),
    "keys": Kind("key.pem", (("verify", "R.json", "--key", "key.pem"), ("record", "bloc", "--out", "N.json", "--sign", "key.pem")), keys),
    "entry points": Kind(f"{INFO}/entry_points.txt", _PLUGINS, lambda: metadata(f"{INFO}/entry_points.txt")),
    "package metadata": Kind(f"{INFO}/METADATA", _PLUGINS, lambda: metadata(f"{INFO}/METADATA")),
    "command lines": Kind("arguments", (), command_lines, hostile_arguments),
}  # fmt: skip
__all__ = ["ILLUSTRATION", "KINDS", "Kind"]
