"""Exact ranges as formulas: what `tight_ranges` finds of one row, for all rows at once.

Where everything that is open under a formula moves it in one direction, its ends are its values at
the ends of what is open; elsewhere its ends are those of the range fold. Which of the two holds may
differ from row to row, so the directions are conditions here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress

from attrs import frozen

from covenant_rules.formula import build
from covenant_rules.formula.bounding import BoundsFold
from covenant_rules.formula.bounds import (
    BeyondFormulasError,
    Bounds,
    End,
    Part,
    above_zero,
    at_least_zero,
    at_most_zero,
    both,
    bounds_of_symbol,
    more,
    no,
    some,
)
from covenant_rules.formula.direction import FALLING, RISING, UNKNOWN, Direction, along
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import (
    ONE,
    ZERO,
    Apply,
    Node,
    Op,
    Symbol,
    arrange,
    substitute,
    symbols,
)
from covenant_rules.interval import Interval


@frozen(eq=False)
class Lean:
    """The conditions under which a node may rise, and may fall, when a symbol rises."""

    up: Node = ZERO
    down: Node = ZERO

    def __neg__(self) -> Lean:
        """Return how the negated node moves."""
        return Lean(self.down, self.up)

    @property
    def moves(self) -> Node:
        """The condition that the node is not steady."""
        return some(self.up, self.down)

    def unless(self, condition: Node) -> Lean:
        """Return the same, but not known where the node moves and *condition* does not hold."""
        lost = both(self.moves, no(condition))
        return Lean(some(self.up, lost), some(self.down, lost))


STEADY = Lean()


def tight_bounds(
    roots: Mapping[str, Node],
    limits: Mapping[Node, Interval],
    moves: Mapping[Node, Mapping[str, Direction]],
    endless: AbstractSet[str],
) -> dict[str, Bounds]:
    """Return the least and the greatest value of each of *roots*, as formulas, where these can say it.

    A symbol `x` that is open in some rows stands in them as `x<` and `x>`, its least and greatest
    value; where one of them may lack, `x<?` and `x>?` say where. Meant are only rows in which some
    symbol of the root is open whose direction is not proved, or which is *endless*.

    Args:
        roots: the formulas by name.
        limits: the range of every node that holds in all rows that are meant.
        moves: for each root the symbols under it that are open in some row, and what is proved of
            their direction in all rows.
        endless: those of them whose range may be without an end.
    """
    opened = {name for found in moves.values() for name in found}
    fold = BoundsFold(limits, opened, endless)
    found: dict[str, Bounds] = {}
    for name, root in roots.items():
        with suppress(BeyondFormulasError):
            found[name] = fold.shared.bounds(_tight(root, fold, moves[root], endless))
    return found


def _tight(
    root: Node, fold: BoundsFold, moves: Mapping[str, Direction], endless: AbstractSet[str]
) -> Bounds:
    wide = fold.of(root)
    if wide.is_point:
        return wide
    unsure: list[Node] = []
    never = True  # whether no row that is meant has its ends where those of the symbols are
    lows: dict[str, Node] = {}
    highs: dict[str, Node] = {}
    for symbol in symbols(root):
        if symbol.name not in moves:
            continue
        own = bounds_of_symbol(symbol, endless=symbol.name in endless)
        never = never and symbol.name not in endless
        unsure += [own.low.open, own.high.open]
        low, high = own.low.value, own.high.value
        if moves[symbol.name] is UNKNOWN:
            lean = _leans(root, symbol, fold)
            is_open = more(high, low)
            unsure.append(both(is_open, lean.up, lean.down))
            falls = lean.down
            never = never and lean.up == lean.down == ONE
        else:
            falls = ONE if moves[symbol.name] is FALLING else ZERO
        lows[symbol.name] = build.when(falls, high, low)
        highs[symbol.name] = build.when(falls, low, high)
    if never:
        return wide
    found = some(*unsure)
    least, most = (fold.shared(substitute(root, ends)) for ends in (lows, highs))
    # Without an end of a symbol, and where it divides by next to nothing, a direction is unsure too.
    return Bounds(
        End(build.when(found, wide.low.value, least), wide.low.open),
        End(build.when(found, wide.high.value, most), wide.high.open),
    )


def _leans(root: Node, symbol: Symbol, fold: BoundsFold) -> Lean:
    """Return how *root* moves when *symbol* rises, as `direction` finds it in a row."""
    found: dict[Node, Lean] = {}
    for node in arrange([root]):
        if isinstance(node, Apply):
            leans = [found[arg] for arg in node.args]
            still = all(lean.moves == ZERO for lean in leans)
            found[node] = STEADY if still else _shared(_apply(node, leans, fold), fold)
        else:
            is_it = isinstance(node, Symbol) and node.name == symbol.name
            found[node] = Lean(ONE) if is_it else STEADY
    return found[root]


def _shared(lean: Lean, fold: BoundsFold) -> Lean:
    return Lean(fold.shared(lean.up), fold.shared(lean.down))


def _apply(node: Apply, leans: Sequence[Lean], fold: BoundsFold) -> Lean:  # noqa: C901, PLR0912 (an operator each)
    parts = [fold.part(arg) for arg in node.args]
    match node.op:
        case Op.ALL | Op.ANY:
            return _in_truth(_together(*leans), leans, parts)
        case Op.NOT:
            return _in_truth(-leans[0], leans, parts)
        case Op.ADD | Op.MINIMUM | Op.MAXIMUM | Op.LABEL | Op.ROUND | Op.ROOT:
            return _together(*leans)
        case Op.SUBTRACT | Op.AT_LEAST | Op.MORE:
            return _together(leans[0], -leans[1])
        case Op.MULTIPLY:
            found = leans[0]
            for lean, part, so_far in zip(
                leans[1:], parts[1:], fold.partial[node][:-1], strict=True
            ):
                found = _together(_signed(found, part), _signed(lean, so_far))
            return found
        case Op.DIVIDE:
            return _together(_signed(leans[0], parts[1]), _signed(-leans[1], parts[0]))
        case Op.RATIO:
            lean = _together(_signed(leans[0], parts[1]), leans[2])
            return _unknown_where(leans[1].moves, lean)
        case Op.STEPS:
            return _unknown_where(leans[2].moves, _together(leans[0], -leans[1]))
        case Op.LOGARITHM:
            return leans[0].unless(above_zero(parts[0]))
        case Op.WHEN:
            return _in_truth(_choice(leans, parts), leans[:1], parts[:1])
        case Op.TABLE if isinstance(node.data, Table) and len(leans) == 1:
            way = along(node.data, RISING)
            if way is not UNKNOWN:
                return leans[0] if way is RISING else -leans[0]
    return _unknown_where(_together(*leans).moves, STEADY)


def _together(*leans: Lean) -> Lean:
    return Lean(some(*(lean.up for lean in leans)), some(*(lean.down for lean in leans)))


def _unknown_where(condition: Node, otherwise: Lean) -> Lean:
    return Lean(some(condition, otherwise.up), some(condition, otherwise.down))


def _signed(lean: Lean, factor: Part) -> Lean:
    """Return how something moves that is multiplied by a steady *factor*."""
    if lean.moves == ZERO:
        return STEADY
    below, above = no(at_least_zero(factor)), no(at_most_zero(factor))
    return Lean(
        some(both(lean.up, above), both(lean.down, below)),
        some(both(lean.down, above), both(lean.up, below)),
    )


def _in_truth(lean: Lean, conditions: Sequence[Lean], parts: Sequence[Part]) -> Lean:
    """Return *lean*, but not known where a moving condition may be below zero."""
    left = [
        both(own.moves, no(at_least_zero(part)))
        for own, part in zip(conditions, parts, strict=True)
    ]
    return _unknown_where(some(*left), lean)


def _choice(leans: Sequence[Lean], parts: Sequence[Part]) -> Lean:
    switch, then, otherwise = leans
    rest = _together(then, otherwise)
    if switch.moves == ZERO:
        return rest
    _, upper, lower = parts
    rises, falls = _never_below(upper, lower), _never_below(lower, upper)
    neither = both(no(rises), no(falls))
    return _together(
        rest,
        Lean(both(rises, switch.up), both(rises, switch.down)),
        Lean(both(no(rises), switch.down), both(no(rises), switch.up)),
        _unknown_where(both(neither, switch.moves), STEADY),
    )


def _never_below(upper: Part, lower: Part) -> Node:
    """Return the condition that no value of *upper* is below any of *lower*."""
    high, low = lower.limit.high, upper.limit.low
    if high is not None and low is not None and low >= high:
        return ONE
    return build.at_least(upper.low.value, lower.high.value)  # without an end all is unsure
