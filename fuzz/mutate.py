"""Hostile input, made from right input by a few changes, or from nothing.

Everything is drawn by `choice` and `randrange` of one object: a `random.Random` in campaigns, one of
Hypothesis in tests, which then shrinks what it finds.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random

NASTY = (
    "", "~", "null", "0", "-1", "00", "1.10", "5,5", "0x1F", "1e400", "1e-400", ".5", "5.", "+", "-0", "1_000",
    "1" + "0" * 400, "0." + "0" * 400 + "1", "9" * 5_000, "1e999999999", "1/0", "1/3", ".inf", "-.inf", ".nan", "NaN",
    "inf", "true", "no", "½", "٣", "９", "−5", "1e1e1", "[]", "{}", "[[]]", "{a: b}", "{? [a]: b}", "{vi: a, en: b}",
    '"', "'", '""', "|", ">", "%", "@", "`", "#", "- -", "? a", ":", "a: b: c", "*a", "&a b", "!!python/object:os.system",
    "!x y", "<<: *a", "---", "...", "\t", "\n", "\r\n", "\r", "\0", "\ufeff", "\u202e", "\u2066", "\u200b", "\u200d",
    "\u2028", "\x85", "\x1b[31m", "\ud800", "\uffff", "\U000e0041", "\U0001f1fb\U0001f1f3", "e\u0301\u0323" * 9, "а",
    "ß", "ǅ", "ﬁ", "İ", "full", "registered", "pending", "zero", "sum", "mean", "best_of", "core.full", "core.banded@9",
    "ordinal", "listed", "exact", "rescale", "registration.unfilled", "1", "1.1", "2026-02-30", "9999-12-31",
    "0001-01-01", "31/12/2026", "2026-W01-1", "otherwise", ">= 90", "90 ..< 80", "..", "a@h1", "points:1", "waiver:",
    "not_applicable:1", "invalid:", "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>", "]]>", '<!DOCTYPE a [<!ENTITY b "b">]>', "&b;", "{{7*7}}", "{0}", "{value}", "%s",
    "../../etc/passwd", "/dev/zero", "..\\..\\x", "con", "a\0b", "file:///etc/passwd", "~/x", "$HOME", "`id`", "a" * 5_000,
)  # fmt: skip
BOMBS = (
    "[" * 20_000, "{a: " * 10_000, "- " * 10_000, "? " * 10_000, "(" * 10_000, '"' * 10_001, "\n" * 100_000, " " * 300_000,
    "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{c}: &{c} [{','.join('*' + p for _ in range(9))}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)),
    "unit,stage,measure,value,note\n" + "a,b,c,d,e\n" * 20_000, ",".join("a" for _ in range(30_000)), '{"a":' * 20_000,
    "[" + "1," * 90_000 + "1]", "x: " + "9" * 300_000, "".join(f"k{n}: {n}\n" for n in range(30_000)), "\ufeff" * 9, "é" * 100_000,
    "a: |\n" + " b\n" * 50_000, "[entry]\n" * 9_000, "\x00" * 10_000, "\xff\xfe" * 999,
)  # fmt: skip
LARGEST = 3_000_000  # beyond what readers take; what is changed again and again must not grow for ever
TOKEN = re.compile(r"[^\s{}\[\],:\"<>/=]+")
Change = Callable[[str, Random], str]


def _spot(text: str, draw: Random) -> int:
    return draw.randrange(len(text) + 1)


def inserted(text: str, draw: Random) -> str:
    """Put something nasty anywhere."""
    at = _spot(text, draw)
    return text[:at] + draw.choice(NASTY) + text[at:]


def replaced(text: str, draw: Random) -> str:
    """Put something nasty, or another word of the text, in place of a word."""
    words = [found.span() for found in TOKEN.finditer(text)]
    if not words:
        return inserted(text, draw)
    start, end = draw.choice(words)
    other = slice(*draw.choice(words))
    new = draw.choice(NASTY) if draw.randrange(3) else text[other]
    return text[:start] + new + text[end:]


def cut(text: str, draw: Random) -> str:
    """Take a piece out."""
    start = _spot(text, draw)
    return text[:start] + text[start + 1 + draw.randrange(60) :]


def ended(text: str, draw: Random) -> str:
    """Stop anywhere."""
    return text[: _spot(text, draw)]


def doubled(text: str, draw: Random) -> str:
    """Say a piece again, somewhere."""
    start, at = _spot(text, draw), _spot(text, draw)
    return text[:at] + text[start : start + 1 + draw.randrange(200)] + text[at:]


def lines_moved(text: str, draw: Random) -> str:
    """Move, double or drop a line, or indent it otherwise."""
    lines = text.split("\n")
    number = draw.randrange(len(lines))
    line = lines.pop(number)
    what = draw.randrange(4)
    if what:
        new = (line, f" {line}", f"\t{line}")[what - 1]
        lines.insert(draw.randrange(len(lines) + 1), new)
    return "\n".join(lines)


def repeated(text: str, draw: Random) -> str:
    """Say a line very often."""
    lines = text.split("\n")
    number = draw.randrange(len(lines))
    times = min(2 + draw.randrange(3_000), max(2, LARGEST // (1 + len(lines[number]))))
    return "\n".join([*lines[:number], *[lines[number]] * times, *lines[number:]])


def another_form(text: str, draw: Random) -> str:
    """Write the same in another form of Unicode, with other ends of lines, or behind a mark."""
    import unicodedata

    what = draw.randrange(7)
    if what < 4:
        return unicodedata.normalize(("NFD", "NFC", "NFKC", "NFKD")[what], text)
    return (text.replace("\n", "\r\n"), text.replace("\n", "\r"), "\ufeff" + text)[what - 4]


CHANGES: Sequence[Change] = (
    inserted, inserted, replaced, replaced, replaced, cut, ended, doubled, lines_moved, lines_moved, repeated, another_form,
)  # fmt: skip


def hostile_text(seeds: Sequence[bytes], draw: Random) -> bytes:
    """Return text that was right before it was changed in a few places; sometimes anything at all."""
    if draw.randrange(25) == 0:
        return draw.choice(BOMBS).encode("utf-8", "surrogatepass")
    text = draw.choice(seeds).decode()
    for _ in range(1 + draw.randrange(4)):
        text = draw.choice(CHANGES)(text, draw)
    data = text.encode("utf-8", "surrogatepass")
    return hostile_bytes([data], draw) if draw.randrange(12) == 0 else data


def hostile_bytes(seeds: Sequence[bytes], draw: Random) -> bytes:
    """Return bytes of which some were changed, dropped or put in; sometimes in another encoding."""
    data = bytearray(draw.choice(seeds))
    for _ in range(1 + draw.randrange(5)):
        at, what = draw.randrange(len(data) + 1), draw.randrange(5)
        if what == 0:
            data[at : at + 1] = bytes([draw.randrange(256)])
        elif what == 1:
            data[at:at] = bytes(draw.randrange(256) for _ in range(1 + draw.randrange(8)))
        elif what == 2:
            del data[at : at + 1 + draw.randrange(30)]
        elif what == 3:
            data[at : at + 8] = draw.choice(
                (b"\xff" * 8, b"\0" * 8, b"\x7f\xff\xff\xff\xff\xff\xff\xff")
            )
        else:
            del data[at:]
    return bytes(data)


def hostile_zip(seeds: Sequence[bytes], draw: Random) -> bytes:
    """Return a zip file one of whose members was changed, or is a bomb, or has another name."""
    if draw.randrange(6) == 0:
        return hostile_bytes(seeds, draw)
    with zipfile.ZipFile(io.BytesIO(draw.choice(seeds))) as old:
        if sum(member.file_size for member in old.infolist()) > LARGEST:
            return hostile_bytes(seeds, draw)  # a bomb already
        members = {name: old.read(name) for name in old.namelist()}
    name, what = draw.choice(sorted(members)), draw.randrange(12)
    if what < 7:
        members[name] = hostile_text([members[name]], draw)
    elif what == 7:
        members[name] = b"<a>" * 200_000
    elif what == 8:
        members[name] = b" " * draw.choice((1_000_000, 100_000_000, 300_000_000))
    elif what == 9:
        laughs = "".join(
            f'<!ENTITY {c} "{f"&{p};" * 10}">' for p, c in zip("abcdefgh", "bcdefghi", strict=True)
        )
        members[name] = (
            f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">{laughs}]><a>&i;</a>'.encode()
        )
    elif what == 10:
        members[draw.choice(("../../evil", "/etc/evil", "xl\\evil", "a" * 300, name.upper()))] = (
            members.pop(name)
        )
    else:
        del members[name]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member, data in members.items():
            new.writestr(member, data)
    return stream.getvalue()


COMMANDS = (
    "check", "score", "explain", "review", "audit", "awards", "record", "verify", "diff", "rules", "plugins", "list", "show",
    "doctor", "schema", "form", "batch", "keygen", "what-if", "completion", "--version", "--help", "-h",
)  # fmt: skip
WORDS = (
    "bloc", "bloc/covenant.yaml", "R.json", "don-vi-1", "core", "police", "core.banded", "--lang", "vi", "en", "fr", "--format",
    "json", "csv", "text", "table", "--out", "out.json", "out.csv", "out.xlsx", "out", "sub/out.json", "../out.json", "--stage",
    "final", "--at", "2026-01-01", "--previous", "--chain", ".", "--key", "key.pem", "--reports", "--registrations",
    "bloc/reports.csv", "--criterion", "1.1", "--", "-", "--lang=vi", "--out=", "--no-out", "--why", "\udcff", "\u202e", "bloc\0",
    "/proc/self/environ", "~", "*", "a" * 300, "x/" * 2_000, "link", "loop",
)  # fmt: skip


RIGHT = (
    "check bloc --format json", "score bloc --stage final --out out.html", "score bloc --format csv --lang en",
    "score bloc --reports bloc/reports.csv --out out.docx", "explain bloc don-vi-1 --criterion 1.1", "review bloc",
    "record bloc --out R2.json --previous R.json --at 2026-01-01", "record bloc --chain .", "verify R.json --lang vi",
    "diff bloc bloc --format json", "form bloc --unit don-vi-1 --out out.xlsx", "form bloc --out forms", "schema",
    "batch bloc --in bloc/reports.csv --out out.csv --ledger --bad bad.csv", "keygen --out key.pem", "plugins show core",
    "what-if bloc what-if.yaml --out out.parquet", "score bloc --out out.xlsx --registrations bloc/registrations.yaml",
)  # fmt: skip


def hostile_arguments(_: Sequence[bytes], draw: Random) -> bytes:
    """Return a command line, one argument a line: a right one with a few words changed, or any words at all."""
    if draw.randrange(2):
        words = draw.choice(RIGHT).split()
        for _ in range(1 + draw.randrange(3)):
            at, what = draw.randrange(len(words) + 1), draw.randrange(3)
            new = draw.choice(WORDS) if draw.randrange(3) else draw.choice(NASTY[:-1])
            words[at : at + (what > 0)] = [new] if what < 2 else []
        return "\x1e".join(words).encode("utf-8", "surrogatepass")
    words = [draw.choice(COMMANDS)] if draw.randrange(9) else []
    words += [
        draw.choice(WORDS) if draw.randrange(6) else draw.choice(NASTY[:-1])
        for _ in range(draw.randrange(7))
    ]
    return "\x1e".join(words).encode("utf-8", "surrogatepass")
