# P144: the hook is not marked, so the engine cannot find it.

from covenant_rules.plugin import Sector

sector = Sector("no_hook", vi="Thử lỗi", en="Faulty", api=1)


def covenant_rules_sector() -> Sector:
    return sector
