"""`record`, `verify` and `keygen`: decisions that can be proved years later."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from attrs import define, evolve, field
from cyclopts import Group, Parameter
from cyclopts.validators import LimitedChoice

from covenant_rules import signing
from covenant_rules.chain import append, read_record, records_of
from covenant_rules.cli.screen import EXIT, Lang, language_of
from covenant_rules.diagnostics import Diagnostic, Span, diagnostic, render
from covenant_rules.errors import CovenantError, system_reason
from covenant_rules.output.files import WriteError, write_whole
from covenant_rules.record import Record, RecordError, broken_link, write
from covenant_rules.registry import Registry
from covenant_rules.replay import Verdict, make, verify
from covenant_rules.sealed import LARGEST
from covenant_rules.signing import PublicKey
from covenant_rules.spec.folder import Files
from covenant_rules.text import Language, Text

_TEXTS = {
    "same": Text(
        vi="{}: GIỐNG. Tính lại {} đơn vị, {} quy tắc: đúng như bản ghi.",
        en="{}: SAME. Recomputed {} units, {} rules: as recorded.",
    ),
    "not": Text(vi="{}: KHÔNG ĐẠT, {} lỗi.", en="{}: NOT VERIFIED, {} errors."),
    "hash": Text(vi="  mã băm: {}", en="  hash: {}"),
    "versions": Text(vi="  lập bằng {}; tính lại bằng {}", en="  made with {}; recomputed with {}"),
    "version": Text(vi="  lập và tính lại bằng {}", en="  made and recomputed with {}"),
    "first": Text(vi="  mở đầu một chuỗi bản ghi", en="  begins a chain of records"),
    "continues": Text(vi="  nối tiếp {}", en="  continues {}"),
    "alone": Text(
        vi="  nối tiếp {}, không được đưa vào kiểm tra", en="  continues {}, which was not given"
    ),
    "unsigned": Text(vi="  không ký", en="  not signed"),
    "unchecked": Text(
        vi="  có chữ ký, CHƯA kiểm tra: cần `--key`", en="  signed, NOT checked: needs `--key`"
    ),
    "keys": Text(
        vi="{}: khóa bí mật, giữ riêng. {}: khóa công khai, gửi cho người kiểm tra.",
        en="{}: the private key, keep it to yourself. {}: the public key, for those who check.",
    ),
    "signed": Text(vi="  chữ ký đúng với khóa {}", en="  the signature fits key {}"),
}


_ONE_PLACE = Group(validator=LimitedChoice(1, 1))
_ONE_BEFORE = Group(validator=LimitedChoice(0, 1))


def record_command(  # noqa: PLR0913  (one for each option)
    path: Path,
    *,
    out: Annotated[Path | None, Parameter(group=_ONE_PLACE)] = None,
    chain: Annotated[Path | None, Parameter(group=(_ONE_PLACE, _ONE_BEFORE))] = None,
    stage: str | None = None,
    at: date | None = None,
    previous: Annotated[Path | None, Parameter(group=_ONE_BEFORE)] = None,
    sign: Path | None = None,
    reports: Path | None = None,
    registrations: Path | None = None,
    lang: Lang = None,  # noqa: ARG001  (every command takes it; the guard of the errors reads it)
) -> int:
    """Write the decision record of a bloc-year: files, rules, versions and results, each with its hash.

    Example: covenant-rules record specs/kien-giang/khoi-1/2017 --out 2017.json

    Parameters
    ----------
    path
        The folder of the bloc-year, or its covenant.yaml.
    out
        The record to write.
    chain
        A folder of records, 0001.json and so on: the new one continues the last and is never in its place.
    stage
        Which reports to score, such as half_year or final.
    at
        The day of the decision, such as 2018-02-02; nothing is dated unless it is given.
    previous
        The record before, which this one continues.
    sign
        A private key, made by keygen, to sign the record with.
    reports
        Another file of reports.
    registrations
        Another file of registrations.
    """
    before = None if previous is None else read_record(previous)
    if previous is not None and out is not None and out.resolve() == previous.resolve():
        raise RecordError(diagnostic("E708", file=out))
    pem = None if sign is None else _bytes(sign)
    files = Files.of(path, registrations=registrations, reports=reports)
    found = make(files, Registry.discover(), stage=stage, at=at, previous=before)

    def seal(record: Record) -> Record:
        if pem is None:
            return record
        return evolve(record, signature=signing.sign(record.hash, pem, str(sign)))

    if chain is not None:
        out, found = append(chain, found, seal)
    elif out is not None:
        found = seal(found)
        write_whole(out, write(found))
    sys.stdout.write(f"{out}: {found.hash}\n")
    return EXIT.clean


def verify_command(
    path: Path,
    *later: Path,
    previous: Path | None = None,
    key: Path | None = None,
    lang: Lang = None,
) -> int:
    """Check decision records and recompute them offline; several make a chain, the oldest first.

    Example: covenant-rules verify 2017.json

    Parameters
    ----------
    path
        The record, the oldest of several, or a folder of records written by --chain.
    later
        Records that continue it, one after the other.
    previous
        The record before the oldest, or a folder of them: hashes are checked, nothing is recomputed.
    key
        The public key that must have signed every record.
    """
    language = language_of(lang)
    signer = None if key is None else signing.public_key(_bytes(key), str(key))
    given = () if previous is None else _records(previous)
    asked = [file for one in (path, *later) for file in _records(one)]
    found = [_Found.of(file) for file in (*given, *asked)]
    known = [(one.name, one.record) for one in found if one.record is not None]
    registry = Registry.discover()
    for number, one in enumerate(found):
        if one.record is None:
            continue
        link = broken_link(known, number) if len(known) == len(found) else None
        one.problems += [] if link is None else [link]
        if number >= len(given):
            one.recompute(one.record, registry, signer)
    for number, one in enumerate(found):
        before = found[number - 1].name if number else None
        if one.problems or number >= len(given):
            one.tell(before, signer, language)
    return EXIT.errors if any(one.problems for one in found) else EXIT.clean


@define
class _Found:
    """What is known of one record while it is verified."""

    name: str
    record: Record | None = None
    problems: list[Diagnostic] = field(factory=list)
    verdict: Verdict | None = None

    @classmethod
    def of(cls, path: Path) -> _Found:
        try:
            return cls(str(path), read_record(path))
        except CovenantError as error:
            return cls(str(path), problems=[*error.diagnostics])

    def recompute(self, record: Record, registry: Registry, signer: PublicKey | None) -> None:
        """Check the signature, then the results."""
        if signer is not None:
            wrong = signer.check(record.hash, record.signature, self.name)
            self.problems += [] if wrong is None else [wrong]
        self.verdict = verify(record, registry, self.name)
        self.problems += self.verdict.problems

    def tell(self, before: str | None, signer: PublicKey | None, language: Language) -> None:
        """Write what is wrong to stderr and the verdict to stdout."""
        for problem in self.problems:
            sys.stderr.write(render(problem, language) + "\n\n")
        if self.problems or self.record is None or self.verdict is None:
            _say("not", language, self.name, len(self.problems))
            return
        record, verdict = self.record, self.verdict
        _say("same", language, self.name, verdict.units, verdict.rules)
        _say("hash", language, record.hash)
        then, now = verdict.recorded_with, verdict.recomputed_with
        _say("version" if then == now else "versions", language, then, now)
        if record.previous is None:
            _say("first", language)
        else:
            _say("alone" if before is None else "continues", language, before or record.previous)
        if record.signature is None:
            _say("unsigned", language)
        else:
            _say("unchecked" if signer is None else "signed", language, signer and signer.shown)


def _say(key: str, language: Language, *values: object) -> None:
    sys.stdout.write(_TEXTS[key].in_(language).format(*values) + "\n")


def _records(path: Path) -> tuple[Path, ...]:
    """Return the record *path*, or those of the chain in the folder *path*."""
    if not path.is_dir():
        return (path,)
    found = records_of(path)
    if not found:
        raise RecordError(diagnostic("E716", folder=path))
    return found


def _bytes(path: Path) -> bytes:
    """Return what a file holds, but never much more than a record may.

    Raises:
        RecordError: there is no such file, or it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise RecordError(diagnostic("E101", Span(str(path), 1, 1), file=path)) from error


def keygen_command(*, out: Path, lang: Lang = None) -> int:
    """Make a key to sign records with: the private one for you alone, the public one beside it.

    Example: covenant-rules keygen --out bloc.pem

    Parameters
    ----------
    out
        The file of the private key; bloc.pem puts the public key in bloc.pub.pem.
    """
    language = language_of(lang)
    public = (
        out.parent / f"{out.stem}.pub{out.suffix or '.pem'}"
    )  # *out* may have no name, such as `..`
    keys = signing.new_keys()
    for file in (public, out):
        if file.exists():
            raise RecordError(diagnostic("E725", file=file))
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(keys.private)
    except OSError as error:
        raise WriteError(diagnostic("E560", file=out, reason=system_reason(error))) from error
    write_whole(public, keys.public)
    _say("keys", language, out, public)
    return EXIT.clean
