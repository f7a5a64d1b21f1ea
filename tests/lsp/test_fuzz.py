"""A server process is given messages that no editor sends: none ends it, and what is asked properly is answered."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Any

import pytest

import fuzz

PATIENCE = 120
"""Seconds for an answer, on a busy machine."""
RECORD = "id: ixi\nkind: dataset\ntitle: IXI 🧠\nsection: MRI\nkeywords: [MRI, brain]\nsize: {text: 600 subjects}\n"
TEXTS = (
    fuzz.PAGE,
    fuzz.HTML,
    RECORD,
    "title: [\n",
    "a: &a [*a]\n",
    "| a | b |\n|--|\n| 🧠🧠 | \ud83d |\n",
    "",
    "\r\n\ufeff\0",
)
ASKED = (
    "hover", "definition", "documentSymbol", "completion", "prepareRename", "rename", "codeAction", "formatting",
)  # fmt: skip
ODD: tuple[Any, ...] = (None, True, -1, 1 << 40, 1.5, "", "🧠", [], {}, [[]], {"uri": 7}, {"uri": "file:///\0"})


class Talk:
    """The other end of a server's streams."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "medlint", "lsp"]
        self.log = open(folder.parent / "stderr.txt", "w+b")  # noqa: SIM115
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log
        )
        self.answers: Queue[dict[str, Any]] = Queue()
        self.number = 0
        assert self.process.stdout is not None
        self.reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self.reader.start()

    def _read(self, stream: IO[bytes]) -> None:
        while line := stream.readline():
            if line.lower().startswith(b"content-length:"):
                while stream.readline().strip():
                    pass
                self.answers.put(json.loads(stream.read(int(line.split(b":")[1]))))

    def raw(self, body: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def say(self, method: Any, params: Any, **more: Any) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params, **more}
        self.raw(json.dumps(message).encode())

    def ask(self, method: str, params: Any) -> dict[str, Any]:
        """What is answered; what comes in between is not waited for."""
        self.number += 1
        self.say(method, params, id=self.number)
        while True:
            try:
                answer = self.answers.get(timeout=PATIENCE)
            except Empty:
                pytest.fail(f"no answer to {method} {params}: {self.said()}")
            if answer.get("id") == self.number and "method" not in answer:
                return answer

    def close(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.log):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-3000:]


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    folder = tmp_path / "list"
    (folder / ".git").mkdir(parents=True)
    (folder / "catalog").mkdir()
    (folder / "catalog" / "ixi.yaml").write_text(RECORD, encoding="utf-8")
    (folder / "README.md").write_text(fuzz.PAGE, encoding="utf-8")
    made = Talk(folder)
    try:
        made.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        made.say("initialized", {})
        yield made
    finally:
        made.close()


def position(chance: random.Random) -> dict[str, int]:
    """A place in a text, or far behind its end; columns count UTF-16 units and may lie within a character."""
    return {
        "line": chance.choice([0, 1, 5, 9, 14, 99, 1 << 30]),
        "character": chance.choice([0, 1, 3, 12, 40, 1 << 30]),
    }


def span(chance: random.Random) -> dict[str, Any]:
    """Two places, of which the second may lie before the first."""
    return {"start": position(chance), "end": position(chance)}


def params_for(method: str, uri: str, chance: random.Random) -> dict[str, Any]:
    params: dict[str, Any] = {"textDocument": {"uri": uri}, "position": position(chance)}
    extra: dict[str, Any] = {
        "rename": {"newName": chance.choice(["MR", "", "a,b", "🧠", "x" * 5000])},
        "codeAction": {"range": span(chance), "context": {"diagnostics": []}},
        "formatting": {"options": {"tabSize": 4, "insertSpaces": True}},
    }
    params.update(extra.get(method, {}))
    return params


def one(talk: Talk, uris: list[str], opened: dict[str, int], chance: random.Random) -> None:
    """One message. What is asked properly has to be answered without a fault, wherever it points."""
    uri = chance.choice(uris)
    kind = chance.randrange(8)
    if kind == 0 or not opened:
        opened[uri] = 1
        text = chance.choice(TEXTS)
        language = "yaml" if uri.endswith("yaml") else "markdown"
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        talk.say("textDocument/didOpen", {"textDocument": document})
    elif kind in (1, 2):
        uri = chance.choice(list(opened))
        opened[uri] += 1
        text = chance.choice(TEXTS)
        changes = [{"range": span(chance), "text": text[: chance.randrange(40)]} for _ in range(chance.randrange(4))]
        document = {"uri": uri, "version": opened[uri]}
        talk.say("textDocument/didChange", {"textDocument": document, "contentChanges": changes or [{"text": text}]})
    elif kind == 3:
        opened.pop(uri, None)
        talk.say("textDocument/didClose", {"textDocument": {"uri": uri}})
    elif kind == 4:
        method = chance.choice([*ASKED, "didOpen", "didChange", "didSave", "noSuchThing"])
        talk.say(
            f"textDocument/{method}",
            chance.choice(ODD),
            **({"id": f"odd-{chance.random()}"} if chance.random() < 0.5 else {}),
        )
    elif kind == 5:
        bodies = (b"", b"null", b"[]", b"{}", b'"x"', b"{", b"\xff\xfe", b"[" * 2000, b'{"jsonrpc": "2.0"}',
                  b'{"jsonrpc": "1.0", "method": 7}', b'{"jsonrpc": "2.0", "id": 1, "result": 1}')  # fmt: skip
        talk.raw(chance.choice(bodies))
    else:
        method = chance.choice(ASKED)
        params = params_for(method, uri, chance)
        answer = talk.ask(f"textDocument/{method}", params)
        assert "error" not in answer, (method, params, answer, talk.said())


def test_no_message_ends_the_server(talk: Talk, tmp_path: Path) -> None:
    seed = random.randrange(1 << 32) if os.environ.get("MEDLINT_TESTS_UNSEEDED") else 1
    chance = random.Random(seed)
    folder = tmp_path / "list"
    uris = [(folder / name).as_uri() for name in ("README.md", "catalog/ixi.yaml", "catalog/new.yaml", "docs/x.md")]
    uris += ["untitled:Untitled-1", "file:///nowhere/README.md", "https://example.org/README.md"]
    opened: dict[str, int] = {}
    for number in range(150):
        one(talk, uris, opened, chance)
        assert talk.process.poll() is None, (seed, number, talk.said())
    assert "could not be judged" not in talk.said(), seed
    uri = uris[0]
    talk.say("textDocument/didClose", {"textDocument": {"uri": uri}})
    text = fuzz.PAGE.replace("1,018 scans", "TODO")
    talk.say(
        "textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": text}}
    )
    assert talk.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}})["result"], talk.said()
    assert "error" not in talk.ask("shutdown", None)
    talk.say("exit", None)
    assert talk.process.wait(PATIENCE) == 0
