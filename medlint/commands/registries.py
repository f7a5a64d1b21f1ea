"""`medlint show` and `medlint add`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from medlint.answers import Answers, Registered, unregistered
from medlint.commands.setup import config_for, link_options, note
from medlint.config import Config, ConfigError
from medlint.engine import read
from medlint.errors import OK, NothingThereError
from medlint.project import Project
from medlint.report.escape import printable
from medlint.root import Root
from medlint.text import doi
from medlint.text.url import is_web, normalise


def show(options: argparse.Namespace) -> int:
    """Print one entry beside what each registry says of it."""
    from medlint.report.show import entries_called, own_links, show

    config = config_for(options)
    project = _list(config)
    entries = [] if project is None else entries_called(project, options.name)
    found = doi.parse(options.name)
    if not entries and found is None:
        raise ConfigError(f"no entry of this list has the identifier, title or DOI {options.name!r}")
    urls = [normalise(link.url) for link in own_links(entries[0])] if entries else [found.url if found else ""]
    registered = _look_up(urls, options, config)
    text = show(project, entries[0] if entries else None, options.name, registered)
    sys.stdout.write("".join(printable(line) + "\n" for line in text.splitlines()))
    return OK


def add(options: argparse.Namespace) -> int:
    """Draft a record, and list what is left to find out."""
    from medlint.report.show import entries_called
    from medlint.write.add import draft, write
    from medlint.write.files import WriteError

    config = config_for(options)
    url = _address(options.name)
    project = _list(config)
    answers = _answers(url, options, config)
    for name in [url, *(answer.doi for answer in answers if answer.doi)]:
        held = [] if project is None else [entry for entry in entries_called(project, name) if not entry.on_page]
        if held:
            raise ConfigError(f"{options.name}: the catalog has it already, see {held[0].place.path}")
    folder = Path(config.root / (config.catalog[0] if config.catalog else "catalog"))
    if folder.suffix or "*" in folder.name:
        folder = folder.parent
    addition = draft(answers, config, folder)
    try:
        written = write(addition, Root(config))
    except WriteError as error:
        raise ConfigError(str(error)) from None
    if not written:
        raise ConfigError(f"{addition.path}: the file is there already, nothing is written")
    print(f"wrote {printable(str(addition.path))}")
    for answer in answers:
        for newer in answer.newer:
            note(f"{answer.service} names {newer} as its successor")
    for field, what in addition.unknown.items():
        note(f"{field} is left to you: {what}")
    return OK


def _list(config: Config) -> Project | None:
    """The list as it is; None where there is none yet."""
    try:
        return read([config.root], config, date.today())
    except NothingThereError:
        return None


def _address(name: str) -> str:
    """The DOI link or page that a name means."""
    found = doi.parse(name)
    if found is not None:
        return found.url
    if not is_web(name):
        raise ConfigError(f"{name!r} is neither a DOI nor an address")
    return normalise(name)


def _answers(url: str, options: argparse.Namespace, config: Config) -> list[Registered]:
    """What is known of a dataset, by its page or its DOI, and where a page tells the DOI by both."""
    registered = _look_up([url], options, config)
    named = next((found for a in _all(registered) if (found := doi.parse(a.doi)) is not None), None)
    if doi.find_doi_link(url) is None and named is not None:
        registered = {**_look_up([named.url], options, config), **registered}
    answers = _all(registered)
    if unregistered(answers):
        raise ConfigError(f"{options.name}: doi.org knows no such DOI")
    told = [answer for answer in answers if answer.service != "doi.org"]
    if not told:
        raise ConfigError(f"{options.name}: no registry or archive that was asked knows anything of it")
    from medlint.rules._registered import is_registered_article

    paper = next((answer for answer in told if is_registered_article(answer)), None)
    if paper is not None:
        raise ConfigError(f"{options.name} is a paper ({paper.service} has it as {paper.type!r}), not a dataset")
    return told


def _all(registered: Answers) -> list[Registered]:
    return list(dict.fromkeys(answer for found in registered.values() for answer in found))


def _look_up(urls: list[str], options: argparse.Namespace, config: Config) -> Answers:
    from medlint.links.registries import look_up

    try:
        registered, notes = look_up(urls, link_options(options, config, None))
    except ValueError as error:
        raise ConfigError(str(error)) from None
    for text in notes:
        note(text)
    return registered
