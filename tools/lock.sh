#!/usr/bin/env bash
# Makes requirements/run.lock and requirements/dev.lock from pyproject.toml. Only what pyproject.toml no
# longer allows is moved; `UPGRADE=1 tools/lock.sh` takes newer releases, none younger than a week.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

workshop=$(mktemp -d)
trap 'rm -rf "$workshop"' EXIT
# Not .venv: when pyproject.toml asks for what the lock lacks, that cannot be set up before this has run.
"${PYTHON:-python3}" -m venv "$workshop/venv"
"$workshop/venv/bin/python" -m pip install --quiet --disable-pip-version-check uv

compile() {
  "$workshop/venv/bin/uv" pip compile pyproject.toml --quiet --no-config --no-python-downloads \
    --universal --python-version 3.11 --only-binary :all: --generate-hashes --exclude-newer "7 days" \
    --no-header --no-annotate --no-emit-index-url "$@"
}

mkdir -p requirements
compile ${UPGRADE:+--upgrade} --group dev --output-file requirements/dev.lock
# Held to the same releases, so that the tests try what the wards run.
rm -f requirements/run.lock
compile --constraint requirements/dev.lock --group build --output-file requirements/run.lock

if grep -nE '://|^-|(^|[ =@])/' requirements/*.lock; then
  echo "lock: an address, an option or a path got into a lock file; see above." >&2
  exit 1
fi
grep -cE '^[a-z]' requirements/*.lock
