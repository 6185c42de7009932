"""Whether a form was made for the sheet at hand: refused with the difference where it was not."""

from __future__ import annotations

from collections.abc import Iterator

from covenant_rules.bloc import Bloc
from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.spec.forms.layout import COLUMNS, PRINTED, layout, reporters
from covenant_rules.spec.forms.passport import SHEET, Passport
from covenant_rules.spec.workbook import Grid
from covenant_rules.text import Text

MOST_NAMED = 12

_COLUMNS = {
    "number": Text(vi="mã", en="id"),
    "title": Text(vi="tên", en="title"),
    "points": Text(vi="điểm chuẩn", en="standard points"),
    "target": Text(vi="chỉ tiêu", en="target"),
    "unit": Text(vi="đơn vị tính", en="unit of measure"),
}
_ADDED = Text(vi="thêm “{}”", en="“{}” was added")
_REMOVED = Text(vi="bỏ “{}”", en="“{}” was removed")
_CHANGED = Text(vi="“{}”: {} từ “{}” thành “{}”", en="“{}”: {} from “{}” to “{}”")
_GONE = Text(vi="đơn vị “{}” không còn trong khối", en="unit “{}” is no longer in the bloc")
_MORE = Text(vi="và {} điểm khác nữa", en="and {} more")
_EDITION = Text(vi="ấn bản từ “{}” thành “{}”", en="edition from “{}” to “{}”")


def check_edition(passport: Passport, bloc: Bloc, first: Grid) -> Iterator[Diagnostic]:
    """Yield why a form does not belong to *bloc*: another covenant, or another edition of it.

    A sheet whose text changed in nothing that the form asks is only warned of.
    """
    covenant, at = bloc.covenant, first.at(1, 1).span
    if passport.covenant != covenant.id:
        yield diagnostic("E906", at, found=passport.covenant, wanted=covenant.id)
    elif passport.digest != covenant.digest:
        found = list(dict.fromkeys(differences(passport, bloc)))
        if found:
            named = found[:MOST_NAMED]
            if len(found) > MOST_NAMED:
                rest = len(found) - MOST_NAMED
                named.append(Text.each(lambda language: _MORE.in_(language).format(rest)))
            listed = Text(vi="; ".join(t.vi for t in named), en="; ".join(t.en for t in named))
            yield diagnostic("E907", at, differences=listed)
        else:
            yield diagnostic("W902", at, sheet=SHEET)


def differences(passport: Passport, bloc: Bloc) -> Iterator[Text]:
    """Yield what the sheet at hand asks otherwise than the form did, in the language of the form."""
    if passport.edition != bloc.covenant.edition:
        yield _said(_EDITION, passport.edition, bloc.covenant.edition)
    known = reporters(bloc)
    units = dict.fromkeys(unit for unit, _ in passport.rows if unit)
    for unit in units:
        if unit not in known:
            yield _said(_GONE, unit)
    present = [unit for unit in units if unit in known]
    printed = {key: row for key, row in passport.rows.items() if key[0] in present}
    asked = {key: row.texts for key, row in printed.items()}
    more = {
        u: [key for (of, key), row in printed.items() if of == u and row.extra] for u in present
    }
    now = {
        (row.unit, row.key): row.texts
        for page in layout(bloc, present, passport.language, more)
        for row in page.rows
    }
    for key, texts in now.items():
        if key not in asked:
            yield _said(_ADDED, _title(texts))
    for key, texts in asked.items():
        if key not in now:
            yield _said(_REMOVED, _title(texts))
            continue
        for column, before, after in zip(COLUMNS[:PRINTED], texts, now[key], strict=False):
            if before != after:
                name = _COLUMNS[column]
                yield Text.each(
                    lambda language, name=name, of=texts, ends=(before, after): _CHANGED.in_(  # type: ignore[misc]
                        language
                    ).format(_title(of), name.in_(language), *ends)
                )


def _said(words: Text, *values: str) -> Text:
    return Text.each(lambda language: words.in_(language).format(*values))


def _title(texts: tuple[str, ...]) -> str:
    return " ".join(text for text in texts[:2] if text)
