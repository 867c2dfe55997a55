# shellcheck shell=bash
# Installing what is missing with the distribution's package manager. Sourced by ./tracebook.

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# need PROGRAM-OR-FILE PACKAGE REASON: notes the package as missing unless the program or file exists.
missing_packages=()
need() {
  local what=$1 package=$2 reason=$3
  if [[ $what == /* ]]; then compgen -G "$what" >/dev/null && return; else command -v "$what" >/dev/null && return; fi
  echo "tracebook: installing $package ($reason)"
  missing_packages+=("$package")
}

install_missing() {
  [ ${#missing_packages[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null; then
    echo "tracebook: this machine has no apt-get. Install these (Debian's names) yourself: ${missing_packages[*]}" >&2
    exit 1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing_packages[@]}"
  missing_packages=()
}

mount_tracefs() {
  [ -e /sys/kernel/tracing/events ] && return
  echo "tracebook: mounting tracefs on /sys/kernel/tracing (tracepoint formats and attaching need it)"
  as_root mount -t tracefs tracefs /sys/kernel/tracing || echo "tracebook: tracefs could not be mounted; tracepoints will not work" >&2
}
