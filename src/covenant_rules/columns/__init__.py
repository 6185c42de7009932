"""Columns: a covenant scored for many units at a time, exactly.

The formula of a whole covenant is lowered to a program over whole numbers, and one of three
executors runs that program over columns. Whatever runs it, the points are those of the exact fold.
"""
