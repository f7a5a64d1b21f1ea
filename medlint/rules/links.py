"""Rules about what the link check found."""
