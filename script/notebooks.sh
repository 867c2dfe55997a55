# shellcheck shell=bash
# Executing a notebook beside the part of the lab that it asks for. Sourced by ./tracebook.
: "${home:?}" "${lab:?}" "${debian_python:?}"

# The load outlives no notebook for longer, whatever happens to this script.
notebook_load_seconds=900

# execute_notebook NOTEBOOK OUTPUT
execute_notebook() {
  start_lab_for_notebook "$1"
  # The cells find the servers' accounts there.
  TRACEBOOK_LAB=$lab in_session "$debian_python" "$home/script/notebooks.py" execute "$1" "$2"
  stop_lab_for_notebook
}

# A notebook's kernel may trace and little else: it cannot start servers as other users. What a notebook needs of the lab is
# named in its metadata ("tracebook": {"lab": ["mariadb"]}); it runs under load before the kernel starts. Who calls this sees
# to it that stop_lab_for_notebook runs at EXIT too. Parts that ran already are left running.
started_parts=()
load_group=
start_lab_for_notebook() {
  local parts each
  mapfile -t parts < <("$debian_python" "$home/script/notebooks.py" lab "$1")
  [ ${#parts[@]} -gt 0 ] || return 0
  for each in "${parts[@]}"; do
    lab_running "$each" || started_parts+=("$each")
  done
  # In processes of their own: this one must not hold the lab's lock.
  TRACEBOOK_LAB=$lab "$home/tracebook" lab start "${parts[@]}"
  TRACEBOOK_LAB=$lab setsid "$home/tracebook" lab load "${parts[@]}" "$notebook_load_seconds" </dev/null &
  load_group=$!
}

stop_lab_for_notebook() {
  if [ -n "$load_group" ]; then
    kill -- "-$load_group" 2>/dev/null || true
    wait "$load_group" 2>/dev/null || true
    load_group=
  fi
  if [ ${#started_parts[@]} -gt 0 ]; then
    TRACEBOOK_LAB=$lab "$home/tracebook" lab stop "${started_parts[@]}" || true
    started_parts=()
  fi
}
