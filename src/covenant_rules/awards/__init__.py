"""Awards: a policy over the facts of a bloc-year, concluded by rules, then cut by quotas."""

from __future__ import annotations
