#!/usr/bin/env bash
# The one set-up behind `make demo` and `make test`: WeasyPrint's system libraries, LibreOffice and Chromium for the
# tests, a virtual environment, and the packages of the lock. Safe to repeat; does nothing when all is in place.
#
#   tools/setup.sh [run|dev]     run: what the program needs; dev (the default): the tests' tools too
#
#   PYTHON=...                   the Python to use, instead of the first one found that is new enough
#   ORDERSET_VENV=...            where the virtual environment lies, instead of .venv
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly LEVEL=${1:-dev}
readonly VENV=${ORDERSET_VENV:-.venv}
# Written last and removed first, so an environment without it is half made, and is made anew.
readonly STAMP=$VENV/orderset-setup

say() { printf 'setup: %s\n' "$*"; }

fail() {
  printf '\nsetup: %s\n' "$1" >&2
  shift
  [ "$#" -eq 0 ] || printf '%s\n' "$@" >&2
  exit 1
}

# Runs a command without its chatter; shows all of it if the command fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  [ "$status" -eq 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  fail "Python 3.11 or newer is needed, and ${PYTHON:-no python3 here} is not that." \
    "Install one (Debian 12, Ubuntu 24.04 or newer: apt-get install python3)," \
    "or name one: PYTHON=/path/to/python3.12 make setup"
}

# Prints the Debian packages that are missing, each found by trying to use what it holds.
missing_packages() {
  "$1" - "$LEVEL" <<'PYTHON'
import ctypes
import importlib.util
import subprocess
import sys

LIBRARIES = {  # what WeasyPrint opens, and the package that brings it
    "libgobject-2.0.so.0": "libpango-1.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
if sys.argv[1] == "dev":
    LIBRARIES["libatomic.so.1"] = "libatomic1"  # what drives the browser in the tests
PROGRAMS = {  # what the tests alone start, and the package that brings it
    "chromium": "chromium",
    "soffice": "libreoffice-calc-nogui",
}
missing = set()
for library, package in LIBRARIES.items():
    try:
        ctypes.CDLL(library)
    except OSError:
        missing.add(package)
if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it apart; venv cannot do without
    missing.add(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
for program, package in PROGRAMS.items() if sys.argv[1] == "dev" else ():
    try:
        subprocess.run([program, "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        missing.add(package)
print(*sorted(missing))
PYTHON
}

install_packages() {
  local as_root install=(apt-get install -y --no-install-recommends -o "DPkg::Lock::Timeout=120" "$@")
  command -v apt-get >/dev/null ||
    fail "these system packages are missing: $*" \
      "There is no apt-get here: install them, or what holds the same, by this system's own means."
  if [ "$(id -u)" -eq 0 ]; then
    as_root=(env DEBIAN_FRONTEND=noninteractive)
  elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n env DEBIAN_FRONTEND=noninteractive)
  else
    fail "these system packages are missing, and only an administrator can install them." \
      "Run this as root (for example behind \`sudo -s\`), then the same make command again:" \
      "" \
      "    apt-get update && apt-get install --no-install-recommends $*" \
      ""
  fi
  say "installing system packages: $*"
  # The list of packages is fetched only when the one here is missing or too old to serve.
  "${as_root[@]}" "${install[@]}" >/dev/null 2>&1 </dev/null && return
  say "fetching the list of packages first"
  quietly "${as_root[@]}" apt-get update || say "not every list could be fetched; trying with what is here"
  quietly "${as_root[@]}" "${install[@]}" || fail "installing $* failed; see above."
}

# Prints the Debian packages that the tests of faults want: disks, clocks and system calls that fail.
missing_test_packages() {
  local triplet
  triplet=$("$1" -c 'import sysconfig; print(sysconfig.get_config_var("MULTIARCH") or "")')
  strace -V >/dev/null 2>&1 || echo strace
  command -v faketime >/dev/null && [ -e "/usr/lib/$triplet/faketime/libfaketime.so.1" ] || echo faketime
  mount -V >/dev/null 2>&1 || echo mount
}

# Only asked for, never required: without them the tests that need them are skipped, and say so.
test_packages_for() {
  local missing
  missing=$(missing_test_packages "$1" | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086 # one argument for each package
  (install_packages $missing) || say "going on without them: the tests that need $missing are skipped"
}

system_packages_for() {
  local missing
  missing=$(missing_packages "$1")
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086 # one argument for each package
  install_packages $missing
  missing=$(missing_packages "$1")
  [ -z "$missing" ] || fail "still missing after their installation: $missing"
}

# What an environment of a level was made from; a change in any of it makes the environment stale.
fingerprint() {
  { pwd -P && cat "requirements/$1.lock" pyproject.toml tools/setup.sh; } | sha256sum | cut -d ' ' -f 1
}

# `dev` holds all that `run` needs, so its stamp does for both.
is_current() {
  [ -f "$STAMP" ] || return 1
  grep -qxF "dev $(fingerprint dev)" "$STAMP" && return
  [ "$LEVEL" = run ] && grep -qxF "run $(fingerprint run)" "$STAMP"
}

# False when the interpreter it was made with has gone or changed its version: then a compiled package will not load.
works() { "$VENV/bin/python" -Ic 'import cffi' 2>/dev/null; }

make_environment() {
  local python
  python=$(find_python)
  system_packages_for "$python"
  if [ -f "$STAMP" ] && works && grep -qxF "at $(pwd -P)" "$STAMP"; then
    say "bringing $VENV up to date"
  else
    [ "$VENV" = .venv ] || [ ! -e "$VENV" ] || [ -f "$VENV/pyvenv.cfg" ] ||
      fail "$VENV is there and is not a virtual environment: remove it, or set ORDERSET_VENV to another place."
    say "making $VENV with $("$python" -V)"
    rm -f "$STAMP"
    quietly "$python" -m venv --clear "$VENV" || fail "making the virtual environment failed; see above."
  fi
  rm -f "$STAMP"

  local pip=("$VENV/bin/python" -m pip --disable-pip-version-check)
  say "installing the packages of requirements/$LEVEL.lock"
  quietly "${pip[@]}" install --require-hashes --no-deps --only-binary :all: -r "requirements/$LEVEL.lock" ||
    fail "installing the packages failed; see above."
  # The build tool comes from the lock too: without isolation, nothing is fetched beside it.
  quietly "${pip[@]}" install --no-deps --no-build-isolation --editable . ||
    fail "installing the project itself failed; see above."
  quietly "${pip[@]}" check || fail "the packages do not fit together; see above. Is the lock current (make lock)?"
  quietly "$VENV/bin/python" -W error -c 'import weasyprint' ||
    fail "WeasyPrint does not start; see above."

  printf '%s\n' "at $(pwd -P)" "$LEVEL $(fingerprint "$LEVEL")" >"$STAMP"
  say "done"
}

case $LEVEL in
  run | dev) ;;
  *) fail "usage: tools/setup.sh [run|dev]" ;;
esac

if is_current && works; then
  system_packages_for "$VENV/bin/python"
else
  make_environment
fi
[ "$LEVEL" = run ] || test_packages_for "$VENV/bin/python"
