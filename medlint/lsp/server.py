"""The server: what comes from the editor, and what goes back. The work is done in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from medlint import __version__
from medlint.config import ConfigError
from medlint.lsp import actions, language
from medlint.lsp.completion import completion
from medlint.lsp.diagnostics import diagnostics
from medlint.lsp.language import Here
from medlint.lsp.positions import Positions
from medlint.lsp.quick import LARGE, quick
from medlint.lsp.state import OpenList, State
from medlint.text.parsing import paired

if TYPE_CHECKING:
    from pygls.workspace import TextDocument

_QUIET = 0.15
"""Seconds without a key before the list is judged."""
_LONG = 1.0
"""Seconds without a key before all of a large list is, when what its changed rows tell is shown already."""
_WATCHED = ("**/*.md", "**/*.markdown", "**/*.yaml", "**/*.yml", "**/*.json", "**/medlint.toml", "**/pyproject.toml")
_CONFIGS = ("medlint.toml", "pyproject.toml")

Result = TypeVar("Result")
_Look = tuple[dict[str, str], Future[State]]
"""The newest look at a list, and the texts that it is looked at with."""
log = logging.getLogger("medlint")


class Server(LanguageServer):
    """The lists of the open documents, judged again whenever something changes and then a moment nothing does."""

    def __init__(self) -> None:
        super().__init__("medlint", __version__)
        self._lists: dict[str, OpenList] = {}  # by root
        self._of: dict[str, str] = {}  # the root of the list that an open document belongs to, by path
        self._states: dict[str, State] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._judging: set[str] = set()
        self._again: set[str] = set()
        self._pool = ThreadPoolExecutor(1)
        self._looks: dict[str, _Look] = {}

    def changed(self, path: str) -> None:
        """A document was opened, or reads otherwise now: its list is judged in a moment."""
        if not path:
            return
        try:
            root = self._of.get(path) or self._root(path)
        except ConfigError as error:
            self._say_config(path, error)
            return
        self._later(root)

    def closed(self, path: str) -> None:
        """A document was closed: nothing is said of it any more, and what is on the disk counts."""
        root = self._of.pop(path, None)
        if root is not None:
            self._publish(path, [])
            self._later(root)

    def on_disk(self, paths: list[str]) -> None:
        """Files changed on the disk; where one is a config, every list is looked for anew."""
        for _, looked in self._looks.values():
            looked.cancel()
        self._looks.clear()
        if any(os.path.basename(path) in _CONFIGS for path in paths):
            opened, self._of, self._lists = list(self._of), {}, {}
            for path in opened:
                self.changed(path)
        else:
            for root in set(self._of.values()):
                self._later(root)

    def _root(self, path: str) -> str:
        found = OpenList.around(path)
        root = str(found.root)
        self._lists.setdefault(root, found)
        self._of[path] = root
        return root

    def _say_config(self, path: str, error: ConfigError) -> None:
        """The config can't be used: said at the document's top."""
        start = types.Position(0, 0)
        wrong = types.Diagnostic(
            types.Range(start, start), str(error), types.DiagnosticSeverity.Error, source="medlint"
        )
        self._publish(path, [wrong])
        self._of[path] = ""

    def _later(self, root: str) -> None:
        if root:
            self._wait(root, _QUIET, self._judge)

    def _wait(self, root: str, seconds: float, then: Callable[[str], Coroutine[Any, Any, None]]) -> None:
        """Do something when nothing has changed for so long."""
        if root in self._waiting:
            self._waiting[root].cancel()
        loop = asyncio.get_running_loop()
        self._waiting[root] = loop.call_later(seconds, lambda: asyncio.ensure_future(then(root)))

    def _buffers(self) -> dict[str, str]:
        return {path: paired(document.source) for path in self._of if (document := self._document(path)) is not None}

    def _document(self, path: str) -> TextDocument | None:
        found: TextDocument | None = self.workspace.text_documents.get(uri_of(self, path))
        return found

    async def _judge(self, root: str) -> None:
        """Judge a list; where what is new in a large one could be shown at once, when nobody has typed for longer."""
        if self._show_at_once(root):
            self._wait(root, _LONG, self._judge_all)
        else:
            await self._judge_all(root)

    async def _judge_all(self, root: str) -> None:
        """Publish what was found in the open documents of a list; once more where it changed meanwhile."""
        if root in self._judging:
            self._again.add(root)
            return
        self._judging.add(root)
        try:
            await self._judge_whole(root)
        finally:
            self._judging.discard(root)
        if root in self._again:
            self._again.discard(root)
            self._later(root)

    def _show_at_once(self, root: str) -> bool:
        """In a large list, publish what the changed documents alone tell, and whether that was all that is new."""
        known, buffers = self._states.get(root), self._buffers()
        if known is None or len(known.project.entries) < LARGE:
            return False
        shown = []
        for path, its in self._of.items():
            source = known.sources.get(path)
            if its == root and path in buffers and (source is None or source.text != buffers[path]):
                found = quick(known, path, buffers[path])
                shown.append(found is not None)
                if found is not None:
                    self._publish(path, diagnostics(found, path, self.workspace.position_codec))
        return bool(shown) and all(shown)

    async def _judge_whole(self, root: str) -> None:
        opened, buffers = self._lists.get(root), self._buffers()
        if opened is None:
            return
        look = self._look(root, opened, buffers)
        try:
            state = await asyncio.shield(asyncio.wrap_future(look[1]))
        except asyncio.CancelledError:
            if not look[1].cancelled():
                raise
            self._again.add(root)
            return
        except ConfigError as error:
            for path in [path for path, its in self._of.items() if its == root]:
                self._say_config(path, error)
            return
        except Exception:
            log.exception("the list at %s could not be judged", root)
            return
        self._states[root] = state
        now = self._buffers()
        for path, its in self._of.items():
            if its == root and now.get(path) == buffers.get(path):
                self._publish(path, diagnostics(state, path, self.workspace.position_codec))

    def _publish(self, path: str, found: list[types.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri_of(self, path), found))

    async def state(self, path: str) -> State | None:
        """The list of a document as of now; None where it belongs to none that can be read."""
        root = self._of.get(path, "")
        opened = self._lists.get(root)
        if opened is None:
            return None
        while True:
            look = self._look(root, opened, self._buffers())
            try:
                self._states[root] = await asyncio.shield(asyncio.wrap_future(look[1]))
                return self._states[root]
            except ConfigError:
                return None
            except asyncio.CancelledError:
                if not look[1].cancelled():
                    raise

    def _look(self, root: str, opened: OpenList, buffers: dict[str, str]) -> _Look:
        """The look at a list with these texts, in the thread. An older one that hasn't begun is outdated, and left."""
        newest = self._looks.get(root)
        if newest is not None and newest[0] == buffers and not _failed(newest[1]):
            return newest
        if newest is not None:
            newest[1].cancel()
        self._looks[root] = (buffers, self._pool.submit(opened.judge, buffers))
        return self._looks[root]

    def still(self, state: State, path: str) -> bool:
        """Whether a document, where it is open, reads as in a look at the list that may have taken a while."""
        text, source = self._buffers().get(path), state.sources.get(path)
        return text is None or (source is not None and source.text == text.removeprefix("\ufeff"))

    def versioned(self, state: State, edit: types.WorkspaceEdit | None) -> types.WorkspaceEdit | None:
        """An edit of what was looked at, with the versions of the documents where the editor knows of them.

        None where one of them has changed since: the edit would be of another place.
        """
        changes = {path_of(uri): edits for uri, edits in ((edit and edit.changes) or {}).items()}
        if not changes or not all(self.still(state, path) for path in changes):
            return None
        workspace = self.client_capabilities.workspace
        if not (workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes):
            return edit
        made = []
        for path, edits in changes.items():
            document = self._document(path)
            version = document.version if document is not None else None
            named = types.OptionalVersionedTextDocumentIdentifier(uri_of(self, path), version)
            made.append(types.TextDocumentEdit(named, edits))
        return types.WorkspaceEdit(document_changes=made)

    async def here(self, document: types.TextDocumentIdentifier, position: types.Position) -> Here | None:
        """A position in a list."""
        path = path_of(document.uri)
        state = await self.state(path)
        return None if state is None else Here(state, path, position, self.workspace.position_codec)


def _failed(looked: Future[State]) -> bool:
    return looked.done() and (looked.cancelled() or looked.exception() is not None)


def path_of(uri: str) -> str:
    """The absolute path of a document; empty for one that is no file, as the older one of two that are compared."""
    path: str | None = uris.to_fs_path(uri) if uri[:5].lower() == "file:" else None
    return os.path.abspath(path) if path else ""


def uri_of(server: LanguageServer, path: str) -> str:
    """The address that the editor gave a document."""
    for uri in server.workspace.text_documents:
        if path_of(uri) == path:
            return str(uri)
    return str(uris.from_fs_path(path) or "")


def make() -> Server:
    """A server with all that it can do."""
    server = Server()

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        watched = server.client_capabilities.workspace and server.client_capabilities.workspace.did_change_watched_files
        if watched and watched.dynamic_registration:
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            wanted = types.Registration("medlint-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([wanted]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.changed(path_of(params.text_document.uri))

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def edited(params: types.DidChangeTextDocumentParams) -> None:
        server.changed(path_of(params.text_document.uri))

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(path_of(params.text_document.uri))

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.on_disk([path_of(params.text_document.uri)])

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        server.on_disk([path_of(change.uri) for change in params.changes])

    _answers(server)
    return server


def _answers(server: Server) -> None:
    """What the editor asks for."""
    kinds = types.CodeActionOptions([types.CodeActionKind.QuickFix, actions.FIX_ALL], resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        path = path_of(params.text_document.uri)
        state = await server.state(path)
        only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
        codec = server.workspace.position_codec
        return [] if state is None else actions.code_actions(state, path, params.range, only, codec)

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        data = action.data if isinstance(action.data, dict) else {}
        state = await server.state(str(data.get("path")))
        if state is not None:
            action = actions.resolved(state, action, server.workspace.position_codec)
            action.edit = server.versioned(state, action.edit)
        return action

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        return _with(await server.here(params.text_document, params.position), language.hover)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> types.Location | None:
        return _with(await server.here(params.text_document, params.position), language.definition)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        return _with(await server.here(params.text_document, types.Position(0, 0)), language.symbols)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions([" ", ",", "[", ":"]))
    async def complete(params: types.CompletionParams) -> list[types.CompletionItem] | None:
        return _with(await server.here(params.text_document, params.position), completion)

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(params: types.PrepareRenameParams) -> types.Range | None:
        here = await server.here(params.text_document, params.position)
        found = None if here is None else language.keyword(here)
        return None if here is None or found is None else here.range(found[1])

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        here = await server.here(params.text_document, params.position)
        if here is None or any(sign in params.new_name for sign in ",;|\n"):
            return None
        edit = actions.workspace_edit(here.state, language.rename(here, params.new_name.strip()), here.codec)
        return server.versioned(here.state, edit)

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def formatting(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        here = await server.here(params.text_document, types.Position(0, 0))
        text = None if here is None else language.formatted(here)
        if here is None or text is None or here.source is None or not server.still(here.state, here.path):
            return None
        return [types.TextEdit(Positions(here.source, here.codec).whole(), text)]


def _with(here: Here | None, work: Callable[[Here], Result]) -> Result | None:
    return None if here is None else work(here)
