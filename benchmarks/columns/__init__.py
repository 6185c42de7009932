"""The columns benchmark: one generated covenant, scored by us and by other engines, side by side."""
