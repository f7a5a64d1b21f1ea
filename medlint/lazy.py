"""Regular expressions that are compiled when they are first used.

A run uses one in seven of those that its modules name, and to compile the others would take a third of a short run.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Lazy:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        """What the compiled expression has, kept here: the next access finds it without asking."""
        found = getattr(re.compile(self.pattern, self.flags), name)
        self.__dict__[name] = found
        return found


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, for the top of a module. A mistake in the expression shows when it is first used."""
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))
