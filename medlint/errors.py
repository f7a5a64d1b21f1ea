"""What ends a run before it says anything."""


class ConfigError(Exception):
    """medlint can't run as it is asked to: a wrong config, a file that can't be written. The message is for people."""


class NothingThereError(ConfigError):
    """There is no list, record or link where one was looked for."""
