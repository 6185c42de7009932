"""What another edition, or another policy, gives and takes: classes and awards."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from attrs import evolve
from tests.awards.blocs import bloc, with_policy
from tests.awards.test_classes import DECREE

from covenant_rules.awards.conclude import conclude
from covenant_rules.cli.app import run
from covenant_rules.impact import Impact, outcomes
from covenant_rules.inference import network
from covenant_rules.spec.folder import load
from covenant_rules.standing import score

SPECS = Path(__file__).parents[2] / "specs"
FLAG = """
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{points: ">= 90"}], quota: {at_most: none}}
"""


def test_a_higher_limit_costs_a_class_and_an_award() -> None:
    """With 95 for 90 points a unit of 92 falls from excellent to good and loses the flag; one of 96 loses nothing."""
    units = {"a": 92, "b": 96, "c": 60}
    old, new = (
        score(with_policy(bloc(units), (DECREE + FLAG).replace("90", limit))) for limit in ("90", "95")
    )
    (found,) = outcomes(Impact(old, new, ())).items()

    assert found[0] == "a"
    assert (found[1].old_class.en, found[1].new_class.en) == ("Excellent", "Good")
    assert ([t.en for t in found[1].gained], [t.en for t in found[1].lost]) == ([], ["Flag"])


def test_without_two_policies_nothing_is_compared() -> None:
    """An edition without a policy has given nothing, so nothing is lost to it."""
    old = score(with_policy(bloc({"a": 92}), DECREE + FLAG))
    new = score(evolve(bloc({"a": 92}), awards=None))

    assert outcomes(Impact(old, new, ())) == {}


def test_diff_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`diff` of two editions names whose class and awards change, in both languages."""
    old = SPECS / "nghe-an" / "du-thao" / "2025"
    new = copytree(old, tmp_path / "new")
    policy = (new / "awards.yaml").read_text(encoding="utf-8")
    (new / "awards.yaml").write_text(policy.replace('">= 90"', '">= 91"').replace("80 ..< 90", "80 ..< 91"), encoding="utf-8")
    assert run(["diff", str(old), str(new), "--lang", "vi"]) == 0
    assert "Đơn vị A: xếp loại Hoàn thành xuất sắc nhiệm vụ → Hoàn thành tốt nhiệm vụ" in capsys.readouterr().out
    assert run(["diff", str(old), str(new), "--lang", "en"]) == 0
    assert "loses “Voted excellent”" in capsys.readouterr().out


@pytest.mark.parametrize("folder", ["khoi-1/2017-illustration", "cum-1/2017-illustration"])
def test_without_durable_rules_the_same_is_concluded(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second engine cannot be installed it is said why, and every verdict is the same, word for word."""
    standings = score(load(SPECS / "kien-giang" / folder))
    both = conclude(standings)

    def missing() -> None:
        raise network.NotUsableError("durable-rules")

    monkeypatch.setattr(network, "module", missing)
    one = conclude(standings)

    assert (len(both.engines), both.alone, len(one.engines)) == (2, None, 1)
    assert one.alone is not None and "durable-rules" in one.alone.message("vi")
    assert (one.verdicts, one.conflicts, one.shares) == (both.verdicts, both.conflicts, both.shares)
    assert len(one.verdicts) > 10
