"""What is read from strings: addresses, DOIs, sizes, slugs, spelling. Pure functions; no I/O."""
