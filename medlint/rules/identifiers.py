"""Rules about identifiers and how links are written."""
