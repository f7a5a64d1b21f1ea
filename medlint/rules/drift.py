"""Rules about README and catalog as one list."""
