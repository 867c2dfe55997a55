# shellcheck shell=bash
# The kernelspec, and Jupyter. Sourced by ./tracebook.
: "${home:?}"

# Debian's Python, whatever else is on PATH: its Jupyter packages belong to it.
debian_python=/usr/bin/python3

# Everything in kernel-config, with the place of the launcher and the JDK filled in.
install_kernelspec() {
  local from=${1:-$home}
  local data="${JUPYTER_DATA_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/jupyter}"
  "$debian_python" "$home/script/notebooks.py" kernelspec "$from/kernel-config" "$data/kernels/tracebook" \
    "$from/script/kernel" "$JAVA_HOME"
}

open_notebooks() {
  local options=(--ip=127.0.0.1 --notebook-dir="$home/notebooks")
  [ "$(id -u)" != 0 ] || options+=(--allow-root)
  if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    options+=(--no-browser)
    say "open the address with the token below; from another machine first run there: ssh -L 8888:127.0.0.1:8888 $(hostname)"
  fi
  # shellcheck disable=SC2154
  TRACEBOOK_LAB=$lab in_session "$debian_python" -m notebook "${options[@]}" "$@"
}
