"""The ladder by which a public name ends: it warns, then fails, then is gone."""

import subprocess
import sys
import warnings

import pytest

import covenant_rules
from covenant_rules import plugin
from covenant_rules.ladder import Removal, RemovedInApi2Warning, removed

INSTEAD = "covenant_rules.plugin:mean"


@pytest.fixture
def at_release(monkeypatch):
    """A way to run as another release, which gives up `average` in 1.4 and warns of it as an error from 1.3."""
    gives_up = {"average": Removal(INSTEAD, fatal="1.3", gone="1.4", warning=RemovedInApi2Warning)}
    monkeypatch.setattr(plugin, "_REMOVALS", gives_up)

    def run_as(release):
        monkeypatch.setattr("covenant_rules.version.package_version", lambda: release)

    return run_as


@pytest.mark.parametrize("release", ["1.1.0", "1.2", "1.2.9"])
def test_an_old_name_works_and_warns(at_release, release):
    """It gives the very object that takes its place; the warning names that and the last release."""
    at_release(release)
    told = r"^covenant_rules\.plugin\.average will be removed in 1\.4; use covenant_rules\.plugin\.mean$"
    with pytest.warns(RemovedInApi2Warning, match=told) as caught:
        assert plugin.average is plugin.mean
    assert [one.filename for one in caught] == [__file__]  # the line of whoever uses it


@pytest.mark.parametrize("release", ["1.3", "1.3.0", "1.3.10"])
def test_the_warning_is_an_error_one_release_before(at_release, release):
    """Whatever filters say: who did not look at warnings learns it while the old release can still be had."""
    at_release(release)
    warnings.simplefilter("ignore")  # of this test alone: pytest puts the filters back
    with pytest.raises(RemovedInApi2Warning, match=r"use covenant_rules\.plugin\.mean"):
        plugin.average


@pytest.mark.parametrize("release", ["1.4", "1.4.0", "1.10", "2"])
def test_then_the_name_is_gone(at_release, release):
    """It is as if it had never been; 1.10 comes after 1.4."""
    at_release(release)
    with pytest.raises(AttributeError, match="no attribute 'average'"):
        plugin.average


@pytest.mark.parametrize("module", [covenant_rules, plugin])
def test_a_name_that_never_was(module):
    """Other names are as unknown as ever, in both modules that give names to others."""
    with pytest.raises(AttributeError, match="no attribute 'avarage'"):
        module.avarage


def test_the_package_gives_up_names_in_the_same_way(monkeypatch):
    """`covenant_rules` itself: an ordinary DeprecationWarning, which Python shows in tests."""
    monkeypatch.setattr(covenant_rules, "_REMOVALS", {"grade": Removal("covenant_rules:score", "8.9", "9")})
    with pytest.warns(DeprecationWarning, match="use covenant_rules.score"):
        assert covenant_rules.grade is covenant_rules.score


def test_the_warning_is_not_given_without_being_asked():
    """Using the whole public interface as it is today warns of nothing."""
    program = (
        "import covenant_rules, covenant_rules.plugin as p\n"
        "for m in (covenant_rules, p):\n    [getattr(m, name) for name in m.__all__]"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_releases_are_compared_as_numbers():
    """The default release is the one installed, which has given up nothing."""
    with pytest.raises(AttributeError):
        removed({}, "m", "x")
    with pytest.raises(DeprecationWarning):
        removed({"x": Removal(INSTEAD, "1.9.1", "1.10")}, "m", "x", "1.9.1")
