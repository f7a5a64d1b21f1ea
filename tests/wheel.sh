#!/usr/bin/env bash
# Build the wheel, see that it holds every file of the package as it is here, install it with what it asks for and
# nothing else into an environment of its own, and run the tests of the command and of every rule's examples there.
set -euo pipefail
python=$1
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m build --wheel --outdir "$work/dist" "$top" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$python" - "$work"/dist/medlint-*.whl "$top" <<'END'
import sys
from pathlib import Path
from zipfile import ZipFile

wheel, top = ZipFile(sys.argv[1]), Path(sys.argv[2])
inside = {name: wheel.read(name) for name in wheel.namelist() if name.startswith("medlint/")}
files = [*(top / "medlint").rglob("*"), *(top / "schema").rglob("*")]
here = {path.relative_to(top).as_posix(): path.read_bytes() for path in files if path.is_file() and path.suffix != ".pyc"}
here = {name if name.startswith("medlint/") else f"medlint/{name}": data for name, data in here.items()}
wrong = sorted(name for name in {*inside, *here} if inside.get(name) != here.get(name))
sys.exit(f"the wheel and the checkout differ: {', '.join(wrong)}" if wrong else 0)
END
"$python" -m venv "$work/env"
"$work/env/bin/pip" install -q --disable-pip-version-check -c "$top/tests/constraints.txt" \
  pytest pytest-asyncio hypothesis "$work"/dist/medlint-*.whl
mkdir "$work/main"
cp -r "$top/tests" "$top/README.md" "$top/pyproject.toml" "$work/main/"
cd "$work/main"
../env/bin/python -m pytest -q -p no:cacheprovider tests/test_cli.py tests/test_api.py tests/rules/test_examples.py
