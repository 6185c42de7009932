"""The candidates: each module computes the generated sheet in the idiom of one engine.

A module has `prepare(sheet, table, **options)`, which returns three functions: one that computes the
totals, one that computes the points of every criterion too, and one that turns what either returned
into hundredths of a point, `total` and each criterion by its id.
"""
