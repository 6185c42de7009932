"""Files: from text with places to covenants, registrations and reports."""
