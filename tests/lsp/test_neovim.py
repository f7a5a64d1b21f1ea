"""A real editor: Neovim opens a list, shows the diagnostics, and applies a fix."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LIST = """\
# A list

| Title     | Source                                 | Size |
|-----------|----------------------------------------|------|
| LIDC-IDRI | http://dx.doi.org/10.7937/K9/TCIA.2015 |      |
"""
SCRIPT = """\
vim.cmd("edit README.md")
local id = vim.lsp.start_client({name = "medlint", cmd = {%s, "-m", "medlint", "lsp"}, root_dir = vim.fn.getcwd()})
vim.lsp.buf_attach_client(0, id)
vim.wait(110000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local shown = {}
for _, found in ipairs(vim.diagnostic.get(0)) do
  table.insert(shown, {found.lnum, found.col, found.code, found.severity})
end
local at = {line = 4, character = 20}
local asked = {
  textDocument = vim.lsp.util.make_text_document_params(),
  range = {start = at, ["end"] = at},
  context = {diagnostics = {}},
}
local client = vim.lsp.get_client_by_id(id)
local answer = client.request_sync("textDocument/codeAction", asked, 110000, 0)
for _, action in ipairs(answer.result) do
  if action.title:match("^Fix MED503") then
    local whole = client.request_sync("codeAction/resolve", action, 110000, 0)
    vim.lsp.util.apply_workspace_edit(whole.result.edit, client.offset_encoding)
  end
end
vim.cmd("write")
io.open("shown.json", "w"):write(vim.fn.json_encode(shown))
vim.cmd("qa!")
"""


def test_neovim_shows_what_is_wrong_and_mends_it(tmp_path: Path) -> None:
    editor = shutil.which("nvim")
    if editor is None:
        if os.environ.get("CI"):
            pytest.fail("Neovim is not installed")
        pytest.skip("Neovim is not installed")
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text(LIST, encoding="utf-8")
    (tmp_path / "open.lua").write_text(SCRIPT % json.dumps(sys.executable), encoding="utf-8")
    environment = os.environ | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "NVIM_LOG_FILE": ""}
    done = subprocess.run(
        [editor, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile open.lua"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert (tmp_path / "shown.json").is_file(), done.stderr
    shown = json.loads((tmp_path / "shown.json").read_text("utf-8"))
    row = LIST.splitlines()[4]
    assert shown == [[4, row.index("http"), "MED503", 2], [4, row.rindex("|", 0, -1) + 1, "MED205", 1]]
    assert "| https://doi.org/10.7937/K9/TCIA.2015 |" in (tmp_path / "README.md").read_text("utf-8")
