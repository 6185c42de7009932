"""Properties that hold for every sheet, formula, ranking and spelling."""
