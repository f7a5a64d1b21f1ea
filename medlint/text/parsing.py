"""What the readers of YAML, JSON and TOML have in common."""

NESTING = 100
"""How deep lists and maps may nest."""


class ParseError(ValueError):
    """A text can't be read: what is wrong, and the span of characters it is at."""

    def __init__(self, message: str, start: int = 0, end: int | None = None) -> None:
        super().__init__(message)
        self.start = start
        self.end = start if end is None else end


def paired(text: str) -> str:
    """A text with U+FFFD for each half of a pair of surrogates, which JSON's escapes can write."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
