"""Rules about the structure of the README."""
