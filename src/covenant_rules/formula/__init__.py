"""The algebra of rules: a small tree, read once from a function, and its folds."""
