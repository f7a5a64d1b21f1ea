"""`medlint init`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from medlint.config import find_config, load_config
from medlint.errors import OK, UsageError
from medlint.read.files import read_source, shown
from medlint.report.escape import printable
from medlint.root import OutsideError, Root, naming, refuse_led_out
from medlint.write.files import WriteError, create
from medlint.write.init import Seen, config_text, has_hook, hook_indent, hook_text, look, workflow_text
from medlint.write.origin import Origin, origin

_HOOKS = ".pre-commit-config.yaml"
_SHOWN = 12
"""How many pages or header texts are printed; the config has them all."""


def init(options: argparse.Namespace) -> int:
    """Write what a list needs to be checked from now on; nothing that is there already is touched."""
    folder: Path = options.path
    refuse_led_out([folder])
    if not folder.is_dir():
        raise UsageError(f"{folder}: expected the folder of a list{', this is a file' if folder.exists() else ''}")
    file = find_config(folder)
    settings = naming(load_config(file, folder), [folder])
    root = Root(settings)
    seen = look(folder, settings, date.today())
    if not seen.pages and not seen.catalog:
        raise UsageError(f"{folder}: there is no README and no catalog here, so there is nothing to set up")
    _say(_summary(seen), "")
    try:
        config = file or folder / "medlint.toml"
        _say(_made(config, file is None and create(config, config_text(seen).encode(), root)))
        made = origin()
        _say(*_hook(folder, made, root))
        workflow = folder / ".github" / "workflows" / "medlint.yml"
        _say(_made(workflow, create(workflow, workflow_text(made).encode(), root)))
        if options.baseline:
            _say(_baseline(folder, root))
    except (WriteError, OutsideError) as error:
        raise UsageError(str(error)) from None
    _say(*_next(folder))
    return OK


def _say(*lines: str) -> None:
    for line in lines:
        print(printable(line))


def _made(path: Path, written: bool) -> str:
    return f"wrote  {shown(path)}" if written else f"kept   {shown(path)} (it was there already)"


def _summary(seen: Seen) -> str:
    places = [*seen.pages[:_SHOWN], *(["more pages"] if len(seen.pages) > _SHOWN else [])]
    places += ["catalog"] if seen.catalog else []
    if not seen.entries:
        return f"Found no table of entries in {', '.join(places)}: the config has to say which column is the title."
    text = f"Found {seen.entries} {'entry' if seen.entries == 1 else 'entries'} in {', '.join(places)}."
    if seen.unplaced:
        more = ", …" if len(seen.unplaced) > _SHOWN else ""
        text += f" Columns that mean no field: {', '.join(seen.unplaced[:_SHOWN])}{more}."
    return text


def _hook(folder: Path, made: Origin, root: Root) -> list[str]:
    path = folder / _HOOKS
    if create(path, f"repos:\n{hook_text(made)}".encode(), root):
        return [_made(path, True)]
    source = read_source(path, root)
    text = getattr(source, "text", "")
    if has_hook(text):
        return [_made(path, False)]
    return [f"kept   {shown(path)}; below its repos: belongs", *hook_text(made, hook_indent(text)).splitlines()]


def _baseline(folder: Path, root: Root) -> str:
    from medlint.baseline import NAME, record
    from medlint.engine import Options, check_offline

    config = load_config(find_config(folder), folder)
    path = config.root / NAME
    findings = check_offline([folder], config, Options(date.today())).findings
    if not create(path, record(findings, config.root), root):
        return _made(path, False)
    return f"{_made(path, True)}: what there is to find without the network ({len(findings)}) is left out from now on"


def _next(folder: Path) -> list[str]:
    where = "" if folder.resolve() == Path.cwd() else f" {shown(folder)}"
    out = [
        "",
        "Next:",
        f"  medlint check --offline{where}   shows what the files alone tell; without --offline links and DOIs too",
        "  pre-commit install   lets the hook run before each commit",
        "  commit the files above; the workflow then checks pull requests, and all links once a week",
    ]
    here = folder.resolve()
    top = next((above for above in here.parents if (above / ".git").exists()), None)
    if top is not None and not (here / ".git").exists():
        out.append(f"  move .github and {_HOOKS} to {shown(top)}: only there GitHub and pre-commit look for them")
    return out
