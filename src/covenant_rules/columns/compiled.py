"""The executor for very many units: the program compiled into the machine's own instructions.

LLVM does it in some tens of milliseconds, for the processor at hand. Threads are our own, over code
that holds no lock. A program that cannot be written so is left to numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from ctypes import CFUNCTYPE, c_int64, c_void_p
from typing import Any

import numpy as np
from llvmlite import binding

from covenant_rules.columns.arrays import Arrays
from covenant_rules.columns.integers import Found, Outside, within
from covenant_rules.columns.lanes import INT
from covenant_rules.columns.llvm import write
from covenant_rules.columns.loops import I128, TOGETHER, Form, Text, Unwritable
from covenant_rules.columns.memory import empty
from covenant_rules.columns.program import Program
from covenant_rules.columns.threads import processors, side_by_side

ALONE = 2**16  # rows up to which a second thread does not pay
_SCORE = CFUNCTYPE(c_int64, c_void_p, c_void_p, c_void_p, c_void_p, c_int64, c_int64)


class Compiled:
    """A program ready to be run by the machine, or by numpy where it cannot be written for that."""

    def __init__(self, program: Program, checks: Mapping[str, tuple[int, int]]) -> None:
        self.program = program
        self.checks = checks
        self._plain: Arrays | None = None
        try:
            self._loop = _Loop(write(program, checks))
        except Unwritable:
            self._plain = Arrays(program, checks)

    def run(self, columns: Mapping[str, Any], rows: int) -> Found:
        """Return the results of every row.

        Raises:
            Outside: a column holds more than the program was made for.
        """
        if self._plain is not None:
            return self._plain.run(columns, rows)
        loop = self._loop
        given = [self._column(name, columns[name], form) for name, form in loop.inputs.items()]
        outputs = [empty(rows, wide=form is I128) for form in loop.outputs.values()]
        doubts = np.zeros(rows if loop.has_filter else 0, dtype=np.uint8)
        if not loop.run(given, outputs, doubts, rows):
            raise Outside
        found = {
            number: _named(column) if form is I128 else column
            for (number, form), column in zip(loop.outputs.items(), outputs, strict=True)
        }
        return Found(self.program.found(found), np.flatnonzero(doubts))

    def _column(self, name: str, values: Any, form: Form) -> Any:
        """Return a column as the loop takes it; what its form cannot hold is outside its bounds."""
        if isinstance(values, list) or values.dtype == object:
            listed = values if isinstance(values, list) else values.tolist()
            listed = within(listed, self.checks[name])
            if form is I128:
                return _halves(np.array(listed, dtype=object))
        elif values.dtype == np.uint64 and len(values) and int(values.max()) >= INT:
            raise Outside
        column = np.ascontiguousarray(values, dtype=np.int64)
        if form is not I128:
            return column
        return np.stack([column, column >> 63], axis=1)


class _Loop:
    """The compiled loop of a program."""

    def __init__(self, text: Text) -> None:
        self.inputs, self.outputs, self.has_filter = text.inputs, text.outputs, text.has_filter
        self._scratch = text.scratch
        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        features = binding.get_host_cpu_features().flatten()
        machine = binding.Target.from_default_triple().create_target_machine(
            cpu=binding.get_host_cpu_name(), features=features, opt=2, jit=True
        )
        self._engine = binding.create_mcjit_compiler(binding.parse_assembly(text.text), machine)
        self._engine.finalize_object()  # which must live as long as its function
        self._score = _SCORE(self._engine.get_function_address("score"))

    def run(self, given: list[Any], outputs: list[Any], doubts: Any, rows: int) -> bool:
        """Run the loop over all rows; return whether every value was inside its bounds."""
        whole = rows - rows % TOGETHER
        workers = 1 if rows <= ALONE else processors()
        share = max(1, -(-whole // (workers * TOGETHER))) * TOGETHER
        parts = [(first, min(first + share, whole)) for first in range(0, whole, share)]

        def part(ends: tuple[int, int]) -> bool:
            return self._called(given, outputs, doubts, *ends)

        inside = all(side_by_side(part, parts))
        return inside and (whole == rows or self._rest(given, outputs, doubts, whole))

    def _rest(self, given: list[Any], outputs: list[Any], doubts: Any, first: int) -> bool:
        """Run the rows that fill no whole turn: the last of them stands in for those that are missing."""
        rest = len(outputs[0]) - first if outputs else len(doubts) - first
        again = np.minimum(np.arange(TOGETHER), rest - 1) + first
        some = [column[again] for column in given]
        found = [empty(TOGETHER, wide=column.ndim > 1) for column in outputs]
        marks = np.zeros(TOGETHER, np.uint8)
        inside = self._called(some, found, marks, 0, TOGETHER)
        for column, own in zip(outputs, found, strict=True):
            column[first:] = own[:rest]
        doubts[first:] = marks[:rest] if self.has_filter else 0
        return inside

    def _called(
        self, given: list[Any], outputs: list[Any], doubts: Any, first: int, last: int
    ) -> bool:
        places = [
            np.array([column.ctypes.data for column in columns], dtype=np.int64)
            for columns in (given, outputs)
        ]
        own = np.empty(self._scratch, dtype=np.int8)
        addresses = [memory.ctypes.data for memory in (*places, doubts, own)]
        return bool(self._score(*addresses, first, last))


def _halves(values: Any) -> Any:
    """Return Python's integers as numbers of 128 bits, their lower half first."""
    low = (values & (2 * INT - 1)).astype(np.uint64).view(np.int64)
    high = (values >> 64).astype(np.int64)
    return np.stack([low, high], axis=1)


def _named(halves: Any) -> Any:
    """Return numbers of 128 bits as Python's integers."""
    high = halves[:, 1].astype(object)
    return (high << 64) + halves[:, 0].view(np.uint64).astype(object)
