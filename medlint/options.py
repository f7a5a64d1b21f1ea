"""The options of the command line and of its commands, as a table: parsing, help and completion are made from it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from medlint import __version__
from medlint.errors import UsageError

FORMATS = ("text", "json", "sarif", "github", "junit", "markdown", "html")
EXPORTS = ("schemaorg", "croissant", "datacite", "dcat", "csv", "json", "bibtex")


_MOST = 1e9
"""The largest number that an option takes: of seconds thirty years."""
_UNMEASURED = partial(argparse.HelpFormatter, width=80)
"""To ask how wide the terminal is takes the import of compressions, and only help has to know."""


class Parser(argparse.ArgumentParser):
    """argparse, with errors that are raised and that name what was meant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.arguments: list[argparse.Action] = []
        """What it takes, in order, the options of its groups too."""
        super().__init__(*args, **{"allow_abbrev": False, "formatter_class": _UNMEASURED, **kwargs})

    def format_help(self) -> str:
        """What the parser takes, as wide as the terminal."""
        if self.formatter_class is _UNMEASURED:
            self.formatter_class = argparse.HelpFormatter
        return super().format_help()

    def add_argument(self, *args: Any, **kwargs: Any) -> argparse.Action:
        """Add an argument, and keep it: help, completion and hints ask for all of them."""
        return self._kept(super().add_argument(*args, **kwargs))

    def group(self, title: str) -> Callable[..., argparse.Action]:
        """What adds options under a title of the help."""
        group = self.add_argument_group(title)
        return lambda *args, **kwargs: self._kept(group.add_argument(*args, **kwargs))

    def _kept(self, made: argparse.Action) -> argparse.Action:
        self.arguments.append(made)
        return made

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")

    def options(self) -> list[str]:
        """The long options that the parser knows."""
        return [option for made in self.arguments for option in made.option_strings if option.startswith("--")]


class _Unasked(Parser):
    """A command that nobody asked for: its options are not made, which would take longer than short commands do."""

    def __init__(self) -> None: ...

    def add_argument(self, *_: Any, **__: Any) -> Any: ...

    def group(self, *_: Any) -> Callable[..., Any]:
        """What adds none either."""
        return self.add_argument

    def set_defaults(self, **_: Any) -> None: ...


def build(only: str | None = None) -> tuple[Parser, dict[str, Parser]]:
    """The command line as a table of options, and those of its commands by their names; `only` of this one, if any."""
    parser = Parser(prog="medlint", description="Keeps lists of medical imaging datasets honest.")
    parser.add_argument("--version", action="version", version=f"medlint {__version__}")
    group = parser.add_subparsers(metavar="COMMAND", required=True, dest="command", parser_class=Parser)
    commands: dict[str, Parser] = {}

    def command(name: str, run: str, text: str) -> Parser:
        """A command; `run` is module:function below medlint.commands."""
        asked = only in (None, name)
        made: Parser = group.add_parser(name, help=text, description=text) if asked else _Unasked()
        made.set_defaults(run=run)
        commands[name] = made
        return made

    _check_options(command("check", "check:check", "Check the list, its links and DOIs, and report what is wrong."))
    fix = command("fix", "check:check", "The same as check --fix.")
    _check_options(fix)
    fix.set_defaults(fix=True)
    render = command("render", "write:render", "Update the README from the catalog, between its markers.")
    _config_option(render)
    render.add_argument("--diff", action="store_true", help="write nothing; show what would change as a diff")
    render.add_argument(
        "--check", action="store_true", help="write nothing; list what differs, exit with 1 if anything does"
    )
    importer = command("import", "write:import_list", "Turn every entry of a README into a YAML record.")
    importer.add_argument("readme", type=Path, metavar="README.md")
    importer.add_argument("--to", type=Path, metavar="DIR", help="the catalog's folder (default: catalog)")
    importer.add_argument(
        "--adopt", action="store_true", help="put markers around the entries, for medlint render to update"
    )
    _config_option(importer)
    rule = command("rule", "explain:rule", "Explain rules: what they check, why, and how to fix it.")
    rule.add_argument("codes", nargs="+", metavar="CODE", help="a code such as MED205, or a name such as missing-size")
    rules = command("rules", "explain:rules", "List all rules.")
    rules.add_argument("--format", choices=("text", "json"), default="text")
    links = command("links", "explain:links", "List every link and where it stands; nothing is requested.")
    _list_options(links)
    links.add_argument("--format", choices=("text", "json"), default="text")
    export = command("export", "publish:export", "Write the list in a format that other programs read.")
    export.add_argument("format", choices=EXPORTS, metavar="FORMAT", help=", ".join(EXPORTS))
    _list_options(export)
    export.add_argument("--to", metavar="FILE|DIR", help="a file, or a folder for one file per dataset")
    export.add_argument("--base-url", default="", metavar="URL", help="where the list's site is published")
    site = command("site", "publish:site", "Build a static site: a searchable index and a page for each dataset.")
    _list_options(site)
    site.add_argument("--to", type=Path, required=True, metavar="DIR", help="the site's folder")
    site.add_argument(
        "--base-url", default="", metavar="URL", help="where the site will be published, for feeds and the sitemap"
    )
    site.add_argument("--report", type=Path, metavar="FILE", help="a JSON report, to show the health of links")
    site.add_argument(
        "--cache-dir", type=Path, metavar="DIR", help="or the cache of earlier checks (default: .medlint_cache)"
    )
    baseline = command(
        "baseline", "check:baseline", "Record today's findings in .medlint-baseline.json, so that only new ones count."
    )
    _check_options(baseline)
    init = command("init", "init:init", "Set up medlint for a list: a config, a pre-commit hook and a workflow.")
    init.add_argument("path", nargs="?", type=Path, default=Path(), metavar="PATH", help="the list's folder")
    init.add_argument("--baseline", action="store_true", help="record today's findings in a baseline, too")
    show = command("show", "registries:show", "Compare an entry with what registries say about it, field by field.")
    show.add_argument("name", metavar="ID|DOI", help="an identifier, a DOI or a title")
    _asking_options(show)
    add = command("add", "registries:add", "Draft a record from what registries know; never overwrites a file.")
    add.add_argument("name", metavar="DOI|URL", help="a DOI, or a page of an archive")
    _asking_options(add)
    history = command(
        "history", "history:history", "Export, import or clear what is remembered of earlier link checks."
    )
    history.add_argument("action", choices=("export", "import", "clear"))
    history.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a JSON Lines file (default: standard input or output)"
    )
    history.add_argument("--cache-dir", type=Path, metavar="DIR", help="the cache's folder (default: .medlint_cache)")
    _config_option(history)
    merge = command("merge", "history:merge", "Merge the JSON reports of shards into one.")
    merge.add_argument("reports", nargs="+", type=Path, metavar="REPORT.json")
    merge.add_argument("-v", "--verbose", action="store_true", help="show informational findings, too")
    _report_options(merge)
    merge.set_defaults(format="json")
    schema = command(
        "schema", "schema:schema", "Print the JSON Schema of the config, a record or list.yaml, for editors."
    )
    schema.add_argument("what", choices=("config", "record", "list"))
    command("lsp", "lsp:lsp", "Run the language server for editors, over standard input and output.")
    completion = command("completion", "completion:completion", "Print a completion script for a shell.")
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    return parser, commands


def _config_option(parser: Parser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", help="the config file to use")
    parser.add_argument("-v", "--verbose", action="store_true", help="show informational findings, too")


def _list_options(parser: Parser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a folder or files (default: this folder)")
    _config_option(parser)


def _check_options(parser: Parser) -> None:
    _list_options(parser)
    add = parser.group("what is checked")
    add("--offline", action="store_true", help="use no network: check only what the files say")
    add(
        "--select",
        action="append",
        default=[],
        metavar="CODES",
        help="run only these rules: codes, prefixes or names, separated by commas",
    )
    add("--ignore", action="append", default=[], metavar="CODES", help="leave these rules out")
    add("--schema", metavar="FILE", help="the JSON Schema to validate records against")
    add("--since", metavar="REV", help="check only entries and prose changed since this git revision")
    add(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="hide the findings recorded there (default: .medlint-baseline.json)",
    )
    add = parser.group("fixing")
    add("--fix", action="store_true", help="apply all safe fixes")
    add("--unsafe-fixes", action="store_true", help="apply fixes that are only probably right, too")
    add("--diff", action="store_true", help="write nothing; show the fixes as a diff")
    add("--add-ignores", action="store_true", help="write an ignore comment for each finding")
    add = parser.group("exit status")
    add("--fail-on", metavar="LEVEL", help="exit with 1 from this level on: error (default), warning, info, or never")
    add("--exit-zero", action="store_true", help="exit with 0 whatever is found")
    _report_options(parser)
    network_options(parser)
    add = parser.group("processes and machines")
    add(
        "--jobs", type=_one_up, default=1, metavar="N", help="how many processes read and validate records (default: 1)"
    )
    add("--scheduler", metavar="ADDRESS", help="let a Dask cluster read, validate and check links; 'local' starts one")
    add = parser.group("memory")
    add("--no-cache", action="store_true", help="remember nothing between runs")
    add("--cache-dir", type=Path, metavar="DIR", help="the cache's folder (default: .medlint_cache)")


def _report_options(parser: Parser) -> None:
    """The options of commands that write a report."""
    add = parser.group("reports")
    add("--format", choices=FORMATS, help="the format of standard output (default: text; github in GitHub Actions)")
    add(
        "--output", action="append", default=[], metavar="FORMAT=FILE", help="write a report to a file, too; repeatable"
    )
    add("--statistics", action="store_true", help="count the findings of each rule")
    add("-q", "--quiet", action="store_true", help="print one line per finding and nothing else")
    add("--color", choices=("auto", "always", "never"), default="auto")


def _asking_options(parser: Parser) -> None:
    """The options of commands that ask registries and check no link."""
    _config_option(parser)
    parser.add_argument("--timeout", type=_positive, metavar="SECONDS", help="time limit for one request (default: 20)")
    parser.add_argument(
        "--connect-to",
        action="append",
        default=[],
        metavar="HOST:PORT:ADDRESS:PORT",
        help="connect to ADDRESS:PORT instead, as in curl",
    )
    parser.add_argument(
        "--allow-private",
        action="append",
        default=[],
        metavar="CIDR",
        help="allow connections to these private addresses",
    )
    nothing = ("retries", "concurrency", "per_host", "interval", "deadline", "shard", "scheduler")
    parser.set_defaults(**dict.fromkeys(nothing))


def network_options(parser: Parser) -> None:
    """The options of everything that asks the network."""
    add = parser.group("the network")
    add("--timeout", type=_positive, metavar="SECONDS", help="time limit for a link, retries included (default: 20)")
    add("--retries", type=_count, metavar="N", help="retries after a temporary failure (default: 2)")
    add("--concurrency", type=_one_up, metavar="N", help="requests at a time in total (default: 128)")
    add("--per-host", type=_one_up, metavar="N", help="requests at a time to one host (default: 4)")
    add("--interval", type=_seconds, metavar="SECONDS", help="pause between requests to one host (default: 0)")
    add(
        "--deadline",
        type=_positive,
        metavar="SECONDS",
        help="time limit for the whole run; links that are left stay unchecked",
    )
    add("--shard", type=_shard, metavar="I/N", help="check only the links of the hosts in this shard")
    add(
        "--connect-to",
        action="append",
        default=[],
        metavar="HOST:PORT:ADDRESS:PORT",
        help="connect to ADDRESS:PORT instead, as in curl",
    )
    add(
        "--allow-private",
        action="append",
        default=[],
        metavar="CIDR",
        help="allow connections to these private addresses",
    )


def _number(text: str, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 <= value <= _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
    return value


def _positive(text: str) -> float:
    value = _number(text, "a number of seconds above 0")
    if value == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return value


def _seconds(text: str) -> float:
    return _number(text, "a number of seconds")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or float(text) > _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to {_MOST:,.0f}")
    return int(text)


def _one_up(text: str) -> int:
    value = _count(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, 1 or more")
    return value


def _shard(text: str) -> tuple[int, int]:
    index, _, count = text.partition("/")
    if index.isdigit() and count.isdigit() and 1 <= int(index) <= int(count):
        return int(index), int(count)
    raise argparse.ArgumentTypeError(f"{text!r} is not I/N with I from 1 to N, such as 2/5")
