# shellcheck shell=bash
# The lab: real servers from Debian's packages on loopback, in one folder, with bounded loads to trace. Sourced by ./tracebook.
# Each part (script/lab/<part>.sh) has <part>_packages, <part>_start, <part>_load SECONDS and <part>_stop.
: "${home:?}"

# Neutron is installed only for who asks for it: it is two hundred packages.
lab_parts=(postgres mariadb net)
lab_all_parts=("${lab_parts[@]}" neutron)
lab_load_seconds=10

# What runs as root keeps its servers where their unprivileged users can go; a home folder is closed to them.
if [ -n "${TRACEBOOK_LAB:-}" ]; then
  lab=$TRACEBOOK_LAB
elif [ "$(id -u)" = 0 ]; then
  lab=/var/cache/tracebook/lab
else
  lab=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/tracebook/lab
fi

# shellcheck source=script/lab/postgres.sh
. "$home/script/lab/postgres.sh"
# shellcheck source=script/lab/mariadb.sh
. "$home/script/lab/mariadb.sh"
# shellcheck source=script/lab/net.sh
. "$home/script/lab/net.sh"
# shellcheck source=script/lab/neutron.sh
. "$home/script/lab/neutron.sh"

# run_lab start|load|stop [PART...] [SECONDS]
run_lab() {
  local verb=${1:-} each parts=()
  case "$verb" in
    start | load | stop) shift ;;
    "") misused "lab takes start, load or stop" ;;
    *) misused "lab has no command $verb; it takes start, load or stop" ;;
  esac
  for each in "$@"; do
    if [[ $verb = load && $each =~ ^[1-9][0-9]{0,3}$ ]]; then
      lab_load_seconds=$each
    elif [ "$each" = all ]; then
      parts=("${lab_all_parts[@]}")
    elif [[ " ${lab_all_parts[*]} " == *" $each "* ]]; then
      parts+=("$each")
    else
      misused "the lab has no part $each; it has ${lab_all_parts[*]} and all"
    fi
  done
  if [ ${#parts[@]} -eq 0 ]; then
    parts=("${lab_parts[@]}")
    [ "$verb" != stop ] || parts=("${lab_all_parts[@]}")
  fi
  [[ $lab == /* ]] || die "TRACEBOOK_LAB must be an absolute path, not $lab"
  mkdir -p "$lab" && chmod 711 "$lab" && [ -O "$lab" ] || die "$lab is not a folder of your own; set TRACEBOOK_LAB to one"
  "lab_$verb" "${parts[@]}"
}

lab_start() {
  local each
  for each in "$@"; do "${each}_packages"; done
  lab_install
  lab_lock
  for each in "$@"; do "${each}_start"; done
}

lab_load() {
  local each pids=() status=0
  for each in "$@"; do
    lab_running "$each" || die "the lab's $each does not run; first: ./tracebook lab start $each"
  done
  for each in "$@"; do
    "${each}_load" "$lab_load_seconds" &
    pids+=($!)
  done
  for each in "${pids[@]}"; do wait "$each" || status=$?; done
  return "$status"
}

lab_stop() {
  local i
  lab_lock
  # Backwards: what uses a server goes before it.
  for ((i = $#; i > 0; i--)); do "${!i}_stop"; done
}

# One start or stop at a time. Servers must not keep the lock: lab_run closes it for them.
lab_lock() {
  exec 9>"$lab/lock"
  flock -w 120 9 || die "another ./tracebook lab works on $lab"
}

# Debian starts a server when its package is installed; the lab wants the programs only.
lab_install() {
  [ ${#missing_packages[@]} -gt 0 ] || return 0
  local policy=/usr/sbin/policy-rc.d made=
  if may_become_root "to install the lab's servers" && [ ! -e "$policy" ]; then
    as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy" && made=yes
  fi
  (install_missing) || { [ -z "$made" ] || as_root rm -f "$policy"; exit 1; }
  missing_packages=()
  [ -z "$made" ] || as_root rm -f "$policy"
}

# lab_user NAME: the user that a server runs as: the caller, or for root the package's own, since servers refuse root.
lab_user() {
  if [ "$(id -u)" != 0 ]; then
    id -un
  elif id -u "$1" >/dev/null 2>&1; then
    echo "$1"
  else
    echo nobody
  fi
}

# lab_as USER COMMAND...
lab_as() {
  local user=$1
  shift
  if [ "$user" = "$(id -un)" ]; then
    "$@"
  else
    setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups "$@" ||
      { status=$?; lab_may_change_user || die "only root's own terminal can start servers as $user: run ./tracebook lab start there"; return "$status"; }
  fi
}

# The kernel of a notebook that root started has no right to become another user.
lab_may_change_user() { setpriv --reuid=nobody true 2>/dev/null; }

# lab_folder USER FOLDER: makes a folder of that user's own.
lab_folder() {
  mkdir -p "$2"
  [ "$1" = "$(id -un)" ] || chown "$1:" "$2" 2>/dev/null ||
    die "only root's own terminal can start servers as $1: run ./tracebook lab start there"
  chmod 700 "$2"
}

# lab_run NAME USER LOG COMMAND...: starts a server in a session of its own and notes its pid and start time.
lab_run() {
  local name=$1 user=$2 log=$3 pid
  shift 3
  local become=()
  [ "$user" = "$(id -un)" ] || become=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --init-groups)
  (cd / && exec setsid "${become[@]}" "$@" </dev/null >"$log" 2>&1 9>&-) &
  pid=$!
  echo "$pid $(lab_start_ticks "$pid")" >"$lab/$name.process"
}

# When a process started, in ticks since boot: with the pid, this tells it from all others.
lab_start_ticks() {
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  # The name in parentheses may hold blanks.
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  echo "${20}"
}

# lab_running NAME: whether the process that the lab started under this name still runs; sets lab_pid.
lab_running() {
  local ticks
  lab_pid=
  [ -e "$lab/$1.process" ] || return 1
  read -r lab_pid ticks <"$lab/$1.process"
  [ "$(lab_start_ticks "$lab_pid")" = "$ticks" ]
}

# lab_end NAME [SIGNAL]: ends what the lab started under this name, and nothing else.
lab_end() {
  local name=$1 i
  if ! lab_running "$name"; then
    rm -f "$lab/$name.process"
    return
  fi
  kill "-${2:-TERM}" "$lab_pid"
  for ((i = 0; i < 200; i++)); do
    lab_running "$name" || break
    sleep 0.1
  done
  ! lab_running "$name" || kill -KILL "$lab_pid"
  rm -f "$lab/$name.process"
  say "lab: $name stopped"
}

# lab_free_port: a port that nothing listens on, outside of the range that connections take theirs from.
lab_free_port() {
  local port
  while :; do
    port=$((RANDOM % 10000 + 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# lab_wait NAME LOG COMMAND...: until the command succeeds; fails with the log's end when the server ends or takes 60 s.
lab_wait() {
  local name=$1 log=$2 i
  shift 2
  for ((i = 0; i < 600; i++)); do
    ! "$@" >/dev/null 2>&1 || return 0
    lab_running "$name" || break
    sleep 0.1
  done
  tail -20 "$log" >&2
  lab_end "$name"
  die "the lab's $name did not start (the last lines of $log are above)"
}

lab_password() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# lab_secret FILE: takes the file's content from stdin; only the caller may read it.
lab_secret() { (umask 077 && rm -f "$1" && cat >"$1"); }
