"""Readers: files become the model. Reading never judges."""
