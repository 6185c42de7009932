"""Collecting problems: every error of a file, each at its place, none of them the end."""

from __future__ import annotations

from attrs import evolve, field, frozen

from covenant_rules.diagnostics import Diagnostic, Span, diagnostic
from covenant_rules.errors import CovenantError
from covenant_rules.spec.source import PathKey, Places


@frozen
class Problems:
    """What was found wrong so far, and the places to say where."""

    places: Places
    found: list[Diagnostic] = field(factory=list)

    def add(
        self,
        code: str,
        path: PathKey,
        *,
        key: bool = False,
        related: tuple[Span, ...] = (),
        suggestion: str | None = None,
        **values: object,
    ) -> None:
        """Add a diagnostic at the value, or with *key* at the key, of *path*."""
        span = self.places.of_key(path) if key else self.places.of(path)
        self.found.append(diagnostic(code, span, related=related, suggestion=suggestion, **values))

    def take(self, error: CovenantError, path: PathKey) -> None:
        """Add what *error* says, at *path* where it has no place of its own."""
        for found in error.diagnostics:
            self.found.append(found if found.span else evolve(found, span=self.places.of(path)))
