"""Published tables as blocs: rows of a CSV file become registrations and reports of a sheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from peers_sector import peers

from covenant_rules import Bloc, Registry, load

HERE = Path(__file__).parent
REGISTRY = Registry.of(peers)

Row = Mapping[str, str]


def published(name: str) -> list[dict[str, str]]:
    """Return the rows of a published table."""
    with (HERE / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sheet_named(name: str) -> Path:
    """Return the sheet called *name*."""
    return HERE / "sheets" / f"{name}.yaml"


def bloc_of(folder: Path, sheet: Path, units: Iterable[str], reports: Iterable[Row]) -> Bloc:
    """Return the bloc of *sheet* in which *units* give *reports*, written as files into *folder*.

    A report is a row of the long form: unit, stage, measure, value, note.
    """
    covenant = next(
        line.removeprefix("covenant: ")
        for line in sheet.read_text(encoding="utf-8").splitlines()
        if line.startswith("covenant: ")
    )
    lines = [f"covenant: {covenant}", "units:"]
    lines += [f'  - {{unit: "{unit}", title: {{vi: "{unit}", en: "{unit}"}}}}' for unit in units]
    registrations, cells = folder / "registrations.yaml", folder / "reports.csv"
    registrations.write_text("\n".join(lines), encoding="utf-8")
    with cells.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["unit", "stage", "measure", "value", "note"])
        writer.writeheader()
        writer.writerows(reports)
    return load(sheet, registry=REGISTRY, registrations=registrations, reports=cells)


def report(unit: str, measure: str, value: str, note: str = "", stage: str = "final") -> Row:
    """Return one row of a report."""
    return {"unit": unit, "stage": stage, "measure": measure, "value": value, "note": note}
