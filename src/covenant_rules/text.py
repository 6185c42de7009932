"""Text in the two languages of the library, and exact numbers as text.

Every word that a person may read exists in Vietnamese and in English: `Text` has no
default language, so one of them can never be forgotten.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

Language = Literal["vi", "en"]


# What begins a formula in a spreadsheet, also in the wide forms of East Asian keyboards, or a new cell.
LIVE = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


def environment_language() -> Language:
    """Return the language of the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`), else Vietnamese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "en" if value.startswith("en") else "vi"
    return "vi"


def normalise(text: str) -> str:
    """Return *text* in NFC, the one form in which ids and titles are compared."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unmarked(text: str) -> str:
    """Return *text* in small letters without marks, as people search for names.

    >>> unmarked("Toà án Đà Nẵng") == unmarked("tòa án đà nẵng") == "toa an da nang"
    True
    """
    parted = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


@frozen(order=True)
class Text:
    """A piece of text in Vietnamese and in English.

    >>> Text(vi="Công an", en="Police").in_("vi")
    'Công an'
    """

    vi: str = field(converter=normalise)
    en: str = field(converter=normalise)

    def in_(self, language: Language) -> str:
        """Return the text in *language*."""
        return self.vi if language == "vi" else self.en

    @classmethod
    def each(cls, word: Callable[[Language], str]) -> Text:
        """Return the text that *word* gives in each language."""
        return cls(vi=word("vi"), en=word("en"))

    @classmethod
    def same(cls, text: str) -> Text:
        """Return a text that reads the same in both languages, such as an id."""
        return cls(vi=text, en=text)


def decimal_places(value: Fraction) -> int | None:
    """Return how many decimals write *value* exactly, or None when none do.

    >>> decimal_places(Fraction(5, 4)), decimal_places(Fraction(1, 3))
    (2, None)
    """
    rest, places = value.denominator, {2: 0, 5: 0}
    for prime in places:
        while rest % prime == 0:
            rest //= prime
            places[prime] += 1
    return max(places.values()) if rest == 1 else None


def exact_text(value: Fraction) -> str:
    """Return *value* exactly: as a decimal where one exists, else as a fraction.

    >>> exact_text(Fraction("986.25")), exact_text(Fraction(25, 3)), exact_text(Fraction(-1, 8))
    ('986.25', '25/3', '-0.125')
    """
    places = decimal_places(value)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    if places == 0:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value.numerator) * (10**places // value.denominator), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}"


def number_text(value: Fraction, language: Language, decimals: int | None = None) -> str:
    """Return *value* for a reader: decimal comma in Vietnamese, mixed number for a fraction.

    With *decimals*, the number of decimals is padded to at least that many.

    >>> number_text(Fraction("986.25"), "vi"), number_text(Fraction(25, 3), "vi")
    ('986,25', '8 1/3')
    >>> number_text(Fraction(978), "en", decimals=2)
    '978.00'
    """
    places = decimal_places(value)
    if places is None:
        whole, rest = divmod(abs(value), 1)
        sign = "-" if value < 0 else ""
        return f"{sign}{whole} {rest}" if whole else f"{sign}{rest}"
    text = exact_text(value)
    if decimals is not None and decimals > places:
        text += ("." if places == 0 else "") + "0" * (decimals - places)
    return text.replace(".", ",") if language == "vi" else text


LARGEST_DENOMINATOR = 12
ABOUT_DECIMALS = 4


def spoken_text(value: Fraction, language: Language) -> str:
    """Return *value* as it is read aloud: a fraction of few parts as such, another one as about.

    >>> spoken_text(Fraction(25, 3), "vi"), spoken_text(Fraction(79600, 867), "vi")
    ('8 1/3', '≈ 91,8108')
    """
    if decimal_places(value) is not None or value.denominator <= LARGEST_DENOMINATOR:
        return number_text(value, language)
    scale = 10**ABOUT_DECIMALS
    return f"≈ {number_text(Fraction(round(value * scale), scale), language)}"
