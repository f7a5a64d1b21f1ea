"""The way there and back, walked on a list: import and adopt, render, change one thing, render again."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

import medlint
from medlint.cli import main
from medlint.config import Config
from medlint.model import Document, Entry
from medlint.project import Project
from medlint.read.match import title_key
from medlint.read.project import read_project
from medlint.write.emit import emit
from write_support import TODAY

MARKERS = {"<!-- medlint:tables -->", "<!-- /medlint:tables -->"}


def run(*arguments: str) -> tuple[int, str, str]:
    """The status, output and errors of a command."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(arguments)
    return status, out.getvalue(), err.getvalue()


class Walk:
    """A list in a folder of its own; `wrong` collects what isn't as it should be."""

    def __init__(self, folder: Path, readme: bytes) -> None:
        self.folder = folder
        self.readme = folder / "README.md"
        self.readme.write_bytes(readme)
        self.wrong: list[str] = []

    def all(self, *, edits: int = 3) -> list[str]:
        """Walk the whole way; what was wrong on it."""
        with chdir(self.folder):
            before = self._findings()
            self._adopt()
            if not self.wrong:
                self._compare(before, self._findings())
                if edits:
                    self._changes(edits)
                    self._again()
                    self._mended()
                    self._silenced()
        return self.wrong

    def project(self) -> Project:
        records = sorted(Path("catalog").glob("*.yaml"))
        return read_project([Path("README.md"), *records], Config(root=Path()), TODAY)

    def _findings(self) -> Counter[tuple[str, str, str | None]]:
        found = medlint.check(".")["findings"]
        return Counter((f["code"], title_key(f["entry"] or ""), f["field"]) for f in found if f["level"] == "error")

    def _adopt(self) -> None:
        old = self.readme.read_bytes()
        status, _, err = run("import", "README.md", "--to", "catalog", "--adopt")
        if status:
            self.wrong.append(f"import: {status} {err}")
            return
        new = self.readme.read_bytes()
        rest = [line for line in new.decode().splitlines(keepends=True) if line.strip() not in MARKERS]
        if old != new and "".join(rest).rstrip("\r\n") != old.decode().rstrip("\r\n"):
            self.wrong.append(f"adopted: {_changed(old, new)[:4]}")
        if old != new or set(old.decode().split("\n")) >= MARKERS:
            self._quiet("after import")

    def _same(self, when: str) -> None:
        """Nothing differs."""
        status, out, err = run("render", "--check")
        if status:
            self.wrong.append(f"{when}: render --check: {status} {out[:500]} {err[:200]}")

    def _quiet(self, when: str) -> None:
        """Nothing differs, rendering changes not a byte, and no rule has anything to say."""
        self._same(when)
        old = self.readme.read_bytes()
        status, out, err = run("render")
        if status or self.readme.read_bytes() != old:
            self.wrong.append(f"{when}: render: {status} {err[:300]} {_changed(old, self.readme.read_bytes())[:4]}")
        self.readme.write_bytes(old)
        status, out, err = run("check", "--offline", "--no-cache", "--select", "MED4,MED003", "--quiet")
        if status or out:
            self.wrong.append(f"{when}: {status} {out[:800]} {err[:300]}")

    def _compare(self, before: Counter[Any], after: Counter[Any]) -> None:
        self.wrong += [f"new error: {key}" for key in after - before]
        self.wrong += [f"lost error: {key}" for key in before.keys() - after.keys()]  # one dataset shown twice is one

    def _changes(self, edits: int) -> None:
        records = self.project().records if edits else []
        chosen = records[:: max(len(records) // edits, 1)][:edits] if records else []
        for entry in chosen:
            for change in (_address, _title, _size, _license):
                self._change(entry, change)
            self._emptied(entry)
            if len(records) > 1:
                self._removed(entry)
        if chosen:
            self._added(chosen[-1])

    def _change(self, entry: Entry, change: Callable[[dict[str, Any]], bool]) -> None:
        assert entry.document is not None
        file, data = Path(entry.source.path), _copied(entry.document)
        if not change(data):
            return
        name = f"{file.stem}: {change.__name__}"
        kept, old = file.read_bytes(), self.readme.read_bytes()
        file.write_bytes(emit(data, "x"))
        if change is _address:
            status, out, _ = run("check", "--offline", "--no-cache", "--select", "MED403,MED405", "--quiet")
        else:
            status, out, _ = run("render", "--check")
        if status != 1 or not out:
            self.wrong.append(f"{name}: no drift")
        _, _, err = run("render")
        new = self.readme.read_bytes()
        changed = _changed(old, new)
        views = sum(entry.twin is not None and entry.twin.source.path == str(file) for entry in self.project().on_page)
        if not 2 <= len(changed) <= 2 * views or (views == 1 and len(_pieces(old, new)) != 1):
            self.wrong.append(f"{name}: {changed[:6]} {_pieces(old, new)[:4]} {err[:300]}")
        self._same(name)
        file.write_bytes(kept)
        self.readme.write_bytes(old)

    def _emptied(self, entry: Entry) -> None:
        """What is deleted from a record is drift, and rendering takes it out of its cell; in an item a person does."""
        assert entry.document is not None
        file, old = Path(entry.source.path), self.readme.read_bytes()
        kept = file.read_bytes()
        for key in ("size", "license", "landing_page"):
            data = _copied(entry.document)
            others = sum(key in record.data for record in self.project().records)
            if data.pop(key, None) is None or others < 2 or (key == "landing_page" and {"doi", "paper"} & set(data)):
                continue
            file.write_bytes(emit(data, "x"))
            name = f"{file.stem}: {key} deleted"
            status, out, _ = run("check", "--offline", "--no-cache", "--select", "MED405", "--quiet")
            if status != 1 or "nothing in" not in out:
                self.wrong.append(f"{name}: no drift {out[:300]}")
            _, _, err = run("render")
            new = self.readme.read_bytes()
            if "how to write it isn't clear" not in err or new != old:
                if not _changed(old, new) or len(_pieces(old, new)) != 1:
                    self.wrong.append(f"{name}: {_changed(old, new)[:6]} {err[:300]}")
                self._same(name)
            self.readme.write_bytes(old)
        file.write_bytes(kept)

    def _again(self) -> None:
        """A second import, after both sides were changed by hand, writes nothing and names both changes."""
        records = [record for record in self.project().records if record.twin is not None]
        if len(records) < 2 or _size(_copied(_document(records[0]))) is False:
            return
        file, row = Path(records[0].source.path), records[-1].twin
        assert row is not None and row.row is not None
        kept, old = file.read_bytes(), self.readme.read_bytes()
        data = _copied(_document(records[0]))
        _size(data)
        file.write_bytes(emit(data, "x"))
        title = row["title"]
        at = title.place
        self.readme.write_bytes(old[: at.end] + b" Plus" + old[at.end :] if not title.links else old)
        before = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        status, _, err = run("import", "README.md", "--to", "catalog", "--adopt")
        after = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        written = [str(path) for path in after if after[path] != before.get(path)]
        if status or any(path in before for path in map(Path, written)) or str(file) not in err:
            self.wrong.append(f"import again: {status} {written} {err[:500]}")
        for path in map(Path, written):
            path.unlink()
        file.write_bytes(kept)
        self.readme.write_bytes(old)

    def _mended(self) -> None:
        """Fixing README and records comes to rest, with nothing left for rendering to do."""
        files = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        run("check", "--offline", "--no-cache", "--fix", "--unsafe-fixes", "--quiet")
        self._same("fixed")
        first = {path: path.read_bytes() for path in files}
        run("check", "--offline", "--no-cache", "--fix", "--unsafe-fixes", "--quiet")
        self.wrong += [f"fixed twice: {path.name}" for path in files if path.read_bytes() != first[path]]
        run("render")
        self.wrong += [f"fixed, then rendered: {path.name}" for path in files if path.read_bytes() != first[path]]
        for path, data in files.items():
            path.write_bytes(data)

    def _silenced(self) -> None:
        """Ignore comments on either side are no drift, and outlast a change of the record."""
        files = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        run("check", "--offline", "--no-cache", "--add-ignores", "--quiet")
        self._same("silenced")
        old = self.readme.read_bytes()
        for record in self.project().records[:3]:
            path = Path(record.source.path)
            text = path.read_text(encoding="utf-8")
            if "\nsize:\n  text: " in text and record.twin is not None:
                path.write_text(text.replace("\nsize:\n  text: ", "\nsize:\n  text: 42 images; ", 1), encoding="utf-8")
        run("render")
        count = old.count(b"medlint-ignore")
        if self.readme.read_bytes().count(b"medlint-ignore") != count:
            self.wrong.append(f"silenced: {count} comments before, {self.readme.read_bytes().count(b'medlint-ignore')}")
        for path, data in files.items():
            path.write_bytes(data)

    def _removed(self, entry: Entry) -> None:
        file, old = Path(entry.source.path), self.readme.read_bytes()
        kept = file.read_bytes()
        count = len(self.project().on_page)
        file.unlink()
        status, _, err = run("render")
        new = self.readme.read_bytes()
        changed = _changed(old, new)
        if status or not changed or any(line[0] == "+" for line in changed) or "taken away" not in err:
            self.wrong.append(f"{file.stem} removed: {status} {changed[:4]} {err[:300]}")
        if len(self.project().on_page) >= count:
            self.wrong.append(f"{file.stem} removed: {count} entries before, {len(self.project().on_page)}")
        self._same(f"{file.stem} removed")
        file.write_bytes(kept)
        self.readme.write_bytes(old)

    def _added(self, entry: Entry) -> None:
        assert entry.document is not None
        old, count = self.readme.read_bytes(), len(self.project().on_page)
        data = {**_copied(entry.document), "id": "quite-new", "title": "Quite New 7"}
        data |= {"landing_page": "https://example.org/quite-new"} if "landing_page" in data else {}
        data.pop("aliases", None)
        file = Path("catalog/quite-new.yaml")
        file.write_bytes(emit(data, "x"))
        status, _, err = run("render")
        new = self.readme.read_bytes()
        changed = _changed(old, new)
        if status or not changed or any(line[0] == "-" for line in changed):
            self.wrong.append(f"added: {status} {changed[:4]} {err[:300]}")
        project = self.project()
        if len(project.on_page) != count + 1 or not any(e.title == "Quite New 7" for e in project.on_page):
            self.wrong.append(f"added: {count} entries before, {len(project.on_page)} after: {changed[:3]}")
        self._same("added")
        file.unlink()
        self.readme.write_bytes(old)


def _document(entry: Entry) -> Document:
    assert entry.document is not None
    return entry.document


def _copied(document: Document) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(document.source.text)
    return data


def _address(data: dict[str, Any]) -> bool:
    if "landing_page" in data:
        data["landing_page"] = "https://example.org/moved/(here)"
    elif "doi" in data:
        data["doi"] = "10.5281/zenodo.4242424"
    else:
        return False
    return True


def _title(data: dict[str, Any]) -> bool:
    data["title"] = "Another *Name* | of it"
    return True


def _size(data: dict[str, Any]) -> bool:
    if "size" in data:
        data["size"] = {"text": "4,242 images, 42.5 GB"}
    return "size" in data


def _license(data: dict[str, Any]) -> bool:
    if "license" in data:
        data["license"] = "MIT" if data["license"] != "MIT" else "Apache-2.0"
    return "license" in data


def _changed(old: bytes, new: bytes) -> list[str]:
    before, after = old.decode().splitlines(), new.decode().splitlines()
    out = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            out += [f"-{line}" for line in before[a:b]] + [f"+{line}" for line in after[c:d]]
    return out


def _pieces(old: bytes, new: bytes) -> list[str]:
    """The cells of a line that differ: what stands between the pipes, or the line."""
    from medlint.read.markdown import split_row

    changed = _changed(old, new)
    if len(changed) != 2:
        return changed
    before, after = changed[0][1:], changed[1][1:]
    if before.count("|") < 2:
        return [after]
    cells = [[line[a:b] for a, b in split_row(line)] for line in (before, after)]
    return (
        [there for here, there in zip(*cells, strict=False) if here != there]
        if len(cells[0]) == len(cells[1])
        else changed
    )


def pages(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The lists below a folder."""
    for file in sorted(folder.glob("*/README.md")):
        yield file.parent.name, file.read_bytes()
