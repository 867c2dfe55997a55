# shellcheck shell=bash
# Becoming root for a step, and running Jupyter as the caller with the right to trace. Sourced by ./tracebook.

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "${sudo_options[@]}" "$@"; fi
}

# Without a terminal (CI, cron) sudo must not wait for a password that nobody can type.
sudo_options=()
{ : </dev/tty; } 2>/dev/null || sudo_options=(-n)

# may_become_root REASON: whether as_root works; asks for the password once, saying what for.
root_answer=
may_become_root() {
  [ "$(id -u)" != 0 ] || return 0
  if [ -z "$root_answer" ]; then
    root_answer=no
    if [ -z "${unprivileged:-}" ] && command -v sudo >/dev/null; then
      if sudo -n true 2>/dev/null; then
        root_answer=yes
      elif [ ${#sudo_options[@]} -eq 0 ]; then
        say "sudo is needed $1; it may ask for your password"
        ! sudo -v || root_answer=yes
      fi
    fi
  fi
  [ "$root_answer" = yes ]
}

# in_session COMMAND...: runs it as the calling user, with the inheritable capabilities that script/kernel turns into
# the kernel's own (capabilities.sh tells how and why), or plainly where the user may not.
in_session() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif may_become_root "to let the kernel process (only that) trace" && install_capability_copy; then
    as_caller "$@"
  else
    say "no sudo: live tracing will not work, recordings and charts will"
    "$@"
  fi
}

# sudo takes the environment away and keeps no other open files, so the environment passes through a private file.
# The process belongs to the caller, so signals to this script are handed on to it.
as_caller() {
  local session child
  session=$(mktemp -d "${TMPDIR:-/tmp}/tracebook-session.XXXXXX")
  (umask 077 && export -p >"$session/environment")
  # Jobs in the background of a script ignore interrupts: Jupyter must not.
  # shellcheck disable=SC2016
  sudo "${sudo_options[@]}" setpriv --reuid="$(id -u)" --regid="$(id -g)" --init-groups \
    --inh-caps="$(setpriv_set)" --ambient-caps=-all \
    env -i --default-signal=INT,QUIT bash --norc -c '
      cd "$2" && umask "$3" && . "$1/environment" && echo $$ >"$1/pid" && rm -f "$1/environment" && shift 3 && exec "$@"' \
    tracebook "$session" "$PWD" "$(umask)" "$@" <&0 &
  child=$!
  local signal status
  for signal in TERM INT HUP; do
    # shellcheck disable=SC2064
    trap "kill -$signal \$(cat '$session/pid' 2>/dev/null) 2>/dev/null || true" "$signal"
  done
  while :; do
    status=0
    wait "$child" || status=$?
    kill -0 "$child" 2>/dev/null || [ -e "/proc/$child" ] || break
  done
  trap - TERM INT HUP
  rm -rf "$session"
  return "$status"
}
