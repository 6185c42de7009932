"""Benchmarks: commands that measure, and say what they measured on."""
