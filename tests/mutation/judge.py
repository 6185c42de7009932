"""Which change which test notices: a plugin that runs in place of pytest's loop over the tests."""

import difflib
import gc
import hashlib
import importlib
import json
import os
import pickle
import resource
import select
import signal
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from tests.mutation.changes import SOURCE, changes_of, live_functions, name_of

KEPT = Path(__file__).parents[2] / ".mutation"
NOTICED, SURVIVED, UNREACHED = "noticed", "survived", "unreached"
LOOPED = "looped"  # a test took twenty times its time of the processor
LOST = "lost"  # the process was killed: nothing is known
SLOWEST = 3  # seconds that a test may take to take part
MEMORY = 4 << 30
EXAMPLES = 15  # of a property
EVERY_LINE = frozenset(range(2000))


class Judge:
    """Traces the tests, then tries every change of some modules."""

    def __init__(self, paths, options):
        self.paths, self.options = paths, options
        self.failed = False
        self.kills = defaultdict(Counter)

    def pytest_runtest_logreport(self, report):
        self.failed = self.failed or (report.failed and not hasattr(report, "wasxfail"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        items = {item.nodeid: item for item in session.items}
        for item in items.values():
            _fewer_examples(item)
        reach = self.reach(items)
        for path in self.paths:  # some are imported only when they are needed
            importlib.import_module(f"covenant_rules.{name_of(path)}")
        live = live_functions(self.paths)
        gc.collect()
        gc.freeze()
        for path in self.paths:
            self.judge(path, items, reach, live)
        return True

    def reach(self, items):
        """Return for every test that passes its seconds and its lines of each file.

        The tests of one file are traced in one fork; what is known of a file that did not change is kept. A module
        that changed since then counts as reached in every line.
        """
        kept = KEPT / "reach.pickle"
        sources = {str(path): _digest(path) for path in sorted(SOURCE.rglob("*.py"))}
        known = pickle.loads(kept.read_bytes()) if kept.exists() else {"sources": sources}
        moved = {file for file, digest in known["sources"].items() if sources.get(file) != digest}
        files = defaultdict(list)
        for item in items.values():
            files[item.path].append(item)
        jobs = [(path, tests) for path, tests in files.items() if known.get(str(path), ("",))[0] != _digest(path)]
        for at, answer in self.forked([(lambda tests=tests: self.traced(tests), 3600) for _, tests in jobs]):
            path, tests = jobs[at]
            if isinstance(answer, str):
                print(f"{path}: not traced, {answer}", flush=True)
                continue
            known[str(path)] = (_digest(path), answer)
            kept.write_bytes(pickle.dumps(known))
            print(f"{path.name}: {len(answer)} of {len(tests)} tests, {sum(s for s, _ in answer.values()):.1f} s", flush=True)
        return {
            name: (seconds, {file: EVERY_LINE if file in moved else part for file, part in lines.items()})
            for key, value in known.items()
            if key != "sources"
            for name, (seconds, lines) in value[1].items()
            if name in items and seconds <= SLOWEST
        }

    def traced(self, tests):
        import coverage

        cover = coverage.Coverage(data_file=None, include=[str(SOURCE / "*")], branch=False, config_file=False)
        seconds = {}
        cover.start()
        for item in tests:
            cover.switch_context(item.nodeid)
            self.failed = False
            before = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if not self.failed:
                seconds[item.nodeid] = time.process_time() - before
        cover.stop()
        lines = {name: {} for name in seconds}
        data = cover.get_data()
        for file in data.measured_files():
            for line, names in data.contexts_by_lineno(file).items():
                for name in {*names} & {*lines}:
                    lines[name].setdefault(file, set()).add(line)
        return {name: (seconds[name], lines[name]) for name in seconds}

    def judge(self, path, items, reach, live):
        """Try the changes of the module at *path* that were not noticed yet."""
        kept = KEPT / f"{name_of(path)}.json"
        known = {}
        if kept.exists():
            known = {(r["where"], r["after"]): r for r in json.loads(kept.read_text(encoding="utf-8"))}
        records, jobs = [], []
        for change in changes_of(path):
            record = known.get((change.where, change.after), {})
            record.update(name=change.name, where=change.where, line=change.first, after=change.after, diff=_diff(change))
            records.append(record)
            again = self.options.again or record.get("verdict") not in (NOTICED, LOOPED)
            if again and self.options.only in change.name:
                jobs.append((change, record))
        began = time.monotonic()
        thunks = []
        for change, _ in jobs:
            assert change.key in live, change.name
            tests = _tests_for(change, reach)
            thunks.append((lambda change=change, tests=tests: self.trial(change, tests, items, reach, live), 1200))
        for at, answer in self.forked(thunks):
            change, record = jobs[at]
            record["verdict"], record["by"] = answer if isinstance(answer, tuple) else (answer, "")
            if record["verdict"] == NOTICED:
                self.kills[change.where][record["by"]] += 1
            if at % 20 == 0:
                kept.write_text(json.dumps(records, indent=1), encoding="utf-8")
        kept.write_text(json.dumps(records, indent=1), encoding="utf-8")
        count = Counter(record.get("verdict", "not judged") for record in records)
        print(f"{name_of(path)}: {len(records)} changes, {dict(count)}, {time.monotonic() - began:.0f} s", flush=True)

    def trial(self, change, names, items, reach, live):
        """Return what becomes of *change*, in a process of its own."""
        if not names:
            return UNREACHED, ""
        change.put(live)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        kills = self.kills[change.where]
        spent = tried = 0
        for name in sorted(names, key=lambda name: -kills[name]):
            spent += reach[name][0]
            if spent > self.options.budget and tried:
                break
            tried += 1
            signal.setitimer(signal.ITIMER_PROF, 2 + 20 * reach[name][0])
            try:
                items[name].config.hook.pytest_runtest_protocol(item=items[name], nextitem=None)
            except BaseException as stop:  # an exit that the change brought about
                return NOTICED, f"{name} ({stop!r})"
            if self.failed:
                return NOTICED, name
        return SURVIVED, f"{tried} of {len(names)} tests"

    def forked(self, thunks):
        """Yield number and answer of each thunk, run in forks with a limit of seconds on the clock.

        A thunk that ends by its timer answers `looped`, one that is killed otherwise `lost`.
        """
        waiting = list(enumerate(thunks))[::-1]
        running = {}
        while waiting or running:
            while waiting and len(running) < self.options.workers:
                at, (thunk, seconds) = waiting.pop()
                read, write = os.pipe()
                pid = os.fork()
                if not pid:
                    _child(thunk, read, write)
                os.close(write)
                running[read] = (pid, at, time.monotonic() + seconds, [])
            ready, _, _ = select.select(list(running), [], [], 1)
            for end in list(running):
                pid, at, until, parts = running[end]
                if end in ready:
                    parts.append(os.read(end, 1 << 20))
                    if parts[-1]:
                        continue
                elif time.monotonic() < until:
                    continue
                else:
                    os.kill(pid, signal.SIGKILL)
                del running[end]
                os.close(end)
                _, status = os.waitpid(pid, 0)
                answer = b"".join(parts)
                looped = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF
                yield at, pickle.loads(answer) if answer else (LOOPED if looped else LOST)


def _child(thunk, read, write):
    try:
        os.close(read)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        answer = thunk()
        signal.setitimer(signal.ITIMER_PROF, 0)
        with os.fdopen(write, "wb") as out:
            pickle.dump(answer, out)
    finally:
        os._exit(0)


def _tests_for(change, reach):
    """Return the tests that reach the changed lines, else the function: fast ones first, files in turn."""
    file = str(change.path)
    spot = set(range(change.first, change.last + 1))
    near = [name for name, (_, lines) in reach.items() if lines.get(file, set()) & spot]
    near = near or [name for name, (_, lines) in reach.items() if lines.get(file, set()) & change.lines]
    rank: Counter[str] = Counter()
    order = {}
    for name in sorted(near, key=lambda name: reach[name][0]):
        where = name.split("::")[0]
        order[name] = 0.001 * rank[where] + reach[name][0]
        rank[where] += 1
    return sorted(near, key=order.__getitem__)


def _fewer_examples(item):
    """Let properties draw few examples, always the same, and look for no smaller one."""
    from hypothesis import HealthCheck, Phase, settings

    holder = getattr(getattr(item, "obj", None), "__func__", getattr(item, "obj", None))
    given = getattr(holder, "_hypothesis_internal_use_settings", None)
    if given is not None:
        holder._hypothesis_internal_use_settings = settings(
            given,
            max_examples=min(given.max_examples, EXAMPLES),
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _diff(change) -> str:
    lines = difflib.unified_diff(change.before.splitlines(), change.after.splitlines(), lineterm="", n=0)
    return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))
