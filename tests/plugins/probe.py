"""What one process finds with the plugins on its path; run by the tests, prints JSON.

Arguments: the folder of a bloc-year, the sector in question (or `-`), and `commit` where its
fingerprints are to be committed first.
"""

import json
import sys

import covenant_rules as cr
from covenant_rules.errors import CovenantError
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import load
from covenant_rules.testing import ConformanceFailure, kit
from covenant_rules.testing.subject import fingerprints, subject

NEIGHBOUR = "parks"


def neighbour(registry, folder):
    """Return everything that a plugin nearby must not change."""
    (plugin,) = [p for p in registry.plugins if p.sector == NEIGHBOUR]
    sector = registry.sectors[NEIGHBOUR]
    cards = {unit: cr.score(load(folder, registry=registry))[unit].card for unit in ("a", "b")}
    return {
        "status": plugin.status,
        "version": plugin.origin.version,
        "reasons": [reason.code for reason in plugin.reasons],
        "rules": plugin.rules,
        "fingerprints": fingerprints(sector),
        "points": {
            unit: {c: str(card.criteria[c].points.exact) for c in card.criteria}
            | {"total": str(card.total.exact)}
            for unit, card in cards.items()
        },
    }


def wanted(registry, folder, sector):
    """Return what the loader says to a sheet that wants a rule of *sector*."""
    sheet = folder / "covenant.yaml"
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("parks.half", f"{sector}.share"), encoding="utf-8")
    try:
        load(folder, registry=registry)
    except CovenantError as error:
        return [[d.code, d.message("en")] for d in error.diagnostics]
    return []


def checked(sector, *, commit):
    """Return what the kit finds of *sector*."""
    try:
        if commit:
            kit.commit(subject(sector))
        found = kit.run(sector)
    except ConformanceFailure as error:
        return {"refused": str(error)}
    return {
        "failed": {o.check.code: o.message for o in found.outcomes if o.is_bad},
        "closing": found.closing,
        "passed": found.passed,
    }


def main(folder, sector="-", commit=""):
    """Print what is found."""
    registry = Registry.discover(strict=False)
    found = {"neighbour": neighbour(registry, folder)}
    if sector != "-":
        claims = [p for p in registry.plugins if p.sector == sector]
        found["status"] = sorted({p.status for p in claims})
        found["reasons"] = [[d.code, d.message("en")] for p in claims for d in p.reasons]
        found["wanted"] = wanted(registry, folder, sector)
        found["kit"] = checked(sector, commit=bool(commit))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    from pathlib import Path

    main(Path(sys.argv[1]), *sys.argv[2:])
