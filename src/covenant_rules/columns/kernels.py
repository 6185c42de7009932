"""The block interpreter: a small set of instructions over blocks of int64 and float64, compiled once.

An operand is an address and a stride: registers of a block have none, columns move on with it. Each
instruction is a loop that the compiler turns into vector code; nothing here knows a sheet.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numba import carray, njit, types
from numba.core import cgutils
from numba.extending import intrinsic


class Do(IntEnum):
    """The instructions; a trailing `C` takes a constant as its second argument."""

    ADD_F, SUBTRACT_F, MULTIPLY_F, MINIMUM_F, MAXIMUM_F = range(5)
    ADD_FC, FROM_FC, MULTIPLY_FC, MINIMUM_FC, MAXIMUM_FC = range(5, 10)
    ADD_I, SUBTRACT_I, MULTIPLY_I, MINIMUM_I, MAXIMUM_I = range(16, 21)
    ADD_IC, FROM_IC, MULTIPLY_IC, MINIMUM_IC, MAXIMUM_IC = range(21, 26)
    AT_LEAST_F, EQUAL_F, AT_LEAST_FC, EQUAL_FC = range(32, 36)
    AT_LEAST_I, EQUAL_I, AT_LEAST_IC, EQUAL_IC = range(36, 40)
    AND, OR, NOT, SELECT, SELECT_OR_ZERO, AT_LEAST_E = range(40, 46)
    TO_FLOAT, TO_INT, STORE_I, STORE_F = range(48, 52)
    AFFINE_I, AFFINE_F, AFFINE_IF, SUM_3, SUM_4, DIVIDE_IC = range(52, 58)
    DIVIDE_F, DIVIDE_FC, DIVIDE_LINEAR, DIVIDE_I, DIVIDE_E = range(64, 69)
    SHARE, ADD_SHARE, CARRY, DOUBT, CHECK = range(69, 74)
    BANDS_II, BANDS_IF, BANDS_FI, BANDS_FF = range(80, 84)


WIDTH = 8  # numbers of an instruction: what to do, target, four arguments, two constants

_JIT = {"nogil": True, "cache": True, "error_model": "numpy"}


@intrinsic
def _pointer(_, address):
    def make(_, builder, __, arguments):
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), make


@njit(**_JIT)
def _binary_f(do, x, y, z, c):
    n = len(z)
    if do == 0:
        for i in range(n):
            z[i] = x[i] + y[i]
    elif do == 1:
        for i in range(n):
            z[i] = x[i] - y[i]
    elif do == 2:
        for i in range(n):
            z[i] = x[i] * y[i]
    elif do == 3:
        for i in range(n):
            z[i] = x[i] if x[i] < y[i] else y[i]
    elif do == 4:
        for i in range(n):
            z[i] = x[i] if x[i] > y[i] else y[i]
    elif do == 5:
        for i in range(n):
            z[i] = x[i] + c
    elif do == 6:
        for i in range(n):
            z[i] = c - x[i]
    elif do == 7:
        for i in range(n):
            z[i] = x[i] * c
    elif do == 8:
        for i in range(n):
            z[i] = x[i] if x[i] < c else c
    else:
        for i in range(n):
            z[i] = x[i] if x[i] > c else c


@njit(**_JIT)
def _compare(do, x, y, z, c):
    n = len(z)
    if do == 0:
        for i in range(n):
            z[i] = 1 if x[i] >= y[i] else 0
    elif do == 1:
        for i in range(n):
            z[i] = 1 if x[i] == y[i] else 0
    elif do == 2:
        for i in range(n):
            z[i] = 1 if x[i] >= c else 0
    else:
        for i in range(n):
            z[i] = 1 if x[i] == c else 0


@njit(**_JIT)
def _bands(x, z, limits, values):
    for i in range(len(z)):
        z[i] = values[0]
    for k in range(len(limits)):
        limit, more = limits[k], values[k + 1] - values[k]
        for i in range(len(z)):
            z[i] += more if x[i] >= limit else 0


@njit(**_JIT)
def _affine(x, z, constants):
    factor, more, low, high = constants[0], constants[1], constants[2], constants[3]
    for i in range(len(z)):
        value = factor * x[i] + more
        value = value if value > low else low
        z[i] = value if value < high else high


@njit(**_JIT)
def _at_least_wide(x, u, y, v, z, far):
    for i in range(len(z)):
        apart = u[i] - v[i]
        near = 1 if x[i] - y[i] >= 0 else 0
        z[i] = near if abs(apart) < far else (1 if apart >= 0 else 0)


@njit(**_JIT)
def _divide_wide(x, u, y, v, z):
    for i in range(len(z)):
        quotient = np.floor(u[i] / v[i])
        rest = x[i] - np.int64(quotient) * y[i]
        z[i] = quotient + (1 if rest >= y[i] else 0) - (1 if rest < 0 else 0)


@njit(**_JIT)
def _carry(x, z, doubts, doubt):
    for i in range(len(z)):
        total = x[i]
        apart = abs(total - np.rint(total))
        if apart <= doubt and total != 0:
            doubts[i] = 1
        z[i] = np.floor(total)


@njit(**_JIT)
def _interpret(code, reals, wholes, bases, strides, first, last, block, doubts):
    """Run instructions over the rows from *first* to *last*; return whether all stayed in bounds."""
    for start in range(first, last, block):
        n = min(block, last - start)
        for k in range(len(code)):
            do, k1, k2 = code[k, 0], code[k, 6], code[k, 7]
            t = bases[code[k, 1]] + start * strides[code[k, 1]]
            a = bases[code[k, 2]] + start * strides[code[k, 2]]
            b = bases[code[k, 3]] + start * strides[code[k, 3]]
            z, x, y = (
                carray(_pointer(t), (n,), np.int64),
                carray(_pointer(a), (n,), np.int64),
                carray(_pointer(b), (n,), np.int64),
            )
            w, u, v = (
                carray(_pointer(t), (n,), np.float64),
                carray(_pointer(a), (n,), np.float64),
                carray(_pointer(b), (n,), np.float64),
            )
            if do < 16:
                _binary_f(do, u, v, w, reals[k1])
            elif do < 32:
                _binary_f(do - 16, x, y, z, wholes[k1])
            elif do < 36:
                _compare(do - 32, u, v, z, reals[k1])
            elif do < 40:
                _compare(do - 36, x, y, z, wholes[k1])
            elif do == 40:
                for i in range(n):
                    z[i] = x[i] & y[i]
            elif do == 41:
                for i in range(n):
                    z[i] = x[i] | y[i]
            elif do == 42:
                for i in range(n):
                    z[i] = 1 - x[i]
            elif do == 43:
                c = bases[code[k, 4]] + start * strides[code[k, 4]]
                s = carray(_pointer(c), (n,), np.int64)
                for i in range(n):
                    z[i] = (y[i] & -x[i]) | (s[i] & (x[i] - 1))
            elif do == 44:
                for i in range(n):
                    z[i] = y[i] & -x[i]
            elif do == 48:
                for i in range(n):
                    w[i] = np.float64(x[i])
            elif do in (49, 51):
                for i in range(n):
                    z[i] = np.int64(u[i])
            elif do == 50:
                for i in range(n):
                    z[i] = x[i]
            elif do == 52:
                _affine(x, z, wholes[k1 : k1 + 4])
            elif do == 53:
                _affine(u, w, reals[k1 : k1 + 4])
            elif do == 54:
                _affine(x, w, wholes[k1 : k1 + 4])
            elif do in (55, 56):
                c = bases[code[k, 4]] + start * strides[code[k, 4]]
                d = bases[code[k, 5]] + start * strides[code[k, 5]]
                s = carray(_pointer(c), (n,), np.float64)
                r = carray(_pointer(d), (n,), np.float64)
                if do == 55:
                    for i in range(n):
                        w[i] = u[i] + v[i] + s[i]
                else:
                    for i in range(n):
                        w[i] = u[i] + v[i] + s[i] + r[i]
            elif do == 57:
                p, q, by = wholes[k1], wholes[k1 + 1], reals[k2]
                for i in range(n):
                    w[i] = np.floor(np.float64(p * x[i] + q) / by)
            elif do == 64:
                for i in range(n):
                    w[i] = np.floor(u[i] / v[i])
            elif do == 65:
                by = reals[k1]
                for i in range(n):
                    w[i] = np.floor(u[i] / by)
            elif do == 66:
                c = bases[code[k, 4]] + start * strides[code[k, 4]]
                s = carray(_pointer(c), (n,), np.int64)
                p, q = wholes[k1], wholes[k2]
                for i in range(n):
                    w[i] = np.floor(np.float64(p * x[i] + y[i]) / np.float64(q * s[i]))
            elif do == 67:
                for i in range(n):
                    z[i] = x[i] // y[i]
            elif do in (45, 68):
                c = bases[code[k, 4]] + start * strides[code[k, 4]]
                d = bases[code[k, 5]] + start * strides[code[k, 5]]
                s = carray(_pointer(c), (n,), np.int64)
                r = carray(_pointer(d), (n,), np.float64)
                if do == 68:
                    _divide_wide(x, v, s, r, w)
                else:
                    _at_least_wide(x, v, s, r, z, reals[k1])
            elif do == 69:
                for i in range(n):
                    w[i] = u[i] / v[i]
            elif do == 70:
                c = bases[code[k, 4]] + start * strides[code[k, 4]]
                s = carray(_pointer(c), (n,), np.float64)
                for i in range(n):
                    w[i] = s[i] + u[i] / v[i]
            elif do == 71:
                _carry(u, w, doubts[start : start + n], reals[k1])
            elif do == 72:
                mark = doubts[start : start + n]
                for i in range(n):
                    mark[i] |= 1 - x[i]
            elif do == 73:
                low, high, beyond = wholes[k1], wholes[k2], 0
                for i in range(n):
                    beyond |= (1 if x[i] < low else 0) | (1 if x[i] > high else 0)
                if beyond:
                    return False
            elif do == 80:
                _bands(x, z, wholes[k1 : k1 + code[k, 5]], wholes[k2 : k2 + code[k, 5] + 1])
            elif do == 81:
                _bands(x, w, wholes[k1 : k1 + code[k, 5]], reals[k2 : k2 + code[k, 5] + 1])
            elif do == 82:
                _bands(u, z, reals[k1 : k1 + code[k, 5]], wholes[k2 : k2 + code[k, 5] + 1])
            elif do == 83:
                _bands(u, w, reals[k1 : k1 + code[k, 5]], reals[k2 : k2 + code[k, 5] + 1])
    return True


@njit(**_JIT)
def interpret(checks, code, reals, wholes, bases, strides, first, last, block, ahead, doubts):
    """Run the instructions over the rows from *first* to *last*; return whether all stayed in bounds.

    The bounds of *ahead* rows are looked at first, so that long stretches of each column are read
    in turn, which memory is good at; the blocks that follow find them in the cache.
    """
    for start in range(first, last, ahead):
        stop = min(last, start + ahead)
        if not _interpret(checks, reals, wholes, bases, strides, start, stop, ahead, doubts):
            return False
        _interpret(code, reals, wholes, bases, strides, start, stop, block, doubts)
    return True
