"""Exact linear programs: the simplex method over fractions.

The greatest value of a linear function over `A x <= b`, `x >= 0` is taken at a vertex if it is taken at
all, and the simplex method walks from vertex to vertex. Bland's rule (always the variable with the
smallest number) visits no basis twice, so it ends. Fractions make every comparison exact: what it
calls feasible is feasible, and what it calls infeasible is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import define, frozen

ZERO = Fraction(0)
Row = list[Fraction]


@frozen
class Optimum:
    """The greatest value and a point that has it."""

    value: Fraction
    point: tuple[Fraction, ...]


def maximise(
    goal: Sequence[Fraction], rows: Sequence[Sequence[Fraction]], limits: Sequence[Fraction]
) -> Optimum | None:
    """Return the greatest value of *goal* · x where *rows* · x <= *limits* and x >= 0.

    None means that no point satisfies the rows. The set of points must be bounded.

    >>> maximise([Fraction(1), Fraction(1)], [[Fraction(1), Fraction(2)]], [Fraction(4)]).value
    Fraction(4, 1)
    """
    count = len(goal)
    table = _Table(
        [[limit, *row] for row, limit in zip(rows, limits, strict=True)],
        [ZERO, *goal],
        list(range(count, count + len(rows))),
        list(range(count)),
    )
    if min(limits, default=ZERO) < 0 and not _make_feasible(table, count + len(rows)):
        return None
    table.climb()
    values = dict(zip(table.basic, (row[0] for row in table.rows), strict=True))
    return Optimum(table.goal[0], tuple(values.get(n, ZERO) for n in range(count)))


@define
class _Table:
    """A basis: each basic variable is its row's first number less the rest times the other variables."""

    rows: list[Row]
    goal: Row
    basic: list[int]
    others: list[int]

    def climb(self) -> None:
        """Pivot until no variable raises the goal."""
        while True:
            rising = [(v, c) for c, v in enumerate(self.others, start=1) if self.goal[c] > 0]
            if not rising:
                return
            _, column = min(rising)
            ratios = [
                (row[0] / row[column], self.basic[r], r)
                for r, row in enumerate(self.rows)
                if row[column] > 0
            ]
            self.pivot(min(ratios)[2], column)

    def pivot(self, r: int, column: int) -> None:
        """Exchange the basic variable of row *r* with the other variable of *column*."""
        pivot_row = self.rows[r]
        by = 1 / pivot_row[column]
        pivot_row[column] = Fraction(1)
        self.rows[r] = pivot_row = [value * by for value in pivot_row]
        for n, row in enumerate(self.rows):
            if n != r and row[column]:
                factor, row[column] = row[column], ZERO
                self.rows[n] = [a - factor * b for a, b in zip(row, pivot_row, strict=True)]
        factor, self.goal[column] = self.goal[column], ZERO
        if factor:
            value = self.goal[0] + factor * pivot_row[0]
            self.goal = [a - factor * b for a, b in zip(self.goal, pivot_row, strict=True)]
            self.goal[0] = value
        self.basic[r], self.others[column - 1] = self.others[column - 1], self.basic[r]


def _make_feasible(table: _Table, extra: int) -> bool:
    """Move to a basis whose values are not negative; say whether there is one.

    One more variable makes every row feasible when it is large enough; then it is made as small as
    it goes, and the rows are feasible exactly if that is zero.
    """
    goal = table.goal
    for row in table.rows:
        row.append(Fraction(-1))
    table.goal = [ZERO] * len(goal) + [Fraction(-1)]
    table.others.append(extra)
    worst = min(range(len(table.rows)), key=lambda r: table.rows[r][0])
    table.pivot(worst, len(table.others))
    table.climb()
    if table.goal[0] < 0:
        return False
    if extra in table.basic:
        r = table.basic.index(extra)
        column = next(c for c in range(1, len(table.rows[r])) if table.rows[r][c])
        table.pivot(r, column)
    gone = table.others.index(extra) + 1
    table.others.pop(gone - 1)
    for row in table.rows:
        row.pop(gone)
    table.goal = _rewritten(goal, table)
    return True


def _rewritten(goal: Row, table: _Table) -> Row:
    """Return a goal over the first variables in terms of the variables outside the basis."""
    found = [goal[0]] + [ZERO] * len(table.others)
    for variable, factor in enumerate(goal[1:]):
        if variable in table.others:
            found[table.others.index(variable) + 1] += factor
        else:
            row = table.rows[table.basic.index(variable)]
            found[0] += factor * row[0]
            for column in range(1, len(row)):
                found[column] -= factor * row[column]
    return found
