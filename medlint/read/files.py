"""Which files belong to a list, their text, and what lies around them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from medlint.config import Config
from medlint.git import GitError, checkout, run
from medlint.lazy import regex
from medlint.model import Place, Source
from medlint.read.catalogs import catalog_files, catalog_of, glob
from medlint.root import Root, below
from medlint.text.closest import meant
from medlint.text.data import DATA

if TYPE_CHECKING:
    from medlint.project import Problem

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
SITES = (
    *("_config.yml", "_config.yaml", "mkdocs.yml", "mkdocs.yaml", "_quarto.yml", "_toc.yml", "book.toml"),
    *("docusaurus.config.js", "docusaurus.config.ts", "hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"),
)
"""Files that only the folder of a site generator holds."""
_HUGO = ("config.toml", "config.yaml", "config.yml", "config.json")
"""Older names of Hugo's, which tell of a site beside a folder `content`."""

_OTHER_MARKUP = (
    ".rst", ".adoc", ".asciidoc", ".org", ".textile", ".tex", ".ipynb", ".pdf", ".docx", ".odt",
)  # fmt: skip
_VENDORED = frozenset(
    ("node_modules", "vendor", "vendored", "third_party", "third-party", "venv", "env", "site-packages", "__pycache__",
     "build", "_build", "dist", "target", "_site")
)  # fmt: skip
"""Folders of other people's files, and of generated ones."""
_OF_PROJECTS = frozenset(
    ("contributing", "changelog", "changes", "history", "code_of_conduct", "license", "licence", "security", "support",
     "authors", "maintainers", "news", "todo")
)  # fmt: skip
"""Pages that many projects have, and that hold no list."""
_MOST_FILES = 20_000
"""How many files of a folder are looked at."""

_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SEARCHES = 50
"""For how many missing files of a page something spelt nearly so is looked for: it takes time in a large folder."""


def shown(path: Path) -> str:
    """A path as messages show it: relative to the working folder, with `/`."""
    text = str(path)
    if path.is_absolute() or ".." in text:
        here = os.path.join(os.getcwd(), "")
        with suppress(ValueError):  # another drive
            plain = text.startswith(here) and ".." not in text
            text = text.removeprefix(here) if plain else os.path.relpath(path)
    return text.replace(os.sep, "/")


def find_files(paths: Sequence[Path], config: Config) -> list[Path]:
    """The files of the list below the paths, pages first, each once, in a stable order.

    A path that is a file stands for itself, whatever the config says. A path that does not exist is kept:
    reading it says so. Other pages below a folder may belong to the list too, see `nearby`.
    """
    out: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            out[path] = None
            continue
        found = [*pages(config), *(file for file, _ in catalog_files(config))]
        inside = path.resolve()
        if inside != config.root.resolve():
            found = [file for file in found if inside in file.resolve().parents]
            found = found or [*pages(Config(root=path)), *(file for file, _ in catalog_files(Config(root=path)))]
        out.update(dict.fromkeys(file for file in found if not _excluded(file, config)))
    return sorted(out, key=lambda path: ((ending := path.suffix).lower() in DATA, not ending, shown(path)))


def _excluded(file: Path, config: Config) -> bool:
    path = below(str(file), config.root) if config.exclude else ""
    return any(fnmatch(path, pattern) or path.startswith(f"{pattern.rstrip('/')}/") for pattern in config.exclude)


def nearby(paths: Sequence[Path], config: Config) -> list[Path]:
    """The other Markdown files below the paths, which are part of the list where they hold entries.

    None where the config names the pages. Files that git ignores, hidden and vendored folders, and what every
    project has (`CONTRIBUTING.md`) are left out; symbolic links too: what they lead to is found by itself.
    """
    if config.readme:
        return []
    out: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            known = {os.path.realpath(file) for file in pages(Config(root=path))}
            found = {name: Path(name) for name in _markdown_below(str(path)) if os.path.realpath(name) not in known}
            out |= {name: found[name] for name in _not_ignored(path, sorted(found))}
    free = (file for file in out.values() if not _excluded(file, config))
    return [file for file in free if catalog_of(str(file), config.root, config.every_catalog) is None]


def _markdown_below(top: str) -> Iterator[str]:
    seen = 0
    for folder, names, files in os.walk(top):
        names[:] = sorted(name for name in names if not name.startswith(".") and name.lower() not in _VENDORED)
        seen += len(files) + 1
        if seen > _MOST_FILES:
            return
        for name in files:
            stem, ending = os.path.splitext(name.lower())
            file = os.path.join(folder, name) if folder != "." else name
            form = "template" in stem.replace("templates", "")  # to fill in
            if ending in MARKDOWN and stem not in _OF_PROJECTS and not form and not os.path.islink(file):
                yield file


def _not_ignored(top: Path, names: list[str]) -> list[str]:
    """The files that git tracks, or would track; all of them where there is no git."""
    checked_out = checkout(top) if names else None
    if checked_out is None:
        return names
    patterns = [f":(icase)*{ending}" for ending in MARKDOWN]
    try:
        said = run(checked_out, "ls-files", "-z", "-c", "-o", "--exclude-standard", "--", *patterns, seconds=10)
    except GitError:
        return names
    kept = set(os.fsdecode(said).split("\0"))
    return [n for n in names if os.path.relpath(os.path.realpath(n), checked_out).replace(os.sep, "/") in kept]


def refused(path: Path) -> bool:
    """Whether a file's name says that it is text of another kind than Markdown or YAML."""
    return path.suffix.lower() in _OTHER_MARKUP


def pages(config: Config) -> list[Path]:
    """The pages that a config names, else the READMEs beside it."""
    if not config.readme:
        names = sorted(os.listdir(config.root)) if config.root.is_dir() else []
        return [config.root / n for n in names if n.lower() in ("readme.md", "readme.markdown")]
    out = []
    for pattern in config.readme:
        out += glob(pattern, config) if any(c in pattern for c in "*?[") else [config.root / pattern]
    return out


def read_source(path: Path, root: Root) -> Source | Problem:
    """Read a text file, or say why it can't be (MED001). Raises OutsideError where it leads out of the root."""
    name = shown(path)

    from medlint.project import Problem

    def problem(message: str, at: int = 0) -> Problem:
        return Problem("MED001", Place(name, 1, 1, 1, 1, at, at), message)

    try:
        data = root.read(path)
    except FileNotFoundError:
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        return problem(f"there is no such file{meant(path.name, beside)}")
    except (OSError, ValueError) as error:
        if path.is_dir():  # which Windows says is a lack of permission
            return problem("this is a folder, expected a file")
        if isinstance(error, PermissionError):
            return problem("the file may not be read: permission denied")
        return problem(f"the file can't be read: {getattr(error, 'strerror', None) or error}")
    bom = data.startswith(b"\xef\xbb\xbf")
    try:
        return Source(name, data[3:].decode() if bom else data.decode(), bom=bom)
    except UnicodeDecodeError as error:
        offset = error.start + (3 if bom else 0)
        line = data.count(b"\n", 0, offset) + 1
        column = len(data[data.rfind(b"\n", 0, offset) + 1 : offset].decode("utf-8", "replace")) + 1
        where = Place(name, line, column, line, column + 1, offset, offset + 1)
        return Problem("MED001", where, f"the file is not UTF-8: byte 0x{data[offset]:02x} can't be read")


def local_path(url: str) -> tuple[str, str] | None:
    """The path and fragment of a relative link, percent-escapes resolved; None for anything else."""
    if _SCHEME.match(url) or url.startswith(("//", "?")) or "\0" in url or "](" in url:
        return None
    path, _, fragment = url.partition("#")
    return unquote(path.partition("?")[0]), unquote(fragment)


def of_site(folder: str | Path, root: Root) -> bool:
    """Whether a folder, or one around it that the root holds, is that of a site generator."""
    above = (here for here in (Path(folder).absolute() / "_").parents if root.holds(here))
    said = (at / n for at in above for n in (SITES + _HUGO if (at / "content").is_dir() else SITES))
    return any(file.is_file() and root.holds(file) for file in said)


class Tree:
    """The files around a page, as relative links see them. A path that starts with `/` is of the root."""

    def __init__(self, root: Path, page: str, site: bool, real: Root | None = None) -> None:
        """`real` is the root of the list that the folder `root` is part of, where that is at hand."""
        self._real = real or Root(Config(root=root))
        inner = os.path.relpath(os.path.realpath(root), self._real.folder)
        self.root = os.path.abspath(root).removesuffix(os.sep + inner)  # the top, where no symbolic link is between
        self.folder = os.path.dirname(os.path.abspath(page))
        self._page = os.path.splitext(os.path.abspath(page))[0]
        self._above = [folder for folder in Path(self._page).parents if str(folder).startswith(self.root)]
        self.site = site or of_site(self.folder, self._real)
        self._listed: dict[str, dict[str, str]] = {}
        self._searches = 0

    def absolute(self, path: str) -> str:
        """Where a relative link leads."""
        return os.path.normpath(os.path.join(self.root if path.startswith("/") else self.folder, path.lstrip("/")))

    def holds(self, path: str) -> bool:
        """False for a path that leads out of the root: what is there is not for us to know."""
        target = self.absolute(path)
        inside = target == self.root or target.startswith(self.root.rstrip(os.sep) + os.sep)
        return inside and self._real.holds(target)

    def answer(self, path: str) -> str | None:
        """What is at a path: "" where it is there, None where nothing is.

        Else the right spelling of what is there, where it differs in letter case alone, or by a slip.
        """
        target = self.absolute(path)
        if target == self.root:
            return ""
        right = self._cased(target)
        if right is None and (self.site or (path.startswith("/") and not os.path.splitext(path)[1])):
            stems = (place.removesuffix(".html") for place in self._on_site(path))
            right = next((target for s in stems for e in ("", *MARKDOWN, ".html") if self._cased(s + e)), None)
        if right is None:
            if self.site and path.startswith("/") and not path.lower().endswith(MARKDOWN):
                return ""  # a page to which the generator gives an address of its own
            right = self._near(target)
        if right is None or right == target:
            return None if right is None else ""
        if path.startswith("/"):
            return "/" + os.path.relpath(right, self.root).replace(os.sep, "/")
        written = os.path.relpath(right, self.folder).replace(os.sep, "/")
        return ("./" if path.startswith("./") else "") + written + ("/" if path.endswith("/") else "")

    def _on_site(self, path: str) -> Iterator[str]:
        """Where a link leads on a site: a page is a folder there, and the root lies deeper, below a name or not."""
        inner, rooted = path.strip("/"), path.startswith("/")
        above = self._above if self.site else self._above[:-1]  # beside the root its generator would be seen
        for folder in above if rooted else (self.folder, self._page):
            for part in (inner, inner.partition("/")[2] or inner) if rooted else (path,):
                yield os.path.normpath(os.path.join(folder, part))

    def _cased(self, target: str) -> str | None:
        here = self.root
        for part in os.path.relpath(target, self.root).split(os.sep):
            if (right := self._part(here, part)) is None:
                return None
            here = os.path.join(here, right)
        return here

    def _part(self, folder: str, part: str) -> str | None:
        """A name in a folder as the folder spells it."""
        names = self._names(folder)
        return names.get(f"\0{part}") or names.get(part.casefold())

    def _near(self, target: str) -> str | None:
        """What is there and spelt nearly as the target; the ending of a file has to be the same."""
        from difflib import get_close_matches

        self._searches += 1
        here = self.root
        for part in os.path.relpath(target, self.root).split(os.sep) if self._searches <= _SEARCHES else ():
            if (right := self._part(here, part)) is None:
                key, ending = part.casefold(), os.path.splitext(part)[1].casefold()
                near = {
                    name: spelt
                    for name, spelt in self._names(here).items()
                    if name[:1] == key[:1]
                    and abs(len(name) - len(key)) <= 3
                    and name.endswith(ending)
                    and [*filter(str.isdigit, name)] == [*filter(str.isdigit, key)]  # `fold1` is no slip for `fold2`
                }
                found = get_close_matches(key, list(near), n=1, cutoff=0.85)
                if not found:
                    return None
                right = near[found[0]]
            here = os.path.join(here, right)
        return here if here != self.root else None

    def _names(self, folder: str) -> dict[str, str]:
        if folder not in self._listed:
            try:
                names = sorted(os.listdir(folder), reverse=True) if self._real.holds(folder) else []
            except (OSError, ValueError):
                names = []
            self._listed[folder] = {name.casefold(): name for name in names}
            if len(self._listed[folder]) < len(names):  # names that differ only in case are all there
                self._listed[folder] |= {f"\0{name}": name for name in names}
        return self._listed[folder]
