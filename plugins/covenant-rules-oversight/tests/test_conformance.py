"""The conformance kit, on every rule of the sector."""

from covenant_rules.testing import conformance

test_oversight = conformance("oversight")
