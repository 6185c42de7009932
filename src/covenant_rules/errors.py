"""The family of errors. Each carries its diagnostics; each is also the builtin a caller expects."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from covenant_rules.diagnostics import Diagnostic, diagnostic, in_file_order, render
from covenant_rules.text import Text


class CovenantError(Exception):
    """Something that a person can mend, told by one or more diagnostics.

    Attributes:
        diagnostics: everything that is wrong, in the order of the files.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic] | Diagnostic) -> None:
        given = (diagnostics,) if isinstance(diagnostics, Diagnostic) else diagnostics
        self.diagnostics = in_file_order(given)
        super().__init__(*self.diagnostics)

    def __str__(self) -> str:
        """Return all diagnostics in English, with their places."""
        return "\n\n".join(render(d, "en") for d in self.diagnostics)


class SpecError(CovenantError, ValueError):
    """A sheet, a registration or a file of a bloc-year is wrong."""


class ReportError(CovenantError, ValueError):
    """A report is wrong."""


class NumberError(CovenantError, ValueError):
    """A number cannot be taken as it stands."""


class FormulaError(CovenantError, TypeError):
    """A rule does something that a formula cannot say; the message names the word to use."""


class RuleError(CovenantError, ValueError):
    """A rule or sector is not what it must be: a limit, a title or a quantity is missing or wrong."""


class UnknownRuleError(CovenantError, LookupError):
    """A rule or sector is asked for that no loaded plugin supplies."""


class InferenceError(CovenantError, ValueError):
    """A program of rules, a fact, or the use of an inference session is wrong."""


class PluginError(CovenantError, ImportError):
    """A plugin could not be loaded."""


class OptionError(CovenantError, ValueError):
    """An option has a value that nothing here knows."""


_PACKAGES = {"docx": "python-docx", "vl_convert": "vl-convert-python"}  # named unlike their modules


class MissingPackageError(CovenantError, ImportError):
    """A package of an extra is needed and not installed."""


@contextmanager
def from_extra(extra: str) -> Iterator[None]:
    """Import packages of *extra* inside; one that is missing is named with the extra that brings it.

    Raises:
        MissingPackageError: a package is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "?").partition(".")[0]
        package = _PACKAGES.get(module, module.replace("_", "-"))
        raise MissingPackageError(diagnostic("E928", package=package, extra=extra)) from error


_NO_FOLDER = Text(vi="không có thư mục này", en="there is no such folder")
_FORBIDDEN = Text(
    vi="không có quyền ghi, hoặc tệp đang mở trong chương trình khác",
    en="it may not be written, or another program has it open",
)
_FULL = Text(vi="ổ đĩa đã đầy", en="the disk is full")
_SYSTEM: Mapping[int, Text] = MappingProxyType(
    {
        errno.ENOENT: _NO_FOLDER,
        errno.ENOTDIR: _NO_FOLDER,
        errno.EACCES: _FORBIDDEN,
        errno.EPERM: _FORBIDDEN,
        errno.EROFS: Text(vi="ổ đĩa chỉ cho đọc", en="the disk is read-only"),
        errno.EISDIR: Text(vi="đó là một thư mục", en="it is a folder"),
        errno.EEXIST: Text(vi="đã có tệp trùng tên", en="there is a file of this name"),
        errno.ENOSPC: _FULL,
        errno.EDQUOT: _FULL,
        errno.EFBIG: Text(vi="tệp lớn quá giới hạn của máy", en="the file is beyond the limit of the machine"),
        errno.ENAMETOOLONG: Text(vi="tên tệp quá dài", en="the name is too long"),
    }
)  # fmt: skip


def system_reason(error: OSError) -> Text:
    """Return in the reader's words why the system refused a file; in its own where it is seldom."""
    return _SYSTEM.get(error.errno or 0) or Text.same(error.strerror or str(error))
