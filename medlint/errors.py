"""What ends a run before it says anything, and the exit statuses."""

OK, FINDINGS, USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130


class ConfigError(Exception):
    """medlint can't run as it is asked to: a wrong config, a file that can't be written. The message is for people."""


class NothingThereError(ConfigError):
    """There is no list, record or link where one was looked for."""


class UsageError(Exception):
    """The command line is wrong; the message says how, and what was probably meant."""
