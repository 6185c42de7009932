"""OpenFisca-core: a variable for each figure and criterion, formulas over numpy vectors, as its guide says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.columns.peers.float_words import nearest_hundredths, points, total
from benchmarks.columns.peers.integer_words import items, scales
from benchmarks.columns.peers.pandas_ import floats

YEAR = "2026"


class Words:
    """The words of numpy, which OpenFisca's formulas use."""

    number = staticmethod(float)
    whole = staticmethod(np.floor)
    least = staticmethod(np.minimum)
    most = staticmethod(np.maximum)
    when = staticmethod(np.where)

    @staticmethod
    def share(part: Any, whole: Any, if_zero: Any) -> Any:
        """Return a quotient, or *if_zero* where its divisor is zero."""
        return np.where(whole == 0, if_zero, part / np.where(whole == 0, 1, whole))


def _formula(item: Mapping[str, Any], names: Mapping[str, str]) -> Callable[[Any, Any], Any]:
    def score(unit: Any, period: Any) -> Any:
        return np.round(points(item, lambda name: unit(names[name], period), Words), 2)

    return score


def prepare(
    sheet: Mapping[str, Any], table: pa.Table
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, int], Any]]:
    """Return how to score in a fresh simulation each time: its results are cached inside."""
    unit = build_entity(key="unit", plural="units", label="Unit", is_person=True)
    system = TaxBenefitSystem([unit])

    def variable(name: str, formula: Any = None) -> None:
        body = {
            "value_type": float,
            "entity": unit,
            "definition_period": periods.DateUnit.YEAR,
            "label": name,
        }
        if formula is not None:
            body["formula"] = formula
        system.add_variable(type(name, (Variable,), body))

    names = {column["name"]: column["name"].replace(":", "_") for column in sheet["columns"]}
    for name in names.values():
        variable(name)
    for item in items(sheet):
        variable(item["id"], _formula(item, names))
    variable("total", lambda unit_, period: total(sheet, lambda name: unit_(name, period), Words))
    values = floats(table, scales(sheet))
    rows = table.num_rows

    def run() -> Any:
        simulation = SimulationBuilder().build_default_simulation(system, count=rows)
        for name, own in names.items():
            simulation.set_input(own, YEAR, values[name])
        found = {"total": simulation.calculate("total", YEAR)}
        return found | {item["id"]: simulation.calculate(item["id"], YEAR) for item in items(sheet)}

    def hundredths(found: Mapping[str, Any], most: int) -> dict[str, Any]:
        return {name: nearest_hundredths(column[:most]) for name, column in found.items()}

    return run, run, hundredths
