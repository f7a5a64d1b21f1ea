"""Records as YAML that people like to read: short lists on one line, long texts folded, keys in the schema's order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

_WIDTH = 100
_LONG = 80
_NUMBER = re.compile(r"-?[0-9.]+(?:[eE][-+]?[0-9]+)?")


class _Flow(dict[str, Any]):
    """A map on one line."""


class _FlowList(list[Any]):
    """A list on one line."""


def emit(data: Mapping[str, Any], schema: str) -> bytes:
    """A YAML file of the data; its first line tells editors the path of the schema."""
    import yaml

    text = yaml.dump(
        {key: _styled(value) for key, value in data.items()},
        Dumper=_dumper(),
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
        default_flow_style=False,
    )
    return f"# yaml-language-server: $schema={schema}\n{text}".encode()


def _styled(value: Any, depth: int = 0) -> Any:
    if isinstance(value, dict):
        items = {key: _styled(item, depth + 1) for key, item in value.items()}
        return _Flow(items) if depth and _short(value.values()) else items
    if isinstance(value, list):
        return _FlowList(value) if _short(value) else [_styled(item, depth + 1) for item in value]
    return value


def _short(values: Any) -> bool:
    """Whether all are numbers or words that fit on a line together."""
    texts = [None if isinstance(value, (dict, list)) else str(value) for value in values]
    return all(text is not None and "\n" not in text for text in texts) and len("".join(map(str, texts))) < _WIDTH


@cache
def _dumper() -> Any:
    import yaml

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    class Dumper(base):  # type: ignore[misc]
        def ignore_aliases(self, _data: Any) -> bool:
            return True

    def text(dumper: Any, value: str) -> Any:
        style = "|" if "\n" in value else ">" if len(value) > _LONG and " " in value else None
        if _NUMBER.fullmatch(value):
            style = "'"  # `1e3`, which PyYAML takes for a word and others for a number
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    Dumper.add_representer(_Flow, lambda d, v: d.represent_mapping("tag:yaml.org,2002:map", v.items(), flow_style=True))
    Dumper.add_representer(_FlowList, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v, flow_style=True))
    return Dumper
