"""Results for people and programs: JSON, CSV, and tables in a terminal."""
