#!/usr/bin/env bash
# The nightly batch on the sample workbooks, as a pharmacy would run it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# 1 is a finished batch in which someone is withheld, referred or returned, as the samples are meant to show.
status=0
"${ORDERSET_VENV:-.venv}/bin/orderset" run sample_inputs/*.xlsx -o outputs \
  --site sample_inputs/site.toml --today 2026-12-04 || status=$?
[ "$status" -le 1 ] || exit "$status"

# A program that never started ends with 1 too; a published batch ends with its manifest.
if ! compgen -G "outputs/*/manifest.json" >/dev/null; then
  echo "demo: no batch was published under outputs/" >&2
  exit 1
fi
echo
echo "demo: published under outputs/; begin with the index.html of a batch:"
ls -d outputs/*/
