"""Plugins as installed packages: a faulty one has a status and a reason, and harms nobody."""

import sys
from fractions import Fraction

import pytest

from covenant_rules.errors import PluginError, SpecError, UnknownRuleError
from covenant_rules.plugin import Points, Sector
from covenant_rules.registry import ALLOWED, STRICT, PluginStatus, Registry

from .sheets import load_bloc

HEALTHY = """
from covenant_rules.plugin import Points, Sector, hookimpl

{id} = Sector("{id}", vi="Khỏe", en="Healthy", api=1)

@{id}.rule(vi="Đủ", en="Full")
def full(*, points: Points) -> Points:
    "Give all."
    return points

@hookimpl
def covenant_rules_sector() -> Sector:
    return {id}
"""


def plugin(sector, registry=None):
    """Return the only plugin of *sector*."""
    (found,) = [p for p in (registry or Registry.discover()).plugins if p.sector == sector]
    return found


FAULTS = {
    "import error": (
        "import no_such_module_zz",
        "P143",
        "ModuleNotFoundError: No module named 'no_such_module_zz'",
    ),
    "syntax error": ("def (", "P143", "SyntaxError"),
    "exit at import": ("import sys; sys.exit(3)", "P143", "SystemExit: 3"),
    "hook raises": (
        HEALTHY.replace("return {id}", "raise OSError('disk is full')"),
        "P143",
        "OSError: disk is full",
    ),
    "hook exits": (HEALTHY.replace("return {id}", "raise SystemExit"), "P143", "SystemExit"),
    "unknown hook argument": (
        HEALTHY.replace("covenant_rules_sector()", "covenant_rules_sector(wish)"),
        "P143",
        "wish",
    ),
    "wrong type": (HEALTHY.replace("return {id}", "return 'wards'"), "P144", "`str`"),
    "no hook": ("x = 1", "P144", "`list`"),
    "another id": (HEALTHY.replace('Sector("{id}"', 'Sector("{id}_other"'), "P146", "`{id}_other`"),
    "rule cannot be read": (
        HEALTHY.replace("return points", "return points if points > 1 else 0"),
        "P121",
        "`if`",
    ),
    "rule breaks its promise": (
        HEALTHY.replace("return points", "return points * 2"),
        "P104",
        "2..2",
    ),
    "rule exits while it is read": (
        HEALTHY.replace("return points", "raise SystemExit(5)"),
        "P143",
        "SystemExit: 5",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_plugin_is_named_with_its_own_error(name, install):
    """Whatever a plugin does wrong, its status is `failed`, and the reason names the very fault."""
    source, code, said = FAULTS[name]
    install("wards", source.replace("{id}", "wards"))
    found = plugin("wards")
    assert found.status is PluginStatus.FAILED
    assert [r.code for r in found.reasons] == [code]
    for language in ("vi", "en"):
        assert said.replace("{id}", "wards") in found.reasons[0].message(language)
    assert (found.origin.package, found.origin.version) == ("covenant-rules-wards", "1.0")


def test_an_interrupt_that_a_plugin_raises_is_its_own_fault(install):
    """A plugin cannot stop the program with an interrupt of its own making."""
    install("wards", "raise KeyboardInterrupt")
    assert [r.code for r in plugin("wards").reasons] == ["P143"]


def test_a_plugin_that_blocks_is_given_up(install, monkeypatch):
    """A plugin that waits for ever is failed after the time it is given; the others load."""
    monkeypatch.setenv("COVENANT_RULES_PLUGIN_SECONDS", "1")
    install("wards", "import time\ntime.sleep(4)", module="zz_blocking")  # whose import goes on
    assert [(r.code, r.values["seconds"].en) for r in plugin("wards").reasons] == [("P148", "1")]


def test_a_plugin_that_prints_is_named_and_kept_off_the_output(install, capsys):
    """What a plugin prints while it loads never reaches the program's results, and is told."""
    install("wards", "print('hello from wards')\n" + HEALTHY.format(id="wards"))
    found = plugin("wards")
    assert capsys.readouterr().out == ""
    assert found.status is PluginStatus.LOADED
    assert [(r.code, r.values["text"].en) for r in found.reasons] == [("P147", "hello from wards")]


def test_another_api_is_incompatible(install):
    """A sector that speaks another API says which side to upgrade, and is not loaded."""
    install("wards", HEALTHY.format(id="wards").replace("api=1", "api=99"))
    found = plugin("wards")
    assert found.status is PluginStatus.INCOMPATIBLE
    assert found.reasons[0].code == "P145"
    assert "speaks API 99, this engine speaks 1" in found.reasons[0].message("en")


def test_two_packages_that_claim_one_sector(install):
    """Neither of two claimants wins by luck, and both are named."""
    install("wards", HEALTHY.format(id="wards"), package="first", module="zz_first")
    install("wards", HEALTHY.format(id="wards"), package="second", module="zz_second")
    registry = Registry.discover()
    claims = [p for p in registry.plugins if p.sector == "wards"]
    assert [c.status for c in claims] == [PluginStatus.CONFLICTING] * 2
    assert all("first, second" in c.reasons[0].message("en") for c in claims)
    assert "wards" not in registry.sectors
    assert "zz_first" not in sys.modules


def test_core_cannot_be_claimed(install):
    """`core` is the engine's own: a claimant is refused, not imported, and core is as before."""
    install("core", HEALTHY.format(id="core"))
    registry = Registry.discover()
    own, claimant = (p for p in registry.plugins if p.sector == "core")
    assert (own.status, claimant.status) == (PluginStatus.LOADED, PluginStatus.CONFLICTING)
    assert "covenant-rules, covenant-rules-core" in claimant.reasons[0].message("en")
    assert "zz_core_plugin" not in sys.modules
    assert registry["core.per_case"].points(3, each="0.5") == Fraction(3, 2)
    with pytest.raises(UnknownRuleError) as caught:
        registry["core.per_cas"]
    assert caught.value.diagnostics[0].code == "E204"


@pytest.mark.parametrize(
    ("name", "code", "suggestion"),
    [
        ("courts.resolution", "E207", None),  # sounds like `core.reduction`
        ("districts.poverty_reduction", "E207", None),
        ("oversight.none_allowed", "E207", None),  # `core` has a rule of this name, and is not meant
        ("cor.banded", "E204", "core.banded"),
    ],
)
def test_a_missing_sector_is_no_misspelling(name, code, suggestion):
    """A rule of a sector that is not installed is never taken for a rule of another that sounds like it."""
    with pytest.raises(UnknownRuleError) as caught:
        Registry.of()[name]
    (found,) = caught.value.diagnostics
    assert (found.code, found.suggestion) == (code, suggestion)


def test_broken_metadata(install):
    """A package whose metadata is gone is named by its entry point, and stops nothing."""
    for name in ("one", "two"):
        install("wards", "x = 1", package=name, module=f"zz_{name}", metadata=False)
    found = [p for p in Registry.discover().plugins if p.sector == "wards"]
    assert {p.origin.package for p in found} <= {"zz_one", "zz_two"}
    assert all(p.status is not PluginStatus.LOADED for p in found)


SHEET = """
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 10
    criteria:
      - {id: "1.1", title: {vi: Một, en: One}, points: 10, rule: RULE}
"""
UNITS = "units: [{unit: a, title: {vi: A, en: A}}]"


def test_a_healthy_neighbour_scores_as_before(install, tmp_path):
    """A plugin beside a broken one is loaded, and its points are the same."""
    import covenant_rules as cr

    install("parks", HEALTHY.format(id="parks"))

    def total():
        bloc = load_bloc(
            tmp_path / "bloc",
            SHEET.replace("RULE", "parks.full"),
            UNITS,
            registry=Registry.discover(),
        )
        return cr.score(bloc)["a"].card.total.exact

    before = total()
    install("wards", "raise RuntimeError('no')")
    registry = Registry.discover()
    assert plugin("parks", registry).status is PluginStatus.LOADED
    assert plugin("parks", registry).rules == 1
    assert plugin("wards", registry).status is PluginStatus.FAILED
    assert (before, total()) == (10, 10)


def test_a_sheet_that_needs_a_failed_plugin(install, tmp_path):
    """Such a sheet is refused at the rule; plugin and original error are named in both languages."""
    install("wards", "import no_such_module_zz")
    with pytest.raises(SpecError) as caught:
        load_bloc(
            tmp_path / "bloc",
            SHEET.replace("RULE", "wards.full"),
            UNITS,
            registry=Registry.discover(),
        )
    (found,) = caught.value.diagnostics
    span = found.span
    assert found.code == "E205"
    assert span.text[span.column - 1 :][: span.length] == "wards.full"
    for language in ("vi", "en"):
        assert "`covenant-rules-wards`" in found.message(language)
        assert "No module named 'no_such_module_zz'" in found.message(language)
    assert "cannot be loaded" not in found.message("vi")


def test_allow_list(install, monkeypatch):
    """With COVENANT_RULES_PLUGINS only the named sectors are imported, the others are `disabled`."""
    install("parks", HEALTHY.format(id="parks"))
    install("wards", "raise RuntimeError('no')")
    monkeypatch.setenv(ALLOWED, " parks , ")
    registry = Registry.discover(strict=True)
    assert plugin("parks", registry).status is PluginStatus.LOADED
    assert plugin("wards", registry).status is PluginStatus.DISABLED
    assert "COVENANT_RULES_PLUGINS" in plugin("wards", registry).reasons[0].help("vi")
    assert "core" in registry.sectors
    monkeypatch.setenv(ALLOWED, "")
    assert plugin("parks").status is PluginStatus.DISABLED


@pytest.mark.parametrize("by", ["argument", "environment"])
def test_strict_mode_raises_all_reasons(by, install, monkeypatch):
    """In strict mode every plugin that was not loaded is an error, all of them told at once."""
    install("parks", "import no_such_module_zz")
    install("wards", HEALTHY.format(id="wards").replace("api=1", "api=99"))
    if by == "environment":
        monkeypatch.setenv(STRICT, "1")
    with pytest.raises(PluginError) as caught:
        Registry.discover(strict=True if by == "argument" else None)
    assert {"P143", "P145"} <= {d.code for d in caught.value.diagnostics}
    assert plugin("parks", Registry.discover(strict=False)).status is PluginStatus.FAILED


def ward_profiles(*slots):
    """Return a registry with a sector whose profile `ward` fills the given slots."""
    sector = Sector("wards", vi="Phường", en="Wards", api=1)

    @sector.rule(vi="Nửa", en="Half", formerly=("wards.part",))
    def half(*, points: Points) -> Points:
        return points / 2

    sector.profile("ward", vi="Phường", en="Ward", slots=slots)
    return Registry.of(sector)


SLOTS = """
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 30
    criteria:
      - {id: "1.1", title: {vi: Ô một, en: Slot one}, points: 10, registered: {unfilled: zero}}
      - {id: "1.2", title: {vi: Ô hai, en: Slot two}, points: 20, registered: {unfilled: zero}}
"""
WARD = "units: [{unit: a, title: {vi: A, en: A}, profile: ward SLOTS}]"
HALF = {"title": {"vi": "Nửa", "en": "Half"}, "rule": "wards.half"}
ALL = {"lines": [{"award": "core.full", "when_missing": "zero"}]}


def totals(folder, registry, more=""):
    """Return total and criteria of a unit that signs the profile `ward`."""
    import covenant_rules as cr

    card = cr.score(load_bloc(folder, SLOTS, WARD.replace("SLOTS", more), registry=registry))[
        "a"
    ].card
    return card, [card.criteria[c].points.exact for c in ("1.1", "1.2")]


def test_a_profile_fills_the_slots_in_order(tmp_path):
    """The first ready registration fills the first slot of the sheet, the second the second."""
    card, points = totals(tmp_path, ward_profiles(HALF, ALL))
    assert points == [5, 20]
    assert next(card.filled.criteria).title.vi == "Nửa"


def test_what_a_unit_writes_goes_before_its_profile(tmp_path):
    """A slot that the unit fills itself replaces that of the profile; slots beyond it stay unfilled."""
    own = ', slots: {"1.1": {rule: core.full}}'
    assert totals(tmp_path, ward_profiles(HALF), own)[1] == [10, 0]


def refused(folder, registry):
    """Return the diagnostics with which the bloc is refused."""
    with pytest.raises(SpecError) as caught:
        load_bloc(folder, SLOTS, WARD.replace("SLOTS", ""), registry=registry)
    return caught.value.diagnostics


def test_an_unknown_profile(tmp_path):
    """A profile that no sector has is refused, and the known ones are named."""
    sector = Sector("wards", vi="Phường", en="Wards", api=1)
    sector.profile("wart", vi="Phường", en="Ward", slots=[])
    (found,) = refused(tmp_path, Registry.of(sector))
    assert (found.code, found.suggestion) == ("E406", "wart")


def test_a_profile_with_too_many_slots(tmp_path):
    """A profile for three slots does not fit a sheet with two."""
    (found,) = refused(tmp_path, ward_profiles(HALF, HALF, HALF))
    assert found.code == "E407"
    assert "has 3 criteria, the covenant only 2" in found.message("en")


def test_a_fault_inside_a_profile_is_told_at_the_unit(tmp_path):
    """What is wrong in a profile has no line of its own, so it is told where the unit names it."""
    found = refused(tmp_path, ward_profiles({"rule": "wards.hal"}))[0]
    span = found.span
    assert (found.code, found.suggestion) == ("E204", "wards.half")
    assert span.text[span.column - 1 :][: span.length] == "ward"


def test_a_former_name_is_a_warning(tmp_path):
    """A rule under its former id works, with the new name in a warning."""
    bloc = load_bloc(tmp_path, SHEET.replace("RULE", "wards.part"), UNITS, registry=ward_profiles())
    (found,) = [w for w in bloc.warnings if w.code == "W204"]
    assert "wards.half" in found.message("vi")
