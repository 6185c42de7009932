"""What tests of sheets, rules and plugins stand on; the only package that needs Hypothesis."""
