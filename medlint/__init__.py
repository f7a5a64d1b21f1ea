"""Keeps lists of medical imaging datasets honest. `check` and `ConfigError` are all that is public."""

from __future__ import annotations

from os import PathLike
from typing import Any

__version__ = "0.1.0"
__all__ = ["ConfigError", "check"]

from medlint.config import ConfigError


def check(
    path: str | PathLike[str] = ".", *, config: str | PathLike[str] | None = None, offline: bool = True
) -> dict[str, Any]:
    """The JSON report (version 1, as `medlint check --format json` writes it) of a folder or file, as a dict.

    `config` names a config file in place of the one that is found beside the list or above it. Links and DOIs are
    asked only where `offline` is False. Nothing is written, not even what is remembered between runs. Raises
    ConfigError, with a message for people, where the command would end with 2.
    """
    from medlint.cli import parse
    from medlint.commands.check import report_of
    from medlint.errors import UsageError
    from medlint.report.json import to_dict

    arguments = ["check", "--no-cache", *(["--offline"] if offline else [])]
    arguments += ["--config", str(config)] if config is not None else []
    try:
        return to_dict(report_of(parse([*arguments, "--quiet", "--", str(path)])))
    except UsageError as error:
        raise ConfigError(str(error)) from None
