"""Workbooks: the form that units fill in, and the results of a bloc."""
