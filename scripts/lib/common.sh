#!/usr/bin/env bash
# Shared by the scripts: installs the tools that are missing, builds the page.
# Source it: it also moves to the project's root and sets PATH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly TRUNK=0.21.14
readonly CARGO_DENY=0.20.2
readonly CARGO_FUZZ=0.13.2
readonly GECKODRIVER=0.37.1 # drives Firefox; Debian has none

# Outside the project, so that every clone on this machine finds them, and apart
# from ~/.cargo/bin, so that no other project gets a version it did not ask for.
readonly TOOLS=${XDG_CACHE_HOME:-$HOME/.cache}/ws-doctor
readonly STAMP=target/page.stamp

# The page is built with its own standard library, in which a panic only traps: the
# messages and the code that formats them are a seventh of the first load (14 kB
# brotli). The compiler has this, but does not call it stable yet.
# The paths of this machine are nobody's business, and would make two builds differ.
readonly SMALL=(
  RUSTC_BOOTSTRAP=1
  CARGO_UNSTABLE_BUILD_STD=std,panic_abort
  CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo --remap-path-prefix=$PWD=ws-doctor"
)

# /usr/sbin: Debian's place for nginx and haproxy.
export NODE_PATH=$TOOLS/npm/node_modules
export PATH=$TOOLS/npm/node_modules/.bin:$TOOLS/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH:/usr/sbin

trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

say() { printf '▸ %s\n' "$*"; }

give_up() { # EXPECTED FOUND REMEDY
  printf '✗ Cannot go on.\n  expected: %s\n  found:    %s\n  to mend:  %s\n' "$@" >&2
  exit 1
}

# Runs a command and says once a minute that it is still running.
patiently() { # DOING COMMAND...
  local doing=$1 status=0 heart
  shift
  say "$doing"
  heartbeat "$doing" &
  heart=$!
  "$@" || status=$?
  kill "$heart"
  wait "$heart" 2>/dev/null || true
  return "$status"
}

heartbeat() { # DOING
  local minutes=0
  # Not `sleep`: it would outlive us and keep our caller's pipe open.
  while ! read -r -t 60 <> <(:); do
    minutes=$((minutes + 1))
    printf '  … still %s (%d min)\n' "$1" "$minutes"
  done
}

# Runs a command without its output, unless it fails.
quietly() { # COMMAND...
  local log status=0
  log=$(mktemp)
  "$@" &>"$log" || status=$?
  ((status == 0)) || tail -n 40 "$log" >&2
  rm -f "$log"
  return "$status"
}

has() { # TOOL VERSION
  # Some say more than their version, on lines of their own.
  [[ " $("$1" --version 2>/dev/null | head -n 1) " == *" $2 "* ]]
}

# The Debian packages of those commands that are missing.
debian() { # COMMAND:PACKAGE...
  local pair missing=() root=()
  for pair; do
    command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  ((${#missing[@]})) || return 0

  local by_hand="install ${missing[*]} by hand (Debian: apt-get update && apt-get install ${missing[*]}, as root)"
  command -v apt-get >/dev/null || give_up "apt-get, to install ${missing[*]}" "none" "$by_hand"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || give_up "root or sudo, to install ${missing[*]}" "neither" "$by_hand"
    root=(sudo)
  fi
  root+=(env DEBIAN_FRONTEND=noninteractive)

  patiently "updating apt's lists" quietly "${root[@]}" apt-get update ||
    give_up "apt-get update to work" "the error above" "mend apt's sources or the network, or $by_hand"
  patiently "installing ${missing[*]}" quietly "${root[@]}" apt-get -o DPkg::Lock::Timeout=300 \
    install --yes --no-install-recommends "${missing[@]}" ||
    give_up "apt-get install to work" "the error above" "$by_hand"
  # Some came as services: only the lab is to start them, on ports of its own.
  for pair in "${missing[@]/nghttp2-proxy/nghttpx}"; do
    "${root[@]}" systemctl disable --now "${pair%-light}" &>/dev/null || true
  done
}

setup_rust() {
  debian cc:build-essential
  command -v rustup >/dev/null ||
    give_up "rustup with stable Rust" "no rustup on PATH" "install rustup, then open a new shell"

  local wanted found
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  found=$(rustc --version | cut -d' ' -f2)
  printf '%s\n' "$wanted" "$found" | sort --version-sort --check=quiet ||
    give_up "Rust $wanted or newer" "Rust $found" "rustup update stable"
}

rust_part() { # target|component NAME
  [[ $(rustup "$1" list --installed) == *"$2"* ]] ||
    patiently "adding the Rust $1 $2" quietly rustup "$1" add "$2" ||
    give_up "the Rust $1 $2" "the error above" "rustup $1 add $2"
}

cargo_tool() { # TOOL VERSION CRATE [OPTION...]
  has "$1" "$2" ||
    patiently "building $1 $2, once per machine" \
      quietly cargo install "$3" --version "$2" --root "$TOOLS" "${@:4}" ||
    give_up "$1 $2" "the error above" "cargo install $3 --version $2 ${*:4}"
}

# What a folder of scripts/lib/ names of npm: whole, and only what has the digest that the lock file
# knows.
npm_packages() { # FOLDER
  local from=scripts/lib/$1 to=$TOOLS/$1
  cmp --silent "$from/package-lock.json" "$to/installed" ||
    patiently "installing the packages from npm" quietly npm_install "$from" "$to" ||
    give_up "the packages in $from" "the error above" "npm ci --ignore-scripts, in a copy of $from"
}

npm_install() { # FROM TO
  mkdir -p "$2" &&
    cp "$1/package.json" "$1/package-lock.json" "$2" &&
    npm ci --prefix "$2" --ignore-scripts --no-audit --no-fund &&
    cp "$1/package-lock.json" "$2/installed"
}

# The browsers that show the page to tests, and their drivers.
browsers() {
  debian chromium:chromium chromedriver:chromium-driver firefox:firefox-esr certutil:libnss3-tools \
    WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb
  cargo_tool geckodriver "$GECKODRIVER" geckodriver --locked
}

# What the lab's scenarios run.
lab_software() {
  debian nginx:nginx-light haproxy:haproxy apache2:apache2-bin caddy:caddy varnishd:varnish \
    nghttpx:nghttp2-proxy unshare:util-linux ip:iproute2 nft:nftables python3:python3
  local versions=scripts/lib/software.txt venv=$TOOLS/venv
  if ! cmp --silent "$versions" "$venv/versions"; then
    # No command has this name: it stands for a part of Python that Debian ships apart.
    python3 -c 'import ensurepip' 2>/dev/null || debian ensurepip:python3-venv
    patiently "installing the lab's Python software" quietly python_software "$versions" "$venv" ||
      give_up "the packages in $versions" "the error above" "python3 -m venv $venv, then $venv/bin/pip install -r $versions"
  fi
  npm_packages npm
}

# The pages of other people that hold a widget, with the frameworks that they are made of.
host_pages() {
  local from=tests/hosts into=target/hosts
  mkdir -p "$into"
  if ! cmp --silent "$from/package-lock.json" "$into/node_modules/versions"; then
    patiently "installing the frameworks of the host pages" quietly host_software "$from" "$into" ||
      give_up "the packages in $from/package-lock.json" "the error above" "npm ci, in a copy of $from"
  fi
  cp "$from"/{react,vue}.js "$into/"
  quietly "$into/node_modules/.bin/esbuild" "$into"/{react,vue}.js --bundle --format=esm \
    --outdir="$into/built" --define:process.env.NODE_ENV='"production"' \
    --define:__VUE_OPTIONS_API__=false --define:__VUE_PROD_DEVTOOLS__=false \
    --define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false
}

host_software() { # FROM INTO
  cp "$1"/package{,-lock}.json "$2/" &&
    npm ci --prefix "$2" --ignore-scripts &&
    cp "$1/package-lock.json" "$2/node_modules/versions"
}

python_software() { # VERSIONS VENV
  python3 -m venv --clear "$2" &&
    "$2/bin/pip" install --disable-pip-version-check --requirement "$1" &&
    cp "$1" "$2/versions"
}

# The version Cargo.lock holds of a crate.
locked() { # CRATE
  awk -v name="name = \"$1\"" '$0 == name { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock
}

setup_page() {
  setup_rust
  local node
  node=$(node --version 2>/dev/null) || node="no node on PATH"
  command -v npm >/dev/null || node="no npm on PATH"
  [[ $node =~ ^v([0-9]+) ]] && ((BASH_REMATCH[1] >= 20)) ||
    give_up "Node 20 or newer, with npm" "$node" "install Node 20 with its npm, then open a new shell"
  rust_part target wasm32-unknown-unknown
  rust_part component rust-src
  cargo_tool trunk "$TRUNK" trunk --locked
  # The page and the CLI must agree on the version to the last digit.
  cargo_tool wasm-bindgen "$(locked wasm-bindgen)" wasm-bindgen-cli
  npm_packages npm
}

build_page() {
  local inputs
  inputs=$({ fingerprint . ! -path './dist/*' && rustc --version; } | sha256sum | cut -d' ' -f1)
  if [[ -d dist && -f $STAMP && $(<"$STAMP") == "$inputs $(fingerprint dist)" ]]; then
    say "dist/ is up to date"
    return
  fi
  # NO_COLOR: Trunk takes any value but true and false for an error.
  # minify: what Trunk cannot minify, the hook in Trunk.toml does.
  patiently "building the release page into dist/" \
    env -u NO_COLOR "${SMALL[@]}" "WS_DOCTOR_BUILD=${inputs:0:12}" \
    trunk --skip-version-check --log error,trunk=warn,trunk::processing::minify=error build --release --locked
  grep --quiet "${inputs:0:12}" dist/*.wasm ||
    give_up "programs that know their build, ${inputs:0:12}" "none" "see where trunk loses WS_DOCTOR_BUILD"
  mkdir -p "${STAMP%/*}"
  echo "$inputs $(fingerprint dist)" >"$STAMP"
}

# A digest of all files below a folder that can have a part in the page. Rather
# too many than too few: a needless build costs less than a stale page.
fingerprint() { # FOLDER [FIND-EXPRESSION...]
  find "$1" \( -path ./.git -o -path ./target -o -path ./docs -o -path ./deploy -o -path ./fuzz \
    -o -path ./crates/lab -o -name tests \) -prune \
    -o -type f ! -name '*.md' "${@:2}" -print0 |
    LC_ALL=C sort --zero-terminated | xargs --null sha256sum | sha256sum | cut -d' ' -f1
}
