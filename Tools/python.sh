# Shared by the scripts beside this file; sourced, not run.
#
# Programs of others, written in Python, that check what Rapporteur does. The caller defines
# `skip`, which says what was not checked and leaves with the code 77.

# Makes sure that a Python with these packages is there, and sets $python to it. `--no-deps` installs
# the packages behind it without what they ask for.
#
#   need_python NAME PACKAGE… [--no-deps PACKAGE…]
need_python() {
  local name=$1 version cache environment fresh alone=()
  shift
  command -v python3 > /dev/null || skip "there is no python3"
  version=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/rapporteur
  # Other packages, another folder.
  environment=$cache/$name-$version-$(printf '%s\n' "$@" | cksum | cut -d' ' -f1)
  python=$environment/bin/python
  [[ ! -e $environment/complete ]] || return 0

  local packages=()
  while [[ $# -gt 0 && $1 != --no-deps ]]; do
    packages+=("$1")
    shift
  done
  [[ $# -eq 0 ]] || alone=("${@:2}")
  mkdir -p "$cache" || skip "$cache cannot be made"
  # Made aside, so that two checks at once do not build on each other's halves.
  fresh=$(mktemp -d "$cache/making.XXXXXX")
  # shellcheck disable=SC2064
  trap "rm -rf '$fresh'" EXIT
  python3 -m venv "$fresh" >&2 || skip "python3 cannot make environments (Debian: python3-venv)"
  "$fresh/bin/python" -m pip install --quiet --disable-pip-version-check "${packages[@]}" >&2 ||
    skip "the packages cannot be installed from PyPI: ${packages[*]}"
  [[ ${#alone[@]} -eq 0 ]] ||
    "$fresh/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "${alone[@]}" \
      >&2 || skip "the packages cannot be installed from PyPI: ${alone[*]}"
  touch "$fresh/complete"
  mv -T "$fresh" "$environment" 2> /dev/null || [[ -e $environment/complete ]]
}

# Sets $program to the rapporteur that is given, or to one that is built now.
need_program() {
  if [[ -n ${1:-} ]]; then
    program=$(realpath -- "$1")
  else
    source "$tools/setup.sh"
    swift build --product rapporteur >&2
    program=$(swift build --show-bin-path)/rapporteur
  fi
}
