"""Reading a rule: what no formula can say is refused at its very words, with the word to use."""

import inspect
import re
from fractions import Fraction

import pytest

from covenant_rules.errors import FormulaError, RuleError
from covenant_rules.formula.reading import Kind, Like, Within, read
from covenant_rules.formula.tree import Apply, Op, Symbol, symbols
from covenant_rules.quantity import POINTS, Quantity
from covenant_rules.rule import Origin, build
from covenant_rules.text import Text

from . import faulty_rules

# function: code, what it is called in the message, the word to use
LESSONS = {
    "uses_if": ("P121", "if", "when(condition, a, b)"),
    "uses_if_in_words_of_vietnamese": ("P121", "if", "when(condition, a, b)"),
    "uses_while": ("P121", "if", "when(condition, a, b)"),
    "uses_assert": ("P121", "if", "when(condition, a, b)"),
    "uses_and": ("P121", "and", "all_of(a, b)"),
    "uses_chain": ("P121", "and", "all_of(a, b)"),
    "uses_or": ("P121", "or", "any_of(a, b)"),
    "uses_not": ("P121", "not", "none_of(a)"),
    "uses_max": ("P121", "max", "maximum(a, b)"),
    "uses_min": ("P121", "min", "minimum(a, b)"),
    "uses_sorted": ("P121", "sorted", "maximum(a, b)"),
    "uses_any": ("P121", "any", "any_of(a, b)"),
    "uses_all": ("P121", "all", "all_of(a, b)"),
    "uses_equal": ("P122", "==", "equals(a, b)"),
    "uses_unequal": ("P122", "!=", "none_of(equals(a, b))"),
    "uses_float_call": ("P122", "float()", "Fraction"),
    "uses_int": ("P122", "int()", "steps(value, over, step)"),
    "uses_round": ("P122", "round()", "rounded(value, decimals, mode)"),
    "uses_floor": ("P122", "floor", "steps(value, over, step)"),
    "uses_ceil": ("P122", "floor", "steps(value, over, step)"),
    "uses_whole_division": ("P122", "//", "steps(value, over, step)"),
    "uses_whole_division_by": ("P122", "//", "steps(value, over, step)"),
    "uses_remainder": ("P122", "%", "steps(value, over, step)"),
    "uses_power": ("P122", "**", "x * x"),
    "uses_power_of": ("P122", "**", "x * x"),
    "uses_abs": ("P122", "abs()", "maximum(x, -x)"),
    "uses_for": ("P122", "for", "mean(...), minimum(...), all_of(...)"),
    "uses_sum": ("P122", "for", "mean(...), minimum(...), all_of(...)"),
    "uses_len": ("P122", "len()", "mean(...)"),
    "uses_in": ("P122", "in", "any_of(equals(a, b), equals(a, c))"),
    "uses_in_list": ("P122", "==", "equals(a, b)"),
    "uses_index": ("P122", "[]", "bands(value, table)"),
    "uses_and_sign": ("P122", "&", "all_of(a, b)"),
    "uses_or_sign": ("P122", "|", "any_of(a, b)"),
    "uses_tilde": ("P122", "~", "none_of(a)"),
    "uses_f_string": ("P122", "str()", "label(name, value)"),
    "uses_str": ("P122", "str()", "label(name, value)"),
    "uses_float_literal": ("P120", "0.5", 'Fraction("0.5")'),
    "uses_float_in_a_word": ("P120", "0.5", 'Fraction("0.5")'),
    "uses_text_as_number": ("P123", "str", "Fraction"),
    "gives_text": ("P125", "str", None),
    "gives_nothing": ("P125", "NoneType", None),
    "gives_a_float": ("P125", "float", None),
    "raises": ("P124", "KeyError: 'no such measure'", None),
    "loops_for_ever": ("P124", "RecursionError", None),
}


def marked(function):
    """Return line and text that the comment `# here:` of *function* asks to be underlined."""
    lines, first = inspect.getsourcelines(function)
    for number, line in enumerate(lines, start=first):
        if found := re.search(r"(\S.*\S)\s*# here: (.*)", line):
            return number, found[1] if found[2] == "all" else found[2].rstrip()
    raise AssertionError("no mark")


@pytest.mark.parametrize("name", LESSONS)
def test_lesson(name):
    """A forbidden use raises at the file, the line and the words of the author."""
    function = getattr(faulty_rules, name)
    code, used, word = LESSONS[name]
    with pytest.raises(FormulaError) as caught:
        read(function)
    (found,) = caught.value.diagnostics
    line, underlined = marked(function)
    span = found.span
    assert found.code == code
    assert (span.file, span.line) == (faulty_rules.__file__, line)
    shown = span.text[span.column - 1 :][: span.length]
    assert shown in underlined or underlined in shown  # Pythons differ a little in `for` and f""
    for language in ("vi", "en"):
        assert used in found.message(language)
        assert word is None or f"`{word}`" in found.help(language)
    if "used" in found.values:
        assert found.values["used"].en == used


@pytest.mark.parametrize(
    "name", [n for n in LESSONS if n.startswith("uses") and n not in ("uses_for", "uses_f_string")]
)
def test_nothing_but_the_faulty_words_is_underlined(name):
    """Carets end where the faulty words end."""
    function = getattr(faulty_rules, name)
    with pytest.raises(FormulaError) as caught:
        read(function)
    span = caught.value.diagnostics[0].span
    assert span.text[span.column - 1 :][: span.length] == marked(function)[1]


@pytest.mark.parametrize(
    ("name", "code", "named"),
    [
        ("unknown_annotation", "P126", "Minutes"),
        ("no_result", "P127", ""),
        ("result_without_promise", "P127", ""),
        ("plain_parameter", "P128", "a"),
        ("keyword_bag", "P128", "settings"),
        ("evidence_without_quantity", "P129", "a"),
        ("setting_without_annotation", "P129", "target"),
        ("promise_outside_annotated", "P127", ""),
        ("number_with_default", "P132", "`target`"),
        ("evidence_with_default", "P132", "`a`"),
        ("word_that_is_none_of_them", "P131", "`'more'`"),
        ("words_that_are_numbers", "P131", "`1`"),
    ],
)
def test_signature(name, code, named):
    """A signature that says too little is refused at its definition, the parameter named."""
    function = getattr(faulty_rules, name)
    with pytest.raises(RuleError) as caught:
        read(function)
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert found.span.line == function.__code__.co_firstlineno
    assert found.span.text.startswith(f"def {name}(")
    assert named in found.message("vi")
    assert named in found.message("en")


def built(name):
    """Read and prove a rule of the test module."""
    return build(
        f"test.{name}", getattr(faulty_rules, name), title=Text.same("t"), origin=Origin("t", "1")
    )


@pytest.mark.parametrize(
    ("name", "underlined", "divisor"),
    [
        ("divides_by_zero", "(2 * target - actual) / target", "`target`"),
        ("divides_by_a_difference", "1 / (a - 15)", "…"),
        ("steps_of_zero", "steps(a, 0, step)", "`step`"),
    ],
)
def test_division_by_zero_is_found_by_proof(name, underlined, divisor):
    """A divisor that may be zero is refused at the division, named with its range."""
    with pytest.raises(RuleError) as caught:
        built(name)
    (found,) = caught.value.diagnostics
    span = found.span
    assert found.code == "P103"
    assert span.file == faulty_rules.__file__
    assert span.text[span.column - 1 :][: span.length] == underlined
    assert divisor in found.message("vi")
    assert ("0..240" if divisor != "…" else "-15..225") in found.message("en")
    assert "ratio(a, b, if_zero=…)" in found.help("en")


@pytest.mark.parametrize(
    ("name", "shown"), [("more_than_the_standard", "1..241"), ("may_be_negative", "-239..1")]
)
def test_points_outside_the_promise(name, shown):
    """A rule whose points may leave what it promises is refused, the reachable range named."""
    with pytest.raises(RuleError) as caught:
        built(name)
    (found,) = caught.value.diagnostics
    assert found.code == "P104"
    assert f" {shown} " in found.message("en")
    assert found.span.text.startswith(f"def {name}(")


def test_choices_are_read_one_by_one():
    """A rule with choices has a formula for each combination of words; a default is optional."""
    reading = read(faulty_rules.with_choices)
    better, exceed = (p for p in reading.parameters if p.kind is Kind.CHOICE)
    assert (better.choices, better.default) == (("higher", "lower"), "lower")
    assert (exceed.choices, exceed.default) == (("stop", "go"), None)
    assert len(reading.formulas) == 4
    rule = built("with_choices")
    assert rule.points(60, exceed="stop", points=10) == Fraction("7.5")  # (240-60)/240 of 10
    assert rule.points(60, better="higher", exceed="go", points=10) == 5  # 60/120 of 10


def test_variadic_evidence_is_one_symbol():
    """A rule over as many pieces of evidence as a sheet names is read with one symbol for all."""
    reading = read(faulty_rules.variadic)
    assert reading.parameters[0].kind is Kind.EVERY_EVIDENCE
    assert [s.name for s in symbols(reading.formula({}))] == ["points", "*"]


def test_a_function_without_source_is_still_told():
    """A rule typed at a prompt has no line to show, but its lesson comes all the same."""
    space = dict(vars(faulty_rules))
    exec(
        "def typed(a: Value, /, *, points: Points) -> Points:\n    return points if a > 1 else a",
        space,
    )
    with pytest.raises(FormulaError) as caught:
        read(space["typed"])
    (found,) = caught.value.diagnostics
    assert (found.code, found.span.line) == ("P121", 2)


def test_evidence_symbols_keep_their_quantities():
    """The symbol of a parameter carries the quantity of its annotation, on which proofs rely."""
    found = symbols(read(faulty_rules.divides_by_zero).formula({}))
    assert Symbol("target", faulty_rules.Value.__metadata__[0]) in found


def test_a_default_is_one_of_the_words():
    """Where a default is none of the words of a choice, the words are named as they are to be written."""
    with pytest.raises(RuleError) as caught:
        read(faulty_rules.word_that_is_none_of_them)
    assert caught.value.diagnostics[0].help("en") == 'use one of: "higher", "lower"'


@pytest.mark.parametrize(
    ("name", "table", "wanted"),
    [
        ("grid_asked_with_one_number", "table", "decide(table, row, column)"),
        ("decision_asked_with_one_number", "rows", "decide(rows, row, column)"),
    ],
)
def test_a_table_is_asked_with_all_its_columns(name, table, wanted):
    """A table that is asked with fewer numbers than it has columns is refused where it is asked, its columns named;
    one that names none has all the evidence for columns."""
    function = getattr(faulty_rules, name)
    with pytest.raises(FormulaError) as caught:
        read(function)
    (found,) = caught.value.diagnostics
    assert (found.code, found.values["used"].en, found.values["word"].en) == ("P131", table, wanted)
    assert (found.span.line, found.span.text[found.span.column - 1 :][: found.span.length]) == marked(function)


@pytest.mark.parametrize(
    ("name", "table", "columns"),
    [
        ("bands_over_one_of_two", "table", ["b"]),
        ("decision_over_all", "rows", ["a", "b"]),
        ("decision_over_every", "rows", ["*", "points"]),  # as many as a sheet says: nothing to count
    ],
)
def test_a_table_to_come_stands_in_the_formula_by_its_name(name, table, columns):
    """A table of a sheet is a name in the formula, asked with what the author wrote."""
    node = read(getattr(faulty_rules, name)).formula({})
    if node.op is Op.LABEL:
        (node,) = node.args
    assert isinstance(node, Apply)
    assert (node.op, node.data, [arg.name for arg in node.args]) == (Op.TABLE, table, columns)


def test_what_an_annotation_says_besides():
    """Limits and likeness stand beside the quantity; what is like evidence and has no quantity of its own may be
    any number."""
    given, most, step, _ = read(faulty_rules.marked_settings).parameters
    assert (given.quantity, given.within, given.like) == (POINTS, Within("most", "step"), None)
    assert (most.quantity, most.like) == (Quantity("min", low=1), Like("given").evidence)
    assert (step.quantity, step.within, step.like) == (Quantity("any", decimals=None), given.within, "given")


def test_a_long_error_is_cut():
    """Of what a rule raises while it is read, 200 characters are shown."""
    with pytest.raises(FormulaError) as caught:
        read(faulty_rules.speaks_at_length)
    shown = "ValueError: " + "x" * 188
    assert caught.value.diagnostics[0].values["error"].en == shown
