"""JSON Schema of the files, for editors: it says of shapes what the loader says.

What only a proof or another file can tell, such as a table that leaves a value out or a measure that
nobody declared, is left to `check`.
"""

from __future__ import annotations

from covenant_rules.spec.schema.documents import Document, document_schema
from covenant_rules.spec.schema.settings import settings_schema

__all__ = ["Document", "document_schema", "settings_schema"]
