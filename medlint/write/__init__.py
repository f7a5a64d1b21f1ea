"""Writing: fixes, rendered tables and imported records."""
