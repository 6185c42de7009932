"""Checks of quotas: more registered than places, a percentage that comes to nothing, a class forgotten."""

from __future__ import annotations

from covenant_rules.bloc import Bloc
from covenant_rules.policy import Base, Policy, Quota
from covenant_rules.rounding import round_exact
from covenant_rules.spec.conditions import Reader
from covenant_rules.spec.source import PathKey


def check_quotas(policy: Policy, bloc: Bloc, read: Reader) -> None:
    """Say where more are registered than a quota takes, and where a percentage comes to nothing."""
    kinds: list[tuple[str, int, str, Quota | None]] = [
        ("classes", n, one.id, one.quota) for n, one in enumerate(policy.classes)
    ]
    awards = [one for one in policy.awards if not one.elected]
    kinds += [("awards", n, one.id, one.quota) for n, one in enumerate(awards)]
    classes = [one.id for one in policy.classes]
    for section, number, name, quota in kinds:
        if quota is None:
            continue
        path: PathKey = (section, number, "quota")
        missing = [one for one in classes if quota.by_class and one not in quota.by_class]
        if missing:
            read.problems.add("E890", (*path, "by_class"), key=True, classes=", ".join(missing))
        most = _most(quota, bloc)
        if most == 0:
            read.problems.add("W872", (*path, "percent"), name=name)
        registered = (policy.year.registered or {}).get(name, ())
        if most is not None and quota.within is None and len(registered) > most:
            place = read.problems.places.of_key(path)
            read.problems.add(
                "W870", ("facts", "registered", name), key=True, related=(place,), name=name,
                registered=len(registered), places=most,
            )  # fmt: skip


def _most(quota: Quota, bloc: Bloc) -> int | None:
    """Return how many places a quota has, where the units alone decide it."""
    amount = quota.amount
    if amount is None or quota.within is not None:
        return None
    if amount.number is not None:
        return max(amount.number, quota.minimum)
    base = quota.base or Base("candidates")
    known = {
        "units": len(bloc.registrations),
        "ranked": sum(1 for one in bloc.registrations if one.ranked),
        "number": base.number,
    }
    if base.kind not in known or amount.percent is None or quota.rounding is None:
        return None
    exact = amount.percent * known[base.kind] / 100
    return max(int(round_exact(exact, 0, quota.rounding)), quota.minimum)
