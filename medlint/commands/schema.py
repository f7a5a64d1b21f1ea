"""`medlint schema`: the JSON Schemas that editors read."""

from __future__ import annotations

import argparse
import json
from typing import Any

from medlint.config import SCHEMA
from medlint.errors import OK
from medlint.validate.schema import shipped_schema

_FILES = {"config": SCHEMA, "record": "dataset.schema.json", "list": "list.schema.json"}


def schema(options: argparse.Namespace) -> int:
    """Print a schema; that of the config with the options of every rule."""
    data: dict[str, Any] = shipped_schema(_FILES[options.what]).data
    if options.what == "config":
        data = with_rules(data)
    print(json.dumps(data, indent=2, ensure_ascii=False))
    return OK


def with_rules(config: dict[str, Any]) -> dict[str, Any]:
    """The schema of the config in which each rule has its options, under its code and its name."""
    from medlint.rules import every

    known: dict[str, Any] = {}
    for rule in every():
        if rule.options:
            options = {name: option.schema() for name, option in rule.options.items()}
            table = {"description": rule.name, "type": "object", "additionalProperties": False, "properties": options}
            known |= {rule.code: table, rule.name: table}
    rules = {**config["properties"]["rules"], "properties": known, "additionalProperties": False}
    return {**config, "properties": {**config["properties"], "rules": rules}}
