"""The direction fold: whether a formula rises or falls when one of its symbols rises.

What it says is proved; where it says nothing, nothing is known. A total that is proved to rise or
fall in every missing piece of evidence has its exact limits at the ends of their ranges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from fractions import Fraction
from itertools import pairwise

from covenant_rules.formula.exact import fold_exact
from covenant_rules.formula.ranges import ranges
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Node, Op, Symbol, arrange
from covenant_rules.interval import Interval
from covenant_rules.quantity import ANY


class Direction(Enum):
    """What happens to a formula when a symbol rises."""

    STEADY = 0
    RISING = 1
    FALLING = -1
    UNKNOWN = None

    def __neg__(self) -> Direction:
        """Return the direction of the negated formula."""
        return self if self.value is None else Direction(-self.value)


STEADY, RISING, FALLING, UNKNOWN = Direction


def _together(*directions: Direction) -> Direction:
    """Return the direction of a sum: the one that all agree on, steady ones left aside."""
    moving = {d for d in directions if d is not STEADY}
    if not moving:
        return STEADY
    return moving.pop() if len(moving) == 1 else UNKNOWN


def _signed(direction: Direction, factor: Interval) -> Direction:
    """Return the direction of something with *direction*, multiplied by a steady *factor*."""
    if direction is STEADY or factor.exact == 0:
        return STEADY
    if factor.low is not None and factor.low >= 0:
        return direction
    return -direction if factor.high is not None and factor.high <= 0 else UNKNOWN


def direction(root: Node, symbol: str, known: Mapping[str, Interval] | None = None) -> Direction:
    """Return how *root* moves when *symbol* rises and all else stays.

    *known* narrows the ranges of the other symbols, as in `ranges`.
    """
    return _moves(ranges([root], known or {}), symbol)[root]


def _moves(limits: Mapping[Node, Interval], symbol: str) -> dict[Node, Direction]:
    """Return how every node moves when *symbol* rises; *limits* has the nodes in working order."""
    found: dict[Node, Direction] = {}
    for node in limits:
        if isinstance(node, Symbol):
            found[node] = RISING if node.name == symbol else STEADY
        elif isinstance(node, Apply):
            found[node] = _apply(
                node, [found[a] for a in node.args], [limits[a] for a in node.args]
            )
        else:
            found[node] = STEADY
    return found


def _apply(node: Apply, moves: list[Direction], limits: list[Interval]) -> Direction:
    if all(move is STEADY for move in moves):
        return STEADY
    match node.op:
        case Op.ALL | Op.ANY | Op.NOT if _may_leave_truth(moves, limits):
            return UNKNOWN
        case Op.WHEN if _may_leave_truth(moves[:1], limits[:1]):
            return UNKNOWN
        case Op.ADD | Op.MINIMUM | Op.MAXIMUM | Op.ALL | Op.ANY | Op.LABEL | Op.ROUND | Op.ROOT:
            return _together(*moves)
        case Op.SUBTRACT | Op.AT_LEAST | Op.MORE:
            return _together(moves[0], -moves[1])
        case Op.NOT:
            return -moves[0]
        case Op.MULTIPLY:
            return _product(moves, limits)
        case Op.DIVIDE:
            return _quotient(moves, limits)
        case Op.RATIO if moves[1] is STEADY:
            return _together(_signed(moves[0], limits[1]), moves[2])
        case Op.STEPS if moves[2] is STEADY:
            return _together(moves[0], -moves[1])
        case Op.LOGARITHM if limits[0].low is not None and limits[0].low > 0:
            return moves[0]
        case Op.WHEN:
            return _choice(moves, limits)
        case Op.TABLE if isinstance(node.data, Table) and len(moves) == 1:
            return along(node.data, moves[0])
        case _:
            return UNKNOWN


def _may_leave_truth(moves: list[Direction], limits: list[Interval]) -> bool:
    """Say whether a condition may rise to zero from below: it would hold, not hold, and hold again."""
    return any(
        move is not STEADY and (limit.low is None or limit.low < 0)
        for move, limit in zip(moves, limits, strict=True)
    )


def _product(moves: list[Direction], limits: list[Interval]) -> Direction:
    found, range_so_far = moves[0], limits[0]
    for move, limit in zip(moves[1:], limits[1:], strict=True):
        found = _together(_signed(found, limit), _signed(move, range_so_far))
        range_so_far = range_so_far * limit
    return found


def _quotient(moves: list[Direction], limits: list[Interval]) -> Direction:
    part, whole = limits
    return _together(_signed(moves[0], whole), _signed(-moves[1], part))


def _choice(moves: list[Direction], limits: list[Interval]) -> Direction:
    switch, then, otherwise = moves
    if switch is STEADY:
        return _together(then, otherwise)
    _, upper, lower = limits
    if upper.low is not None and lower.high is not None and upper.low >= lower.high:
        return _together(switch, then, otherwise)
    if upper.high is not None and lower.low is not None and upper.high <= lower.low:
        return _together(-switch, then, otherwise)
    return UNKNOWN


def along(table: Table, move: Direction) -> Direction:
    """Return the direction of a table of one column whose value moves: are its points in order?"""
    limits = [limit for row in table.rows for limit in row.bands[0].limits]
    found = [(table.find([value]), table.otherwise) for value in ANY.probes(limits)]
    reached = [rest if row is None else row.points for row, rest in found]
    points = [value for value in reached if value is not None]  # nothing: a value of no measure
    pairs = list(pairwise(points))
    if all(a <= b for a, b in pairs):
        return move
    return -move if all(a >= b for a, b in pairs) else UNKNOWN


def tight_range(root: Node, known: Mapping[str, Interval]) -> Interval:
    """Return the range of *root* over *known*; see `tight_ranges`."""
    return tight_ranges([root], known)[root]


def tight_ranges(roots: Sequence[Node], known: Mapping[str, Interval]) -> dict[Node, Interval]:
    """Return the range of each of *roots*, exact where every open symbol under it has a direction.

    What the roots share is looked at once.
    """
    limits = ranges(roots, known)
    moves = directions(roots, limits)
    found: dict[Node, Interval] = {}
    for root in roots:
        sharp = None
        if limits[root].exact is None:
            sharp = _at_the_ends(root, moves[root], known)
        found[root] = sharp or limits[root]
    return found


def directions(
    roots: Sequence[Node], limits: Mapping[Node, Interval], names: AbstractSet[str] | None = None
) -> dict[Node, dict[str, Direction]]:
    """Return how each of *roots* moves with every open symbol under it.

    *limits* are the `ranges` of all nodes; with *names*, only those symbols count as open.
    """
    every = {n.name for n in limits if isinstance(n, Symbol) and limits[n].exact is None}
    open_symbols: set[str] = every if names is None else every & names
    moves = {name: _moves(limits, name) for name in open_symbols}
    under = _under(limits, open_symbols)
    return {root: {name: moves[name][root] for name in under[root]} for root in roots}


def _under(order: Iterable[Node], names: set[str]) -> dict[Node, frozenset[str]]:
    """Return which of *names* stand under each node; *order* has arguments first."""
    found: dict[Node, frozenset[str]] = {}
    for node in order:
        if isinstance(node, Apply):
            found[node] = frozenset[str]().union(*(found[arg] for arg in node.args))
        else:
            found[node] = frozenset({node.name} & names if isinstance(node, Symbol) else ())
    return found


def _at_the_ends(
    root: Node, directions: Mapping[str, Direction], known: Mapping[str, Interval]
) -> Interval | None:
    """Return the exact range of *root*, or None where some direction or some end is not known."""
    lows: dict[str, Fraction] = {}
    highs: dict[str, Fraction] = {}
    order = arrange([root])
    for symbol in order:
        if not isinstance(symbol, Symbol):
            continue
        limit = known.get(symbol.name, symbol.quantity.range)
        move = directions.get(symbol.name)  # None where it is known already
        if limit.low is None or limit.high is None or move is UNKNOWN:
            return None
        ends = (limit.high, limit.low) if move is FALLING else (limit.low, limit.high)
        lows[symbol.name], highs[symbol.name] = ends
    (least,), (greatest,) = (fold_exact(order, [root], ends) for ends in (lows, highs))
    return Interval(least, greatest)
