"""Pages of documentation as programs: their blocks are run in order, in a folder of their own.

A fenced block whose info string names a file is that file, or a piece of it: of a Python file it replaces
the definitions of the same names. A Python block without a file runs in the namespace of the page, by doctest where
it has prompts. A console block runs its commands; what they print must be what the page shows.
"""

import ast
import doctest
import importlib
import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@frozen
class Block:
    """A fenced block: its language, the file or mark after it, its text and where it stands."""

    language: str
    mark: str
    text: str
    place: str


def blocks(page):
    """Return the fenced blocks of *page* in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        language, _, mark = match["info"].strip().partition(" ")
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(language, mark, match["text"], f"{page.name}:{line}"))
    return found


@frozen
class Reader:
    """Someone who does what a page says, in *folder*, with an environment of their own."""

    folder: Path
    site: Path
    namespace: dict
    here: list

    @classmethod
    def in_(cls, folder, site):
        return cls(folder, site, {"__name__": "page"}, [folder])

    @property
    def cwd(self):
        return self.here[-1]

    def follow(self, block):
        """Do what *block* says; an AssertionError names its place."""
        if block.language == "console":
            self._console(block)
        elif block.mark:
            path = self.cwd / block.mark
            path.parent.mkdir(parents=True, exist_ok=True)
            old = path.read_text(encoding="utf-8") if path.exists() else ""
            merge = path.suffix == ".py" and old
            path.write_text(merged(old, block.text) if merge else block.text, encoding="utf-8")
        elif block.language == "python" and ">>>" in block.text:
            self._examples(block)
        elif block.language == "python":
            exec(compile(block.text, block.place, "exec"), self.namespace)

    def _examples(self, block):
        importlib.invalidate_caches()
        said = []
        test = doctest.DocTestParser().get_doctest(
            block.text, self.namespace, block.place, block.place, 0
        )
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
        failed = runner.run(test, out=said.append, clear_globs=False).failed
        self.namespace.update(test.globs)
        assert not failed, "".join(said)

    def _console(self, block):
        for command, wanted in transcript(block.text):
            printed = self._run(shlex.split(command))
            plain = printed.replace("\u00a0", " ")  # a page shows what it looks like
            got = "\n".join(line.rstrip() for line in plain.strip("\n").splitlines())
            same = doctest.OutputChecker().check_output(f"{wanted}\n", f"{got}\n", doctest.ELLIPSIS)
            assert same, f"{block.place}: $ {command}\n--- shown\n{wanted}\n--- printed\n{got}"

    def _run(self, words):
        environment = self._environment()
        while "=" in words[0]:
            name, _, value = words.pop(0).partition("=")
            environment[name] = value
        match words:
            case ["cd", where]:
                self.here.append((self.cwd / where).resolve())
                return ""
            case ["rm", name]:
                (self.cwd / name).unlink()
                return ""
            case ["cat", name]:
                return (self.cwd / name).read_text(encoding="utf-8")
            case ["pip", "install", *_, "-e", "."]:
                self._install()
                return ""
            case ["covenant-rules", *rest]:
                command = [sys.executable, "-m", "covenant_rules", *rest]
            case ["python", *rest]:
                command = [sys.executable, *rest]
            case _:
                raise AssertionError(f"a page may not run {words}")
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            check=False, cwd=self.cwd, env=environment,
        )  # fmt: skip
        return done.stdout

    def _environment(self):
        known = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "COVENANT"))}
        known.pop("LC_ALL", None)
        paths = [str(self.site), *(f.read_text().strip() for f in self.site.glob("*.pth"))]
        known["PYTHONPATH"] = os.pathsep.join(paths)
        return known | {"LANG": "en_GB.UTF-8", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}

    def _install(self):
        """Do what `pip install -e .` does, without a network: build the editable wheel, unpack it."""
        code = "import sys; from hatchling import build; print(build.build_editable(sys.argv[1]))"
        done = subprocess.run(
            [sys.executable, "-c", code, str(self.site)],
            capture_output=True, text=True, check=True, cwd=self.cwd,
        )  # fmt: skip
        with zipfile.ZipFile(self.site / done.stdout.split()[-1]) as wheel:
            wheel.extractall(self.site)


def transcript(text):
    """Yield each command of a console block with the output shown for it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, "\n".join(line.rstrip() for line in shown.strip("\n").splitlines())


def merged(old, new):
    """Return the module *old* in which the definitions of *new* replace those of the same name."""
    for node in ast.parse(new).body:
        lines, body = old.splitlines(), ast.parse(old).body
        text = new.splitlines()[_first(node) - 1 : node.end_lineno]
        same = [n for n in body if _name(n) == _name(node)]
        if same and isinstance(node, ast.FunctionDef) and not node.decorator_list:
            # A function without decorators keeps those it had, and its docstring where it shows none.
            text = new.splitlines()[node.body[0].lineno - 1 : node.end_lineno]
            first = same[0].body[
                0 if ast.get_docstring(node) else ast.get_docstring(same[0]) is not None
            ]
            lines[first.lineno - 1 : same[0].end_lineno] = text
        elif same:
            lines[_first(same[0]) - 1 : same[0].end_lineno] = text
        else:
            hook = next(n for n in body if _name(n) == "covenant_rules_sector")
            lines[_first(hook) - 1 : _first(hook) - 1] = [*text, "", ""]
        old = "\n".join(lines) + "\n"
    return old


def _first(node):
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])


def _name(node):
    match node:
        case ast.FunctionDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case ast.ImportFrom(module=module):
            return f"from {module}"
        case _:
            return ast.dump(node)
