"""`covenant-rules schema`: what an editor needs to complete and check a sheet while it is written."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path

from covenant_rules.cli.screen import Lang, language_of
from covenant_rules.output.files import write_whole
from covenant_rules.registry import Registry
from covenant_rules.spec.schema import Document, document_schema


def schema_command(
    document: Document = "covenant", *, out: Path | None = None, lang: Lang = None
) -> int:
    """Write the JSON Schema of a file, with the rules of all installed sectors.

    Example: covenant-rules schema --out covenant.schema.json

    Put `# yaml-language-server: $schema=covenant.schema.json` into the first line of a sheet, and an
    editor such as VS Code (with its YAML extension) completes rules, settings and measures.

    Parameters
    ----------
    document
        Which file: covenant.yaml, registrations.yaml or awards.yaml.
    out
        The file to write; without it the schema is printed.
    """
    schema = document_schema(document, Registry.discover(), language_of(lang))
    text = json.dumps(schema, ensure_ascii=False, indent=1, default=_printed) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        write_whole(out, text.encode())
    return 0


def _printed(value: object) -> object:
    """Return a limit as JSON writes it: the shortest form of the float is the decimal again."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
