"""Blocs for the page: the demo's, and one of two stages whose every text tries to become markup."""

from pathlib import Path

import covenant_rules as cr
from covenant_rules.output.report.page import page

SPECS = Path(__file__).parents[2] / "specs" / "kien-giang" / "khoi-1"
ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</style><style>body{display:none}</style>",
    "{{ 7 * 7 }}{% raw %}",
    "</title></details></table><h1>Xong</h1>",
    "<a href='javascript:alert(3)'>x</a>",
    "&lt;b&gt;&amp;",
    "<!-- ]]> -->",
)
SHEET = """\
covenant: thu
edition: "2026"
title: {vi: '[4][0]', en: 'Trial [4]'}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: competition, precision: rounded, ties: shared, tie_breakers: []}
when_missing: pending
measures:
  n: {title: {vi: '[1]', en: '[2]'}, unit: count, low: 0, high: 10}
  m: {title: {vi: '[3]', en: '[5]'}, unit: count, low: 0, high: 10}
contents:
  - id: "1"
    title: {vi: '[1][4]', en: '[1]'}
    points: 10
    not_applicable: drop
    criteria:
      - id: "1.1"
        title: {vi: '[5]', en: '[6]'}
        points: 10
        lines:
          - award: core.full
          - {id: slip, penalty: core.per_case, with: {each: 0.5}, from: {count: n}}
    limits: {floor: 0}
  - id: "2"
    title: {vi: '[7]', en: '[0]'}
    points: 10
    not_applicable: drop
    criteria:
      - {id: "2.1", title: {vi: Hai, en: Two}, points: 10, rule: core.declining, with: {each: 0.5}, from: {count: m}}
source: Quyết định số 1
"""
UNITS = """\
covenant: thu
units:
  - {unit: a, title: {vi: '[0]', en: '[1]'}}
  - {unit: b, title: {vi: '[2]', en: '[3]'}}
  - {unit: c, title: {vi: '[4]', en: '[5]'}, ranked: false, because: '[6]'}
  - {unit: d, title: {vi: '[7]', en: D}}
"""
REPORTS = """\
unit,stage,measure,value,note
a,self,n,0,[0]
a,self,m,0,[1]
a,final,n,1,[2]
a,final,m,1,[3]
b,self,n,2,
b,self,m,0,
b,final,n,2,
b,final,waiver:slip,[4],[5]
b,final,points:2,10,[6]
c,self,n,0,
c,final,n,0,
c,final,not_applicable:2,,[7]
d,self,n,0,
d,self,m,0,
d,final,n,4,
d,final,m,2,
"""


def hostile(text: str, quote: str) -> str:
    """Return *text* with every `[number]` replaced by its attack, quotes doubled as the file wants."""
    for number, attack in enumerate(ATTACKS):
        text = text.replace(f"[{number}]", attack.replace(quote, quote * 2))
    return text


def write_hostile(folder: Path) -> Path:
    """Leave the hostile bloc in *folder*."""
    rows = REPORTS.splitlines()
    quoted = [",".join(f'"{hostile(cell, chr(34))}"' if "[" in cell else cell for cell in row.split(",")) for row in rows]
    for name, text in (
        ("covenant.yaml", hostile(SHEET, "'")),
        ("registrations.yaml", hostile(UNITS, "'")),
        ("reports.csv", "\n".join(quoted) + "\n"),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def pages(folder: Path) -> dict[str, Path]:
    """Write the pages that the tests open, and return where they are."""
    written = {}
    for name, source, language in (
        ("demo", SPECS / "2017-illustration", "vi"),
        ("english", SPECS / "2017", "en"),
        ("pending", SPECS / "2017", "vi"),
        ("hostile", write_hostile(folder), "vi"),
    ):
        bloc = cr.load(source)
        text = page(cr.score(bloc, stage="final"), language, warnings=bloc.warnings)
        written[name] = folder / f"{name}.html"
        written[name].write_text(text, encoding="utf-8")
    return written
