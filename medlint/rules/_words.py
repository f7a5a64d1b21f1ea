"""How messages write what they quote and count."""

from medlint.text.words import clipped, counted

__all__ = ["clipped", "counted"]
