# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
# What every script here shares: where things are, who runs them, and how to tell the reader. Sourced, never run.

STAFET_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# PostgreSQL refuses root, and a broker that faces the network has no business being root: this user runs both then.
STAFET_USER=${STAFET_USER:-stafet}

say() { printf '%s\n' "$*"; }
step() { printf '== %s\n' "$*"; }
warn() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
die() {
  warn "$*"
  exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# The user that PostgreSQL and the broker run as.
run_user() { if is_root; then printf '%s' "$STAFET_USER"; else id -un; fi; }

# Makes the unprivileged user when root needs it.
ensure_run_user() {
  is_root || return 0
  if ! getent passwd "$STAFET_USER" >/dev/null; then
    useradd --system --user-group --no-create-home --home-dir /var/lib/stafet --shell /usr/sbin/nologin "$STAFET_USER"
  fi
  [ "$(id -u "$STAFET_USER")" -ne 0 ] || die "the user '$STAFET_USER' is root under another name"
}

# become USER COMMAND...: this shell ends and the command goes on in its process, as that user. Files it makes are its own alone.
# It starts in / because the caller's folder may be closed to it.
become() {
  local user=$1
  shift
  umask 077
  cd /
  if [ "$(id -un)" = "$user" ]; then exec "$@"; fi
  is_root || die "this belongs to the user '$user': run it as '$user' or as root"
  HOME=/ exec setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups -- "$@"
}

as_user() { (become "$@"); }

# Whether the run-user can get into a folder: a clone under /root it cannot.
run_user_reaches() { as_user "$(run_user)" test -x "$1"; }

absolute() { realpath -m -- "$1"; }

# Where scripts/up keeps everything that is not source or build: the same answer on every call.
var_folder() {
  if [ -n "${STAFET_VAR:-}" ]; then
    absolute "$STAFET_VAR"
  elif is_root && getent passwd "$STAFET_USER" >/dev/null && ! run_user_reaches "$STAFET_ROOT"; then
    printf '/var/lib/stafet'
  else
    printf '%s/var' "$STAFET_ROOT"
  fi
}

# wait_for SECONDS COMMAND... asks until the command succeeds, ten times a second; fails when the time is up.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

# process_is PID FILE: whether that process runs that program (which may have been replaced on disk since). A number that another
# process has now, and one that has ended but that nobody has waited for, are not it.
process_is() {
  local exe=''
  # A process that forbids dumps hides its program from its own user, too; the words it was started with still tell.
  if ! exe=$(readlink "/proc/$1/exe" 2>/dev/null); then
    IFS= read -r -d '' exe 2>/dev/null <"/proc/$1/cmdline" || return 1
  fi
  [ "${exe% (deleted)}" = "$2" ]
}

# configure PRESET and build PRESET [TARGET...]: the whole output goes to build/PRESET.log, and its end is shown when it fails.
# One at a time on a build folder: ninja itself does not see to that.
configure() {
  mkdir -p "$STAFET_ROOT/build"
  (
    flock 7
    cd "$STAFET_ROOT" || exit 1
    cmake --preset "$1" >"build/$1.log" 2>&1 || { tail -n 40 "build/$1.log" >&2; exit 1; }
  ) 7>"$STAFET_ROOT/build/lock"
}

build() {
  local preset=$1
  shift
  configure "$preset" || return 1
  (
    flock 7
    cd "$STAFET_ROOT/build" || exit 1
    ninja -C "$preset" "$@" 2>&1 | tee -a "$preset.log" | show_tenths && exit 0
    grep -A 30 -m 3 -E '^FAILED:|^ninja: error' "$preset.log" >&2 || tail -n 40 "$preset.log" >&2
    exit 1
  ) 7>"$STAFET_ROOT/build/lock"
}

# Of ninja's many lines, one each time another tenth of the work is done.
show_tenths() {
  awk '/^\[[0-9]+\/[0-9]+\]/ {
    split(substr($1, 2), part, "[/\\]]"); tenth = int(part[1] * 10 / part[2])
    if (tenth > shown) { shown = tenth; printf "   %d of %d\n", part[1], part[2]; fflush() }
  }'
}
