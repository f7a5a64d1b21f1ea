"""Rules about files: can they be read, and do they have the shape they should."""
