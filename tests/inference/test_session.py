"""Sessions: facts in and out, which engines conclude and why, and what happens when one fails."""

from __future__ import annotations

import importlib.metadata
import sysconfig
from types import SimpleNamespace

import pytest

from covenant_rules.errors import InferenceError
from covenant_rules.inference import network
from covenant_rules.inference.language import Pattern, Program, Rule, Then
from covenant_rules.inference.network import NotAsMeasuredError, NotUsableError, Ruleset
from covenant_rules.inference.session import open_session

from .words import AWARDS, KINDS, register, rule, rules_of, unit, violate

try:
    network.module()
except NotUsableError:
    ENGINES = ["reference"]
else:
    ENGINES = ["reference", "durable", "both"]

needs_durable = pytest.mark.skipif(len(ENGINES) == 1, reason="durable-rules is not installed")
EVERY = Program(KINDS, (Rule("r", (Pattern("u", "unit"),)),))


def codes(error):
    return [d.code for d in error.value.diagnostics]


@pytest.fixture(params=ENGINES)
def session(request):
    with open_session(AWARDS, request.param) as opened:
        yield opened


def test_a_unit_is_proposed_until_something_stands_against_it(session):
    """Findings follow the facts: a registration begins, a violation ends, and its repeal begins again."""
    u = unit(session, "a")
    assert session.findings() == frozenset()
    g = register(session, "a")
    assert rules_of(session.findings()) == ["eligible", "sole"]
    v = violate(session, "a")
    assert session.findings() == frozenset()
    assert dict(session.blockers("eligible")) == {(u, g): {v}}
    session.remove(v)
    assert rules_of(session.findings()) == ["eligible", "sole"]
    assert dict(session.blockers("eligible")) == {}


def test_changes_are_what_began_and_what_ceased(session):
    """Each answer speaks of the time since the last; what came and went in between is not told."""
    unit(session, "a")
    register(session, "a")
    began, ceased = session.changes()
    assert (rules_of(began), ceased) == (["eligible", "sole"], frozenset())
    assert session.changes() == (frozenset(), frozenset())
    session.remove(violate(session, "a"))
    assert session.changes() == (frozenset(), frozenset())
    unit(session, "b")
    register(session, "b")
    began, ceased = session.changes()
    # two nominations for one flag: neither is the only one
    assert (rules_of(began), rules_of(ceased)) == (["eligible"], ["sole"])


def test_a_derived_fact_says_what_it_rests_on(session):
    """A fact that follows has its support; one that was asserted has none."""
    u, g = unit(session, "a"), register(session, "a")
    (nomination,) = session.facts("nomination")
    (support,) = nomination.support
    assert (support.rule, support.facts) == ("eligible", (("u", u), ("g", g)))
    assert session.fact(nomination.no) == nomination
    assert nomination.derived
    assert not session.fact(u).derived
    assert str(session.fact(u)) == 'unit(uid "a", rank 1, points 900000)'


def test_a_fact_that_follows_again_has_its_number_again(session):
    """What comes back is the same, so a reader sees that it was only interrupted."""
    unit(session, "a")
    register(session, "a")
    before = session.facts("nomination")
    violation = violate(session, "a")
    assert session.facts("nomination") == ()
    session.remove(violation)
    assert session.facts("nomination") == before


def test_numbers_of_what_no_longer_follows_are_forgotten(session):
    """A long session does not remember every derived fact that there ever was."""
    for n in range(1500):
        u, g = unit(session, f"u{n}"), register(session, f"u{n}")
        assert len(session.facts("nomination")) == 1
        session.remove(u)
        session.remove(g)
    assert len(session._numbering._derived) < 1100


def test_two_facts_that_say_the_same_are_two(session):
    """Two violations are two violations, and each is taken back by itself."""
    unit(session, "a")
    register(session, "a")
    one, two = violate(session, "a"), violate(session, "a")
    ((_, blockers),) = session.blockers("eligible").items()
    assert blockers == {one, two}


def test_facts_cannot_be_changed_from_outside(session):
    """What a session hands out is read only, and what it was given is its own copy."""
    fields = {"uid": "a", "rank": 1, "points": 900_000}
    no = session.insert("unit", fields)
    fields["rank"] = 7
    assert session.fact(no).fields["rank"] == 1
    with pytest.raises(TypeError):
        session.fact(no).fields["rank"] = 7


def test_all_that_is_wrong_with_a_fact_is_told(session):
    """A fact is refused whole, with every field that is wrong; nothing of it is kept."""
    with pytest.raises(InferenceError) as error:
        session.insert("unit", {"uid": 3, "rnk": 1, "points": 1.5})
    assert sorted(codes(error)) == ["E852", "E853", "E862", "E866"]
    assert session.facts() == ()


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [("unti", {}, "E851"), ("nomination", {"unit": "a"}, "E860"), ("violation", {}, "E866")],
)
def test_a_kind_that_is_not_asserted_is_refused(session, kind, fields, code):
    """Only declared kinds are asserted; what rules derive is not."""
    with pytest.raises(InferenceError) as error:
        session.insert(kind, fields)
    assert codes(error) == [code]


def test_only_asserted_facts_are_taken_back_and_once(session):
    """Neither a fact that was taken back, nor one that never was, nor a derived one can be removed."""
    u = unit(session, "a")
    register(session, "a")
    (nomination,) = session.facts("nomination")
    for no in (nomination.no, 999):
        with pytest.raises(InferenceError, match="E867"):
            session.remove(no)
    session.remove(u)
    with pytest.raises(InferenceError, match="E867"):
        session.remove(u)
    for no in (u, nomination.no):
        with pytest.raises(InferenceError, match="E867"):
            session.fact(no)


def test_a_closed_session_says_so(session):
    """Whatever is asked of a closed session is refused; closing it again is not."""
    session.close()
    session.close()
    for use in (
        lambda: unit(session, "a"), session.findings, session.changes, session.check, session.facts,
        lambda: session.remove(1), lambda: session.fact(1), lambda: session.blockers("eligible"),
    ):  # fmt: skip
        with pytest.raises(InferenceError, match="E868"):
            use()


def test_a_rule_that_is_unknown_is_no_rule_without_blockers(session):
    """A misspelt name is an error, not an empty answer."""
    assert dict(session.blockers("eligible")) == {}
    with pytest.raises(KeyError):
        session.blockers("eligable")


# Which engines conclude


@needs_durable
def test_by_default_both_engines_conclude():
    """Two engines, and nothing to explain."""
    with open_session(AWARDS) as session:
        assert session.engines == ("durable", "reference")
        assert session.because is None


@needs_durable
@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_one_engine_concludes_alone_as_asked(engine):
    """A session of one engine says that it was asked for."""
    with open_session(AWARDS, engine) as session:
        assert session.engines == (engine,)
        assert session.because.code == "W853"
        assert engine in session.because.message("vi")
        session.check()


@pytest.mark.parametrize(
    ("error", "code"), [(NotUsableError("No module"), "W851"), (NotAsMeasuredError("2.1"), "W854")]
)
def test_without_durable_rules_the_reference_concludes_alone(monkeypatch, error, code):
    """Where the C module is missing or is another, conclusions are the same, and the session says why."""

    def missing():
        raise error

    monkeypatch.setattr(network, "module", missing)
    with open_session(AWARDS) as session:
        assert session.engines == ("reference",)
        assert session.because.code == code
        assert str(error) in session.because.message("en")
        unit(session, "a")
        register(session, "a")
        assert rules_of(session.findings()) == ["eligible", "sole"]
    with pytest.raises(InferenceError, match="E868") as refused:
        open_session(AWARDS, "durable")
    assert str(error) in str(refused.value)


@needs_durable
def test_another_release_is_not_used(monkeypatch):
    """The guards were measured on one release; any other is refused until it was measured too."""
    network.module.cache_clear()
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "2.0.29")
    with open_session(AWARDS) as session:
        assert session.because.code == "W854"
        assert "2.0.29" in session.because.message("en")
    monkeypatch.undo()
    network.module.cache_clear()
    with open_session(AWARDS) as session:
        assert session.because is None


@needs_durable
@pytest.mark.parametrize("changed", ["assert_fact", "retract_fact", "start_action_for_state", "identity", "clash"])
def test_a_module_that_behaves_differently_is_not_used(monkeypatch, changed):
    """The shapes on which the guards rest are run before the module is first used."""
    real = network._imported()
    broken = {name: getattr(real, name) for name in dir(real) if not name.startswith("_")}
    if changed == "start_action_for_state":
        broken[changed] = lambda *_: None
    elif changed == "retract_fact":
        broken[changed] = lambda *_: (0, 1)
    elif changed == "identity":
        broken["assert_fact"] = lambda handle, fact: (
            real.assert_fact(handle, fact.replace('"797186"', '"797187"'))
        )
    elif changed == "clash":
        broken["assert_fact"] = lambda handle, fact: (
            (3, 1) if '"797186"' in fact else real.assert_fact(handle, fact)
        )
    else:
        broken[changed] = lambda handle, fact: (0, real.assert_fact(handle, fact)[1])
    network.module.cache_clear()
    monkeypatch.setattr(network, "_imported", lambda: SimpleNamespace(**broken))
    with open_session(AWARDS) as session:
        assert session.because.code == "W854"
        assert session.engines == ("reference",)
    network.module.cache_clear()


@needs_durable
def test_without_a_global_lock_durable_rules_is_not_used(monkeypatch):
    """Its C code writes where other threads read, so a free-threaded Python does without it."""
    network.module.cache_clear()
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _: 1)
    with open_session(AWARDS) as session:
        assert session.because.code == "W851"
        assert "free-threaded" in session.because.message("vi")
    network.module.cache_clear()


# Size


@needs_durable
def test_beyond_its_size_the_reference_goes_on_alone():
    """A session that outgrows durable-rules loses the second opinion, says so, and loses nothing else."""
    with open_session(EVERY, most_facts=5) as session:
        for n in range(5):
            unit(session, f"u{n}")
        assert session.because is None
        unit(session, "one more")
        assert session.engines == ("reference",)
        assert session.because.code == "W852"
        assert "5" in session.because.message("vi")
        assert len(session.findings()) == 6
        session.remove(1)
        assert len(session.findings()) == 5


@needs_durable
def test_derived_facts_count_towards_the_size():
    """What follows takes room in the engine too."""
    program = rule(Pattern("u", "unit"), then=(Then("known", (("uid", ("u", "uid")),)),))
    with open_session(program, most_facts=5) as session:
        for n in range(3):
            unit(session, f"u{n}")
        assert len(session.findings()) == 3
        assert session.because.code == "W852"
        assert len(session.facts("known")) == 3


@needs_durable
def test_beyond_its_size_durable_alone_stops():
    """Nobody is left to go on, so the session ends with the reason."""
    session = open_session(EVERY, "durable", most_facts=1)
    unit(session, "a")
    with pytest.raises(InferenceError, match="more than 1 facts"):
        unit(session, "b")
    with pytest.raises(InferenceError, match="closed"):
        session.findings()


# An engine that breaks


@needs_durable
@pytest.mark.parametrize("engine", ["durable", "both"])
@pytest.mark.parametrize("method", ["insert", "remove"])
def test_an_engine_that_fails_ends_the_session(monkeypatch, engine, method):
    """After an error inside durable-rules nothing it holds can be relied on: the session is over."""
    session = open_session(EVERY, engine)
    no = unit(session, "a")

    def fail(*_):
        raise RuntimeError("could not")

    monkeypatch.setattr(Ruleset, method, fail)
    with pytest.raises(InferenceError, match="could not"):
        unit(session, "b") if method == "insert" else session.remove(no)
    with pytest.raises(InferenceError, match="closed"):
        session.findings()


@needs_durable
@pytest.mark.parametrize("answer", [2, 3])
def test_every_return_code_is_read(monkeypatch, answer):
    """A fact that the engine does not store, for whatever reason, is never passed over."""
    session = open_session(EVERY)
    real = network.module()
    fake = {name: getattr(real, name) for name in dir(real) if not name.startswith("_")}
    fake["assert_fact"] = lambda *_: (answer, 1)
    for shard in session._durable._shards:
        shard._ruleset._engine = SimpleNamespace(**fake)
    with pytest.raises(InferenceError, match=f"assert: {answer}"):
        unit(session, "a")


@needs_durable
def test_an_interruption_ends_the_session_too(monkeypatch):
    """Ctrl-C reaches the caller, and what was half done is not used again."""
    session = open_session(EVERY)

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Ruleset, "insert", interrupt)
    with pytest.raises(KeyboardInterrupt):
        unit(session, "a")
    with pytest.raises(InferenceError, match="closed"):
        session.findings()
