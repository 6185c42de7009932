"""Text in two languages, and exact numbers as text."""

from fractions import Fraction

import pytest

from covenant_rules.text import Text, decimal_places, exact_text, number_text, unmarked


def test_titles_are_compared_in_nfc():
    """A decomposed Vietnamese letter equals the composed one."""
    assert Text(vi="Xa\u0303", en="Commune") == Text(vi="X\u00e3", en="Commune")


def test_a_text_has_no_default_language():
    """Neither language may be left out."""
    with pytest.raises(TypeError):
        Text(vi="Công an")


def test_in_gives_each_language():
    """Each language gives its own words; `same` gives one word in both."""
    assert Text(vi="Công an", en="Police").in_("vi") == "Công an"
    assert Text(vi="Công an", en="Police").in_("en") == "Police"
    assert Text.same("1.10") == Text(vi="1.10", en="1.10")


@pytest.mark.parametrize(
    ("value", "places"),
    [("3", 0), ("5/4", 2), ("1/8", 3), ("1/5", 1), ("1/3", None), ("7/30", None), ("1/1000", 3)],
)
def test_decimal_places(value, places):
    """Only denominators of twos and fives have a decimal form, as long as the longer of the two."""
    assert decimal_places(Fraction(value)) == places


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("986.25", "986.25"),
        ("-0.125", "-0.125"),
        ("-0.05", "-0.05"),
        ("25/3", "25/3"),
        ("-25/3", "-25/3"),
        ("1000", "1000"),
        ("-7", "-7"),
        ("0", "0"),
    ],
)
def test_exact_text(value, text):
    """Exact text is a decimal where one exists, else a fraction; it reads back to the same number."""
    assert exact_text(Fraction(value)) == text
    assert Fraction(text) == Fraction(value)


@pytest.mark.parametrize(
    ("value", "language", "decimals", "text"),
    [
        ("986.25", "vi", None, "986,25"),
        ("986.25", "en", None, "986.25"),
        ("978", "vi", 2, "978,00"),
        ("91.5", "en", 2, "91.50"),
        ("91.125", "en", 2, "91.125"),
        ("25/3", "vi", 2, "8 1/3"),
        ("-25/3", "vi", None, "-8 1/3"),
        ("-1/3", "en", None, "-1/3"),
        ("1/3", "en", None, "1/3"),
    ],
)
def test_number_for_a_reader(value, language, decimals, text):
    """Vietnamese has a decimal comma; decimals are padded, never cut; fractions are mixed numbers."""
    assert number_text(Fraction(value), language, decimals) == text


def test_names_are_searched_without_their_marks():
    """Small and capital letters, marks, and the two places of a tone mark make no difference to a search."""
    assert unmarked("Toà án Đà Nẵng") == unmarked("tòa án đà nẵng") == "toa an da nang"
