# P143: the module imports a package that is not installed.

import shapely_of_the_wards

from covenant_rules.plugin import Sector, hookimpl

sector = Sector("imports_missing", vi="Thử lỗi", en="Faulty", api=1)


@hookimpl
def covenant_rules_sector() -> Sector:
    return shapely_of_the_wards.sector(sector)
