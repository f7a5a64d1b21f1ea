"""Registries and archives: what they know of DOIs and pages. One module for each service, `office` for all."""
