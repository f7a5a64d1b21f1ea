"""`medlint rule`, `medlint rules` and `medlint links`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from medlint.commands.setup import config_for
from medlint.errors import OK, UsageError


def rule(options: argparse.Namespace) -> int:
    """Print the pages of rules."""
    from medlint.report.rules import page
    from medlint.rules import matching

    found = []
    for code in options.codes:
        try:
            found += matching(code)
        except LookupError as error:
            raise UsageError(str(error.args[0])) from None
    print("\n\n".join(page(rule) for rule in found))
    return OK


def rules(options: argparse.Namespace) -> int:
    """Print the list of rules."""
    from medlint.report.rules import listing, listing_json
    from medlint.rules import every

    sys.stdout.write(listing_json(every()) if options.format == "json" else listing(every()))
    return OK


def links(options: argparse.Namespace) -> int:
    """Print the links of a list with their places."""
    from medlint.engine import read, unprobed

    config = config_for(options)
    found = unprobed(read(options.paths or [Path()], config, date.today()), "not asked")
    if options.format == "json":
        from medlint.report.escape import json_text
        from medlint.report.json import link_dict

        print(json_text({"version": 1, "links": [link_dict(link) for link in found]}))
        return OK
    from medlint.report.escape import printable

    for link in found:
        for place in link.places:
            print(f"{printable(place.path)}:{place.line}:{place.column}  {printable(link.url)}")
    return OK
