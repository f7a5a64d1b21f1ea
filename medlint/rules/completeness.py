"""Rules about what is missing."""
