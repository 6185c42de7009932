# K01: a sector without rules: a kit that checked nothing must not be green.

from covenant_rules.plugin import Sector, hookimpl

sector = Sector("no_rules", vi="Thử lỗi", en="Faulty", api=1)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
