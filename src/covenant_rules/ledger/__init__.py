"""The ledger of a unit: signed entries that sum to its total, in words and as data."""

from __future__ import annotations

from covenant_rules.ledger.account import Ledger, explain
from covenant_rules.ledger.entries import Account, Entry, Fact

__all__ = ["Account", "Entry", "Fact", "Ledger", "explain"]
