"""What a runner of GitHub Actions makes of a line of output, after its documentation and its behaviour."""

from __future__ import annotations

from typing import NamedTuple

KNOWN = (
    "error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-matcher", "remove-matcher",
    "stop-commands", "save-state", "set-output", "set-env", "add-path", "echo",
)  # fmt: skip


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def parse(line: str) -> Command | None:
    """What a runner makes of a line of a step's output: a command `::name key=value,…::message`, or nothing.

    White space before the command is skipped. The older form `##[name key=value;…]message`, which is looked for
    anywhere in the line, counts too.
    """
    text = line.lstrip()
    if text.startswith("::") and "::" in text[2:]:
        info, _, message = text[2:].partition("::")
        name, _, rest = info.partition(" ")
        if name in KNOWN:
            pairs = (item.split("=", 1) for item in rest.strip().split(",") if "=" in item)
            return Command(name, {key: unescape(value, colons=True) for key, value in pairs}, unescape(message))
    if "##[" in text and "]" in text.partition("##[")[2]:
        info, _, message = text.partition("##[")[2].partition("]")
        name = info.partition(" ")[0]
        if name in KNOWN:
            return Command(name, {}, message)
    return None


def unescape(text: str, *, colons: bool = False) -> str:
    pairs = [("%0D", "\r"), ("%0A", "\n")] + ([("%3A", ":"), ("%2C", ",")] if colons else []) + [("%25", "%")]
    for escape, sign in pairs:
        text = text.replace(escape, sign)
    return text
