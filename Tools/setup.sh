# Shared by the scripts beside this file; sourced, not run.
#
# Sets $project (the project's folder) and moves there, and makes sure that the compiler and the C
# libraries are at hand: on Debian and its relatives what is missing is installed, elsewhere it is
# named.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$project"

say() { printf '%s\n' "$*" >&2; }

die() {
  say "error: $*"
  exit 1
}

# SwiftPM keeps its caches under $HOME; a bare environment has none.
if [[ ! -w "${HOME:-}" ]]; then
  HOME=$(mktemp -d)
  export HOME
fi

# Whether the C++ compiler of the toolchain finds these headers.
has_headers() {
  printf '#include <%s>\n' "$@" | clang++ -std=c++17 -fsyntax-only -x c++ - 2> /dev/null
}

# Prints the Debian packages that are needed and not there.
missing_packages() {
  command -v git > /dev/null || echo git
  command -v pkg-config > /dev/null || echo pkg-config
  has_headers string || echo g++
  has_headers lmdb.h || echo liblmdb-dev
  has_headers sqlite3.h || echo libsqlite3-dev
  has_headers string simdjson.h || echo libsimdjson-dev
  has_headers xlsxwriter.h || echo libxlsxwriter-dev
  # Tests read exports back with programs in Python.
  command -v python3 > /dev/null || echo python3
  python3 -c 'import ensurepip, venv' 2> /dev/null || echo python3-venv
  # Tests have exports verified by OpenSSL and by a program in Go, which is large.
  command -v openssl > /dev/null || echo openssl
  if [[ ${0##*/} == test || ${0##*/} == run ]]; then
    command -v go > /dev/null || echo golang-go
    [[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ]] || echo golang-golang-x-mod-dev
  fi
  # The jobs of the web are tried in a browser.
  if [[ ${0##*/} == check-pages || -n ${RAPPORTEUR_BROWSER:-} ]]; then
    command -v chromium > /dev/null || echo chromium
    command -v chromedriver > /dev/null || echo chromium-driver
  fi
}

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo > /dev/null; then
    sudo "$@"
  else
    die "installing packages needs root, and there is no sudo; run as root: $*"
  fi
}

prepare() {
  command -v swift > /dev/null ||
    die "there is no swift on the PATH; install Swift 6.2 or later from https://www.swift.org/install"

  # The toolchain's own clang, so that what it finds is what the build finds.
  PATH=$(dirname "$(readlink -f "$(command -v swift)")"):$PATH

  local missing
  mapfile -t missing < <(missing_packages)
  [[ ${#missing[@]} -gt 0 ]] || return 0

  command -v apt-get > /dev/null ||
    die "missing, and no apt-get to install it with: ${missing[*]} (Debian's names; with headers)"
  say "installing: ${missing[*]}"
  as_root apt-get update
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "${missing[@]}"
}

prepare
