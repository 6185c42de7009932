"""Errors carry their diagnostics and are the builtins that callers expect."""

import pytest

from covenant_rules import errors
from covenant_rules.diagnostics import Span, diagnostic


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (errors.SpecError, ValueError),
        (errors.ReportError, ValueError),
        (errors.NumberError, ValueError),
        (errors.FormulaError, TypeError),
        (errors.RuleError, ValueError),
        (errors.UnknownRuleError, LookupError),
        (errors.PluginError, ImportError),
    ],
    ids=lambda kind: kind.__name__,
)
def test_each_error_is_a_covenant_error_and_a_builtin(kind, builtin):
    """Callers may catch the family or the builtin."""
    error = kind(diagnostic("E403"))
    assert isinstance(error, errors.CovenantError)
    assert isinstance(error, builtin)


def test_one_or_many_diagnostics_in_file_order():
    """An error takes one diagnostic or many, and keeps them in the order of the files."""
    late, early = (diagnostic("E210", Span("a", line, 1)) for line in (9, 2))
    assert errors.SpecError(late).diagnostics == (late,)
    assert errors.SpecError([late, early]).diagnostics == (early, late)


def test_the_text_of_an_error_is_all_of_its_diagnostics():
    """A traceback shows every diagnostic with its place."""
    shown = str(errors.SpecError([diagnostic("E210", Span("a", 9, 1)), diagnostic("E403")]))
    assert "error[E210]" in shown
    assert "--> a:9:1" in shown
    assert "error[E403]" in shown
