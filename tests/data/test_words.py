"""Each line of the lists of words is needed: without its term the sentence behind it is read otherwise."""

from __future__ import annotations

import functools
import gc
import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linting import TODAY
from medlint import data
from medlint.answers import Registered, from_data
from medlint.config import Config
from medlint.engine import lint
from medlint.links import page_kinds
from medlint.links.page import parse
from medlint.model import Source
from medlint.project import Probed, Project
from medlint.read.project import build_project
from medlint.text import size

FOLDER = Path(data.__file__).parent / "words"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
ROOMS = ("medlint.data", "medlint.habits", "medlint.links.page", "medlint.read", "medlint.rules", "medlint.text.")
VOCABULARIES = ("medlint.data.english", "medlint.data.anatomy", "medlint.data.modality")
CACHED = type(functools.cache(len))


def frame(name: str) -> dict[str, str]:
    """The files, by path, in which the sentences of a list stand in place of {}."""
    head = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    text = "\n".join(line[2:].removeprefix(" ") for line in head if line.startswith("#>")) + "\n"
    _, *parts = re.split(
        r"^--- (\S+)\n", text if text.startswith("--- ") else f"--- README.md\n{text}", flags=re.MULTILINE
    )
    return dict(zip(parts[::2], parts[1::2], strict=True))


def project_of(files: dict[str, str], sentence: str) -> Project:
    texts = {path: text.replace("{}", sentence) for path, text in files.items()}
    registered = json.loads(texts.pop("registered.json", "{}"))
    config = Config()._replace(required=tomllib.loads(texts.pop("medlint.toml", "")).get("required", ("title",)))
    project = build_project([Source(path, text) for path, text in texts.items()], config, TODAY)
    if not registered:
        return project
    answers = {key: tuple(from_data(Registered, one) for one in found) for key, found in registered.items()}
    return replace(project, probed=Probed(registered=answers, asked=frozenset(("files", "registries"))))


@functools.cache
def caches() -> list[Any]:
    """What functions of the rooms that read words remember, once all rules are loaded."""
    lint(project_of({"README.md": ""}, ""))
    found = [held for held in gc.get_objects() if isinstance(held, CACHED) and held.__module__.startswith(ROOMS)]
    return [held for held in found if not held.__module__.startswith(VOCABULARIES)]


def forget() -> None:
    """Let all words be read anew."""
    for held in caches():
        held.cache_clear()


def of_page(html: str) -> list[object]:
    """What a page that an address leads to is taken for."""
    page, url = parse(html), "https://example.org/data/ixi"
    return [page_kinds.soft_404(page, url), page_kinds.parked(page), page_kinds.login_page(url, page)]


def outcome(files: dict[str, str], sentence: str) -> list[object]:
    """What is read of the files, and what is said of them."""
    if html := files.get("page.html"):
        return of_page(html.replace("{}", sentence))
    project = project_of(files, sentence)
    entries = [(e.kind, e.section, [(field, cell.text) for field, cell in e.fields.items()]) for e in project.entries]
    sizes = [repr((size.parse(e.text("size")), size.figures(e.text("description")))) for e in project.entries]
    return [entries, sizes, project.notes, [(f.code, f.message, f.level, f.place) for f in lint(project)[0]]]


@pytest.mark.parametrize("name", NAMES)
def test_a_list_holds_no_term_that_nothing_needs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files, whole = frame(name), data.proven(name)
    proven = data.proven
    with_all = [outcome(files, sentence) for sentence in whole.values()]
    idle = []
    for (term, sentence), before in zip(whole.items(), with_all, strict=True):
        rest = {other: said for other, said in whole.items() if other != term}
        with monkeypatch.context() as patched:
            patched.setattr(data, "proven", lambda asked, rest=rest: rest if asked == name else proven(asked))
            forget()
            if outcome(files, sentence) == before:
                idle.append(term)
    forget()
    assert idle == []


def test_no_list_is_left_over() -> None:
    code = "\n".join(path.read_text("utf-8") for path in FOLDER.parents[1].rglob("*.py"))
    assert [name for name in NAMES if f'"{name}"' not in code] == []
