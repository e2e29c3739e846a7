#!/usr/bin/env bash
# Runs every check, the later ones too when an earlier one fails, and says at the end how many failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

bin=${ORDERSET_VENV:-.venv}/bin
failed=()

check() {
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  "$@" || failed+=("$name")
}

check format "$bin/python" -m ruff format --check .
check lint "$bin/python" -m ruff check .
check types "$bin/python" -m mypy
check architecture "$bin/lint-imports"
check docs "$bin/python" tools/make_docs.py --check

echo
if [ "${#failed[@]}" -gt 0 ]; then
  printf 'check: %d failed:' "${#failed[@]}"
  printf ' %s' "${failed[@]}"
  echo
  exit 1
fi
echo "check: all is well"
