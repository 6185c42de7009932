"""The HTML report: one self-contained page of standings, accounts and reasons."""
