"""The language server, spoken to by a real client over its standard streams."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient
from pytest_lsp import fixture as lsp_fixture

from medlint.text.data import parse

README = """\
# A list

## CT

| Title     | Keywords     | Source                                 | Size                  |
|-----------|--------------|----------------------------------------|-----------------------|
| LIDC-IDRI | CT, brain 🧠 | http://dx.doi.org/10.7937/K9/TCIA.2015 |                       |
| CT-ORG    | CT, lung     | https://www.example.org/ct-org         | 140 volumes, 3.6 GB   |
"""
RECORD = """\
id: ct-org
kind: dataset
title: CT-ORG
section: CT
landing_page: https://www.example.org/ct-org
keywords: [CT, lung]
size: {text: "140 volumes, 3.6 GB"}
"""


class Client:
    """A client with a folder."""

    def __init__(self, lsp: LanguageClient, folder: Path) -> None:
        self.lsp = lsp
        self.folder = folder

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def identifier(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))

    def add_record(self) -> None:
        (self.folder / "catalog").mkdir()
        (self.folder / "catalog" / "ct-org.yaml").write_text(RECORD, encoding="utf-8")

    async def open(self, name: str, text: str | None = None) -> list[types.Diagnostic]:
        text = (self.folder / name).read_text("utf-8") if text is None else text
        item = types.TextDocumentItem(self.uri(name), "markdown", 1, text)
        self.lsp.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.said(name)

    async def change(self, name: str, text: str, version: int = 2) -> list[types.Diagnostic]:
        self.changed(name, text, version)
        return await self.said(name)

    def changed(self, name: str, text: str, version: int) -> None:
        """Tell of a change, and wait for nothing."""
        document = types.VersionedTextDocumentIdentifier(version=version, uri=self.uri(name))
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.lsp.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))

    async def said(self, name: str) -> list[types.Diagnostic]:
        """The next diagnostics of a document."""
        self.lsp.diagnostics.pop(self.uri(name), None)
        while self.uri(name) not in self.lsp.diagnostics:
            await self.lsp.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return list(self.lsp.diagnostics[self.uri(name)])

    async def actions(self, name: str, line: int, column: int) -> list[types.CodeAction]:
        at = types.Position(line, column)
        params = types.CodeActionParams(self.identifier(name), types.Range(at, at), types.CodeActionContext([]))
        found = await self.lsp.text_document_code_action_async(params)
        return [action for action in found or [] if isinstance(action, types.CodeAction)]


@lsp_fixture(config=ClientServerConfig(server_command=[sys.executable, "-m", "medlint", "lsp"]))  # type: ignore[untyped-decorator]
async def lsp_client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    params = types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri=None)
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


@lsp_fixture(config=ClientServerConfig(server_command=[sys.executable, "-m", "medlint", "lsp"]))  # type: ignore[untyped-decorator]
async def versioned_client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    knows = types.WorkspaceClientCapabilities(workspace_edit=types.WorkspaceEditClientCapabilities(True))
    params = types.InitializeParams(capabilities=types.ClientCapabilities(knows), root_uri=None)
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def client(lsp_client: LanguageClient, tmp_path: Path) -> Client:
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    return Client(lsp_client, tmp_path)


def codes(found: list[types.Diagnostic]) -> list[Any]:
    return [diagnostic.code for diagnostic in found]


@pytest.mark.asyncio
async def test_the_buffer_counts_and_not_the_disk(client: Client) -> None:
    found = await client.open("README.md")
    assert codes(found) == ["MED503", "MED205"]
    size = found[1]
    row = README.splitlines()[6]
    before = row[: row.rindex("|", 0, -1) + 1]
    assert (size.range.start.line, size.range.start.character) == (6, len(before) + 1), "UTF-16: the emoji counts two"
    assert size.severity is types.DiagnosticSeverity.Error
    assert size.code_description is not None
    assert size.code_description.href.endswith("/MED205.md")
    mended = README.replace("|                       |", "| 1,018 scans, 133.2 GB |")
    assert codes(await client.change("README.md", mended)) == ["MED503"]


@pytest.mark.asyncio
async def test_half_of_a_pair_of_surrogates_is_one_character(client: Client) -> None:
    found = await client.open(
        "README.md",
        README
        + "\n| Title | \ud83d | Source |\n|---|---|---|\n| \ud83d  \ud83d | \ud83d b<br> | https://a.example/s |\n",
    )
    strays = [diagnostic.range for diagnostic in found if diagnostic.code == "MED309"]
    assert [(place.start.character, place.end.character) for place in strays] == [(12, 16)]
    (fix, *_) = await client.actions("README.md", strays[0].start.line, 13)
    assert fix.title == "Fix MED309 stray-whitespace"


@pytest.mark.asyncio
async def test_quick_fixes_and_ignores(client: Client) -> None:
    await client.open("README.md")
    found = {action.title: action for action in await client.actions("README.md", 6, 30)}
    assert list(found) == [
        "Fix MED503 noncanonical-doi", "Ignore MED503 here", "Fix all that is safe to fix (medlint)",
    ]  # fmt: skip
    mended = await client.lsp.code_action_resolve_async(found["Fix MED503 noncanonical-doi"])
    assert mended.edit is not None
    assert mended.edit.changes is not None
    (edit,) = mended.edit.changes[client.uri("README.md")]
    assert edit.new_text.startswith("https://doi.org/")
    silenced = await client.lsp.code_action_resolve_async(found["Ignore MED503 here"])
    assert silenced.edit is not None
    assert silenced.edit.changes is not None
    (edit,) = silenced.edit.changes[client.uri("README.md")]
    assert edit.new_text == " <!-- medlint-ignore: MED503 -->"
    assert edit.range.start.line == 6


@pytest.mark.asyncio
async def test_hover_definition_and_symbols(client: Client) -> None:
    client.add_record()
    await client.open("README.md")
    at = types.HoverParams(client.identifier("README.md"), types.Position(6, 72))
    hover = await client.lsp.text_document_hover_async(at)
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "# MED205 missing-size" in hover.contents.value
    ask = types.DefinitionParams(client.identifier("README.md"), types.Position(7, 4))
    there = await client.lsp.text_document_definition_async(ask)
    assert isinstance(there, types.Location)
    assert there.uri == client.uri("catalog/ct-org.yaml")
    whole = types.DocumentSymbolParams(client.identifier("README.md"))
    (top,) = await client.lsp.text_document_document_symbol_async(whole) or []
    assert isinstance(top, types.DocumentSymbol)
    assert top.name == "A list"
    (section,) = top.children or []
    assert [entry.name for entry in section.children or []] == ["LIDC-IDRI", "CT-ORG"]


@pytest.mark.asyncio
async def test_completion_of_a_record(client: Client) -> None:
    client.add_record()
    text = RECORD + "license: \nacc"
    assert codes(await client.open("catalog/ct-org.yaml")) != ["MED002"]
    assert codes(await client.change("catalog/ct-org.yaml", text)) == ["MED002"], "as it is while somebody types"

    async def offered(line: int, column: int) -> list[str]:
        params = types.CompletionParams(client.identifier("catalog/ct-org.yaml"), types.Position(line, column))
        found = await client.lsp.text_document_completion_async(params)
        assert isinstance(found, list)
        return [item.label for item in found]

    lines = text.splitlines()
    assert "CC-BY-4.0" in await offered(lines.index("license: "), 9)
    assert "access" in await offered(len(lines) - 1, 3)
    assert await offered(1, 6) == ["dataset", "archive", "challenge"]
    assert "lung" in await offered(5, 11)


@pytest.mark.asyncio
async def test_a_keyword_is_renamed_everywhere(client: Client) -> None:
    client.add_record()
    await client.open("README.md")
    at = types.Position(7, 19)
    ask = types.PrepareRenameParams(client.identifier("README.md"), at)
    assert await client.lsp.text_document_prepare_rename_async(ask) is not None
    edit = await client.lsp.text_document_rename_async(types.RenameParams(client.identifier("README.md"), at, "lungs"))
    assert edit is not None
    assert edit.changes is not None
    assert {Path(uri).name: len(edits) for uri, edits in edit.changes.items()} == {"README.md": 1, "ct-org.yaml": 1}


@pytest.mark.asyncio
@pytest.mark.parametrize("new", ["lungs", "null", "a: b", "x #y", "]", 'of "X"', "C\\D", "-"])
async def test_a_renamed_keyword_is_that_text_in_every_format(client: Client, new: str) -> None:
    (client.folder / "medlint.toml").write_text('catalog = "catalog/*"\n', encoding="utf-8")
    head = {"id": "{0}", "title": "Set {0}", "landing_page": "https://{0}.example.org/"}
    plain = "".join(f"{key}: {value}\n" for key, value in head.items())
    texts = {
        "a.json": json.dumps(head | {"keywords": ["lung", "brain"]}).replace("{0}", "a"),
        "b.yaml": f"{plain}keywords: ['lung', brain]\n".format("b"),
        "c.toml": "".join(f'{k} = "{v}"\n' for k, v in head.items()).format("c") + 'keywords = ["lung", "brain"]\n',
        "d.yaml": f"{plain}keywords:\n- lung\n- brain\n".format("d"),
        "e.yaml": f"{plain}keywords:\n- &k lung\n- brain\n".format("e"),
    }
    (client.folder / "catalog").mkdir()
    for name, text in texts.items():
        (client.folder / "catalog" / name).write_text(text, encoding="utf-8")
    await client.open("catalog/d.yaml")
    asked = types.RenameParams(client.identifier("catalog/d.yaml"), types.Position(4, 3), new)
    edit = await client.lsp.text_document_rename_async(asked)
    assert edit is not None and edit.changes is not None
    for name, text in texts.items():
        (change,) = edit.changes[client.uri(f"catalog/{name}")]
        lines = text.split("\n")
        line, start, end = change.range.start.line, change.range.start.character, change.range.end.character
        lines[line] = lines[line][:start] + change.new_text + lines[line][end:]
        data = parse(name, "\n".join(lines))
        assert data["keywords"] == [new, "brain"], name


@pytest.mark.asyncio
@pytest.mark.parametrize("typed", ["title: [", "titl", ""])
async def test_formatting_takes_no_row_away_while_a_record_is_typed(client: Client, typed: str) -> None:
    client.add_record()
    markers = README.replace("| Title ", "<!-- medlint:tables -->\n\n| Title ") + "\n<!-- /medlint:tables -->\n"
    other = RECORD.replace("ct-org", "lidc").replace("CT-ORG", "LIDC-IDRI")
    (client.folder / "catalog" / "lidc.yaml").write_text(other, encoding="utf-8")
    options = types.FormattingOptions(tab_size=4, insert_spaces=True)

    async def formatted() -> str:
        params = types.DocumentFormattingParams(client.identifier("README.md"), options)
        found = await client.lsp.text_document_formatting_async(params)
        return markers if not found else found[0].new_text

    await client.open("README.md", markers)
    await client.open("catalog/ct-org.yaml")
    assert "https://www.example.org/lidc" in await formatted(), "it does bring the page up to its catalog"
    await client.change("catalog/ct-org.yaml", typed)
    assert await formatted() == markers
    await client.change("README.md", markers.replace("medlint:tables -->", "medlint:table MR -->"))
    await client.change("catalog/ct-org.yaml", RECORD, 3)
    assert await formatted() == markers, "there is no such section"


@pytest.mark.asyncio
async def test_other_documents_are_edited_as_they_read_now(client: Client) -> None:
    client.add_record()
    record, above = client.identifier("catalog/ct-org.yaml"), "# one\n# two\n"

    async def renamed() -> int:
        """The line of the record in which a keyword of the page is renamed."""
        params = types.RenameParams(client.identifier("README.md"), types.Position(7, 19), "lungs")
        edit = await client.lsp.text_document_rename_async(params)
        assert edit is not None and edit.changes is not None
        return edit.changes[record.uri][0].range.start.line

    await client.open("README.md")
    await client.open("catalog/ct-org.yaml")
    assert await renamed() == 5
    client.changed("catalog/ct-org.yaml", above + RECORD, 2)
    assert await renamed() == 7
    client.lsp.text_document_did_close(types.DidCloseTextDocumentParams(record))
    assert await renamed() == 5, "what is on the disk counts"
    (client.folder / "catalog" / "ct-org.yaml").write_text(above + RECORD, encoding="utf-8")
    event = types.FileEvent(record.uri, types.FileChangeType.Changed)
    client.lsp.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert await renamed() == 7


@pytest.mark.asyncio
async def test_a_text_that_changes_while_it_is_looked_at_is_not_edited(client: Client) -> None:
    client.add_record()
    rows = "".join(f"| S{n} | MR | https://www.example.org/{n} | {n} GB |\n" for n in range(200))
    await client.open("README.md")
    whole = next(a for a in await client.actions("README.md", 6, 30) if "all" in a.title)
    at, readme = types.Position(7, 19), client.identifier("README.md")
    mended, renamed = client.lsp.code_action_resolve_async, client.lsp.text_document_rename_async
    client.changed("README.md", README + rows, 2)
    first = asyncio.ensure_future(mended(whole))
    second = asyncio.ensure_future(renamed(types.RenameParams(readme, at, "lungs")))
    await asyncio.sleep(0)  # they are sent
    client.changed("README.md", f"One\n\nTwo\n\n{README}{rows}", 3)
    assert ((await first).edit, await second) == (None, None)
    assert (await mended(whole)).edit is not None


@pytest.mark.asyncio
async def test_a_document_that_is_no_file_is_none_of_the_list(client: Client) -> None:
    older = f"git:{client.folder.as_posix()}/README.md?%7B%22ref%22%3A%22HEAD%22%7D"
    item = types.TextDocumentItem(older, "markdown", 1, README.replace("CT, lung", "CT, lungs"))
    client.lsp.text_document_did_open(types.DidOpenTextDocumentParams(item))
    before = codes(await client.open("README.md"))
    assert "MED205" in before and older not in client.lsp.diagnostics
    asked = types.HoverParams(types.TextDocumentIdentifier(older), types.Position(6, 45))
    assert await client.lsp.text_document_hover_async(asked) is None
    client.lsp.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(older)))
    assert codes(await client.change("README.md", f"{README}\n")) == before
    assert older not in client.lsp.diagnostics


@pytest.mark.asyncio
async def test_an_action_is_for_the_finding_that_it_was_offered_for_or_none(client: Client) -> None:
    rows = [f"| Set {n} | CT, lung | http://dx.doi.org/10.1000/{n} | {n} GB, {n} images |\n" for n in range(1, 5)]
    page = "".join(README.splitlines(keepends=True)[:6])
    await client.open("README.md", page + "".join(rows))

    async def fixes(line: int) -> types.CodeAction:
        return next(action for action in await client.actions("README.md", line, 25) if "MED503" in action.title)

    third, first = await fixes(8), await fixes(6)
    await client.change("README.md", page + "".join(rows[2:]))
    mended = await client.lsp.code_action_resolve_async(third)
    assert mended.edit is not None and mended.edit.changes is not None
    (edit,) = mended.edit.changes[client.uri("README.md")]
    assert edit.range.start.line == 6
    assert (await client.lsp.code_action_resolve_async(first)).edit is None


@pytest.mark.asyncio
async def test_edits_say_of_which_version_they_are(versioned_client: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    client = Client(versioned_client, tmp_path)
    client.add_record()
    await client.open("README.md", README)
    await client.change("README.md", README + "\n", 7)
    params = types.RenameParams(client.identifier("README.md"), types.Position(7, 19), "lungs")
    edit = await client.lsp.text_document_rename_async(params)
    assert edit is not None and edit.document_changes is not None
    told = [each.text_document for each in edit.document_changes if isinstance(each, types.TextDocumentEdit)]
    uris = [client.uri("README.md"), client.uri("catalog/ct-org.yaml")]
    assert {each.uri: each.version for each in told} == dict(zip(uris, [7, None], strict=True))


@pytest.mark.asyncio
async def test_config_changes_are_picked_up_and_faults_are_said(client: Client) -> None:
    assert "MED205" in codes(await client.open("README.md"))
    config = client.folder / "medlint.toml"
    found: list[types.Diagnostic] = []
    for text, expected in (('ignore = ["MED205"]', ["MED503"]), ('ignor = ["MED205"]', [None])):
        config.write_text(text, encoding="utf-8")
        event = types.FileEvent(config.as_uri(), types.FileChangeType.Changed)
        client.lsp.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        found = await client.said("README.md")
        assert codes(found) == expected
    assert "did you mean 'ignore'" in found[0].message


@pytest.mark.asyncio
async def test_a_broken_file_or_request_silences_nothing_else(client: Client) -> None:
    (client.folder / "catalog").mkdir()
    (client.folder / "catalog" / "bad.yaml").write_text("title: [", encoding="utf-8")
    assert "MED205" in codes(await client.open("README.md"))
    assert codes(await client.open("catalog/bad.yaml")) == ["MED002"]
    nowhere = types.HoverParams(types.TextDocumentIdentifier("file:///nowhere.md"), types.Position(99, 99))
    assert await client.lsp.text_document_hover_async(nowhere) is None
    assert "MED205" in codes(await client.change("README.md", README + "\n"))


@pytest.mark.asyncio
async def test_a_file_of_json_is_not_offered_a_comment(client: Client) -> None:
    (client.folder / "catalog").mkdir()
    found = await client.open("catalog/ixi.json", '{"id": "ixi", "kind": "dataset", "title": "IXI"}\n')
    (line, column), *_ = [(diagnostic.range.start.line, diagnostic.range.start.character) for diagnostic in found]
    assert await client.actions("catalog/ixi.json", line, column) == []


@pytest.mark.skipif(sys.platform == "win32", reason="ends processes in another way")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_a_signal_ends_the_server_while_it_waits(number: str) -> None:
    command = [sys.executable, "-m", "medlint", "lsp"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # however the tests were started
    ) as server:  # fmt: skip
        assert server.stdin is not None and server.stdout is not None
        asked = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}})
        server.stdin.write(f"Content-Length: {len(asked)}\r\n\r\n{asked}".encode())
        server.stdin.flush()
        assert server.stdout.readline().startswith(b"Content-Length:")
        server.send_signal(getattr(signal, number))
        assert server.wait(60) == -getattr(signal, number)
