"""The command line: commands, options, exit codes. Only this module prints and exits."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from medlint import __version__
from medlint.config import ConfigError, closest, meant

OK, FINDINGS, USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130
FORMATS = ("text", "json", "sarif", "github", "junit", "markdown", "html")
_REPORT = "https://github.com/medlint/medlint/issues"


def entry() -> NoReturn:
    """The `medlint` command."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run medlint with these arguments; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that isn't UTF-8 is no reason to fail
    try:
        options = parse(arguments)
        command: Callable[[argparse.Namespace], int] = options.run
        return command(options)
    except ConfigError as error:
        return _fail(USAGE, str(error))
    except _UsageError as error:
        return _fail(USAGE, str(error))
    except KeyboardInterrupt:
        return _fail(INTERRUPTED, "interrupted")
    except BrokenPipeError:
        # Whoever read our output has heard enough, as with `medlint check | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if "--verbose" in arguments:
            import traceback

            traceback.print_exc()
        said = " ".join(str(error).split())
        return _fail(
            FAULT,
            f"a fault of medlint itself: {type(error).__name__}: {said}; please report it at {_REPORT}"
            " (--verbose shows where it happened)",
        )


class _UsageError(Exception):
    """The command line is wrong; the message says how, and what was probably meant."""


class _Parser(argparse.ArgumentParser):
    """argparse, with errors that are raised and that name what was meant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"allow_abbrev": False, **kwargs})

    def error(self, message: str) -> NoReturn:
        raise _UsageError(f"{message} (see {self.prog} --help)")

    def options(self) -> list[str]:
        """The long options that the parser knows."""
        return [option for action in self._actions for option in action.option_strings if option.startswith("--")]


def _fail(status: int, message: str) -> int:
    from medlint.report.escape import printable

    print(f"medlint: {printable(message)}", file=sys.stderr)
    return status


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments, read. Raises _UsageError for those that can't be."""
    parser, commands = _build()
    words = [word for word in arguments if not word.startswith("-")]
    if not arguments:
        parser.print_help(sys.stderr)
        raise SystemExit(USAGE)
    if words and words[0] not in commands and not arguments[0].startswith("-"):
        if Path(words[0]).exists():
            raise _UsageError(f"{words[0]!r} is no command; did you mean 'medlint check {words[0]}'?")
        raise _UsageError(f"there is no command {words[0]!r}{meant(words[0], commands)} (see medlint --help)")
    options, unknown = parser.parse_known_args(list(arguments))
    if unknown:
        known = commands[words[0]].options() if words and words[0] in commands else parser.options()
        word = unknown[0].partition("=")[0]
        hint = closest(word, known) if word.startswith("-") else None
        raise _UsageError(f"there is no option {word!r}{f'; did you mean {hint!r}?' if hint else ''}")
    return options


def _build() -> tuple[_Parser, dict[str, _Parser]]:
    parser = _Parser(prog="medlint", description="Keeps lists of medical imaging datasets honest.")
    parser.add_argument("--version", action="version", version=f"medlint {__version__}")
    group = parser.add_subparsers(metavar="COMMAND", required=True, dest="command", parser_class=_Parser)
    commands: dict[str, _Parser] = {}

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> _Parser:
        made: _Parser = group.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        commands[name] = made
        return made

    check = command("check", _check, "Read the list, check links and DOIs, and say what is wrong.")
    _check_options(check)
    fix = command("fix", _check, "The same as check --fix.")
    _check_options(fix)
    fix.set_defaults(fix=True)

    rule = command("rule", _rule, "What a rule says, why, with an example and what to do.")
    rule.add_argument("codes", nargs="+", metavar="CODE", help="a code such as MED205, or a name such as missing-size")
    rules = command("rules", _rules, "List all rules.")
    rules.add_argument("--format", choices=("text", "json"), default="text")
    links = command("links", _links, "List every link with its places, without the network.")
    _list_options(links)
    links.add_argument("--format", choices=("text", "json"), default="text")
    return parser, commands


def _list_options(parser: _Parser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a folder or files (default: this folder)")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the config to use")
    parser.add_argument("--verbose", action="store_true", help="say more: info findings, notes on the run")


def _check_options(parser: _Parser) -> None:
    _list_options(parser)
    add = parser.add_argument
    add("--offline", action="store_true", help="ask nobody: check only what the files alone tell")
    add("--format", choices=FORMATS, help="what to write to standard output (default: text; github in its Actions)")
    add("--output", action="append", default=[], metavar="FORMAT=FILE", help="write a report to a file too")
    add("--select", action="append", default=[], metavar="CODES", help="only these rules: codes, prefixes or names")
    add("--ignore", action="append", default=[], metavar="CODES", help="not these rules")
    add("--fail-on", metavar="LEVEL", help="error, warning, info or never")
    add("--schema", metavar="FILE", help="the JSON Schema of a record")
    add("--no-cache", action="store_true", help="remember nothing between runs")
    add("--cache-dir", type=Path, metavar="DIR", help="where to remember (default: .medlint_cache)")
    add("--statistics", action="store_true", help="count the findings of each rule")
    add("--quiet", action="store_true", help="one line for each finding, nothing else")
    add("--color", choices=("auto", "always", "never"), default="auto")


def _config(options: argparse.Namespace) -> Any:
    """The config for the command, with what the command line says in its place."""
    from medlint.config import fail_level, find_config, load_config

    start = next((p if p.is_dir() else p.parent for p in options.paths), Path())
    file = options.config or find_config(start)
    config = load_config(file, start)
    if getattr(options, "select", None):
        config = config._replace(select=_codes(options.select, "--select"))
    if getattr(options, "ignore", None):
        config = config._replace(ignore=(*config.ignore, *_codes(options.ignore, "--ignore")))
    if getattr(options, "fail_on", None):
        try:
            config = config._replace(fail_on=fail_level(options.fail_on))
        except ValueError as error:
            raise _UsageError(f"--fail-on: {error}") from None
    if getattr(options, "schema", None):
        config = config._replace(schema=os.path.relpath(options.schema, config.root))
    return config


def _codes(given: Iterable[str], option: str) -> tuple[str, ...]:
    from medlint.rules import matching

    codes = tuple(code.strip() for text in given for code in text.split(",") if code.strip())
    for code in codes:
        try:
            matching(code)
        except LookupError as error:
            raise _UsageError(f"{option}: {error.args[0]}") from None
    return codes


def _check(options: argparse.Namespace) -> int:
    from datetime import date

    from medlint.engine import Options, check_offline

    config = _config(options)
    paths = options.paths or [Path()]
    outputs = [_output(text) for text in options.output]
    folder = None if options.no_cache else options.cache_dir or config.root / ".medlint_cache"
    wanted = {_format(options), *(name for name, _ in outputs)}
    report = check_offline(paths, config, Options(date.today(), folder, datasets="html" in wanted))
    for note in report.notes:
        _note(note)
    if report.files == 0:
        _note("there is no README and no catalog here, so there is nothing to check")
    status = INTERRUPTED if report.interrupted else FINDINGS if report.fails(config.fail_on) else OK
    _write(report, options, outputs, status)
    return status


def _output(text: str) -> tuple[str, Path]:
    name, found, file = text.partition("=")
    if not found or not file:
        raise _UsageError(f"--output: {text!r} is not FORMAT=FILE")
    if name not in FORMATS:
        raise _UsageError(f"--output: there is no format {name!r}{meant(name, FORMATS)}")
    return name, Path(file)


def _note(text: str) -> None:
    from medlint.report.escape import printable

    print(f"note: {printable(text)}", file=sys.stderr)


def _color(options: argparse.Namespace) -> bool:
    if options.color == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return bool(options.color == "always")


def _format(options: argparse.Namespace) -> str:
    """The format of standard output."""
    default = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
    return str(options.format or default)


def _write(report: Any, options: argparse.Namespace, outputs: Sequence[tuple[str, Path]], status: int) -> None:
    chosen = _format(options)
    sys.stdout.write(_formatted(report, chosen, options, color=_color(options), status=status))
    for name, file in outputs:
        from medlint.write.files import WriteError, put

        try:
            put(file, _formatted(report, name, options, color=False, status=status).encode())
        except WriteError as error:
            raise _Usage(f"--output: {error}") from None
    if chosen == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        _summarise(report, options, os.environ["GITHUB_STEP_SUMMARY"])


def _summarise(report: Any, options: argparse.Namespace, file: str) -> None:
    """Append the Markdown report to the job's summary, which holds 1 MiB for a step."""
    text = _formatted(report, "markdown", options, color=False, limit=(1 << 20) // 4)
    try:
        with open(file, "a", encoding="utf-8") as summary:
            summary.write(text)
    except OSError as error:
        _note(f"the job summary could not be written: {error.strerror or error}")


def _formatted(
    report: Any, name: str, options: argparse.Namespace, *, color: bool, status: int = OK, limit: int | None = None
) -> str:
    """The report in a format. `limit` is how many characters of Markdown there may be (default: a comment's)."""
    if name == "json":
        from medlint.report.json import to_json

        return to_json(report)
    if name != "text":
        return _for_others(report, name, options, status, limit)
    from medlint.model import Source
    from medlint.read.files import read_source
    from medlint.report.text import Text

    sources: dict[str, Source | None] = {}

    def source(path: str) -> Source | None:
        if path not in sources:
            found = read_source(Path(path))
            sources[path] = found if isinstance(found, Source) else None
        return sources[path]

    text = Text(source, color=color, verbose=options.verbose, quiet=options.quiet)
    return text.write(report, statistics=options.statistics)


def _for_others(report: Any, name: str, options: argparse.Namespace, status: int, limit: int | None) -> str:
    """The report in a format that other programs or browsers show."""
    from medlint.report.home import from_environment

    home = from_environment(os.environ, Path())
    if name == "sarif":
        from medlint.report.sarif import to_sarif

        return to_sarif(report, status=status, home=home)
    if name == "github":
        from medlint.report.github import to_github

        return to_github(report, home=home)
    if name == "junit":
        from medlint.report.junit import to_junit

        return to_junit(report)
    if name == "markdown":
        from medlint.report.markdown import COMMENT_LIMIT, to_markdown

        since = getattr(options, "since", None) or ""
        return to_markdown(report, home=home, since=since, limit=limit or COMMENT_LIMIT)
    from medlint.report.html import to_html

    return to_html(report, home=home)


def _rule(options: argparse.Namespace) -> int:
    from medlint.report.rules import page
    from medlint.rules import matching

    found = []
    for code in options.codes:
        try:
            found += matching(code)
        except LookupError as error:
            raise _UsageError(str(error.args[0])) from None
    print("\n\n".join(page(rule) for rule in found))
    return OK


def _rules(options: argparse.Namespace) -> int:
    from medlint.report.rules import listing, listing_json
    from medlint.rules import every

    sys.stdout.write(listing_json(every()) if options.format == "json" else listing(every()))
    return OK


def _links(options: argparse.Namespace) -> int:
    from datetime import date

    from medlint.engine import read, unprobed

    config = _config(options)
    links = unprobed(read(options.paths or [Path()], config, date.today()), "not asked")
    if options.format == "json":
        import json

        from medlint.report.json import link_dict

        print(json.dumps({"version": 1, "links": [link_dict(link) for link in links]}))
        return OK
    from medlint.report.escape import printable

    for link in links:
        for place in link.places:
            print(f"{printable(place.path)}:{place.line}:{place.column}  {printable(link.url)}")
    return OK
