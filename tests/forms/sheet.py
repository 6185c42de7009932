"""A small bloc-year with every kind of cell: numbers, a yes/no, a level, a date, and what is seldom needed."""

from __future__ import annotations

from pathlib import Path

COVENANT = """\
covenant: vi-du
edition: "2026"
title: {vi: Giao ước thi đua 2026, en: Emulation covenant 2026}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: dense, precision: rounded, ties: shared}
when_missing: pending
measures:
  ho_so: {title: {vi: Hồ sơ đúng hạn, en: Files on time}, unit: percent, low: 0, high: 100, decimals: 2}
  bao_cao_tre: {title: {vi: Báo cáo trễ hạn, en: Late reports}, unit: count, low: 0, high: 100}
  ke_hoach: {title: {vi: Đã có kế hoạch, en: A plan was made}, unit: yes_no}
  xep_loai: {title: {vi: Xếp loại chi bộ, en: Class of the cell}, unit: level, names: [kem, kha, tot]}
  ngay_nop: {title: {vi: Ngày nộp báo cáo, en: Day of the report}, unit: date, low: 2026-01-01, high: 2026-12-31}
contents:
  - id: "1"
    title: {vi: Cải cách hành chính, en: Administrative reform}
    points: 15
    criteria:
      - id: "1.1"
        title: {vi: Giải quyết hồ sơ, en: Settling files}
        points: 10
        not_applicable: full
        when_invalid: zero
        lines:
          - award: core.achievement
            with: {target: registered}
            from: {actual: ho_so}
          - penalty: core.per_case
            with: {each: 0.5}
            from: {count: bao_cao_tre}
      - id: "1.2"
        title: {vi: Kế hoạch, en: Plan}
        points: 5
        rule: core.yes_no
        with: {yes: 5, no: 0}
        from: {met: ke_hoach}
  - id: "2"
    title: {vi: Xây dựng Đảng, en: The party}
    points: 10
    criteria:
      - id: "2.1"
        title: {vi: Xếp loại, en: Class}
        points: 6
        rule: core.levels
        with: {levels: {tot: 6, kha: 3, kem: 0}}
        from: {level: xep_loai}
      - id: "2.2"
        title: {vi: Nộp báo cáo, en: Reporting}
        points: 4
        rule: core.banded
        with: {table: {"<= 2026-12-10": 4, "> 2026-12-10": 0}}
        from: {value: ngay_nop}
"""
REGISTRATIONS = """\
covenant: vi-du
units:
  - unit: so-noi-vu
    title: {vi: Sở Nội vụ, en: Department of Home Affairs}
    targets: {"1.1/1": {target: 95}}
  - unit: so-tai-chinh
    title: {vi: Sở Tài chính, en: Department of Finance}
    targets: {"1.1/1": {target: 90}}
"""


def write(folder: Path, covenant: str = COVENANT, registrations: str = REGISTRATIONS) -> Path:
    """Write the bloc-year into *folder*."""
    folder.mkdir(exist_ok=True)
    (folder / "covenant.yaml").write_text(covenant, encoding="utf-8")
    (folder / "registrations.yaml").write_text(registrations, encoding="utf-8")
    return folder
