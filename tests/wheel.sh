#!/usr/bin/env bash
# Build the wheel, install it into an environment of its own, and run the tests against it: what people
# install is what is tested, with its schema, data and types inside.
set -euo pipefail
python=$1
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m build --wheel --outdir "$work/dist" "$top" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$python" -m venv "$work/env"
"$work/env/bin/pip" install -q --disable-pip-version-check -c "$top/tests/constraints.txt" \
  -r "$top/tests/requirements.txt" "$work"/dist/medlint-*.whl
held=$("$python" -m zipfile -l "$work"/dist/medlint-*.whl)
for inside in py.typed schema/dataset.schema.json schema/list.schema.json data/misspellings.txt report/assets/report.html; do
  [[ $held == *"medlint/$inside"* ]] || { echo "the wheel lacks $inside"; exit 1; }
done
mkdir "$work/main"
cp -r "$top/tests" "$top/schema" "$top/catalog" "$top/README.md" "$top/pyproject.toml" "$work/main/"
if [ -d "$top/../shared" ]; then ln -s "$(cd "$top/../shared" && pwd)" "$work/shared"; fi
cd "$work/main"
../env/bin/python -m pytest -q -p no:cacheprovider tests/rules tests/read tests/test_cli.py
