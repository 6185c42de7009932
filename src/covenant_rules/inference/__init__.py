"""Inference: rules over facts, concluded by two engines that must agree. It knows facts, not formulas."""
