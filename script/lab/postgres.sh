# shellcheck shell=bash
# The lab's PostgreSQL: logs statements from 50 ms, counts them in pg_stat_statements; driven by pgbench.
: "${lab:?}"

# The newest one that is installed.
postgres_bin() { compgen -G "/usr/lib/postgresql/*/bin" | sort -V | tail -1; }

postgres_packages() {
  need '/usr/lib/postgresql/*/bin/postgres' postgresql "the lab's PostgreSQL server"
  need '/usr/lib/postgresql/*/bin/psql' postgresql-client "the lab's PostgreSQL client"
}

# postgres_client PROGRAM ARGUMENT...: one of PostgreSQL's programs, as the load's account.
postgres_client() {
  local program=$1
  shift
  PGPASSFILE="$lab/postgres.pass" PGHOST=127.0.0.1 PGPORT=$(cut -d: -f2 "$lab/postgres.pass") PGUSER=tracebook PGDATABASE=postgres \
    "$(postgres_bin)/$program" "$@"
}

postgres_start() {
  local user data=$lab/postgres port password
  if lab_running postgres; then
    postgres_tell
    return
  fi
  user=$(lab_user postgres)
  [ "$user" != root ] || die "PostgreSQL does not run as root"
  lab_folder "$user" "$data"
  if [ ! -e "$data/complete" ]; then
    # What an interrupted start left is no database.
    find "$data" -mindepth 1 -delete
    password=$(lab_password)
    # initdb opens the password's file as the server's user.
    lab_as "$user" sh -c 'umask 077 && cat >"$1/password"' tracebook "$data" <<<"$password"
    lab_as "$user" "$(postgres_bin)/initdb" -D "$data/cluster" -U tracebook -A scram-sha-256 -E UTF8 --no-locale \
      --pwfile="$data/password" >"$lab/postgres.log" 2>&1 ||
      { tail -20 "$lab/postgres.log" >&2; die "initdb failed (its last lines are above)"; }
    lab_secret "$lab/postgres.password" <<<"$password"
    lab_as "$user" touch "$data/complete"
  fi
  port=$(lab_free_port)
  lab_secret "$lab/postgres.pass" <<<"127.0.0.1:$port:*:tracebook:$(<"$lab/postgres.password")"
  lab_run postgres "$user" "$lab/postgres.log" "$(postgres_bin)/postgres" -D "$data/cluster" -p "$port" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c shared_buffers=32MB \
    -c log_min_duration_statement=50ms -c log_line_prefix='%m [%p] ' -c shared_preload_libraries=pg_stat_statements
  lab_wait postgres "$lab/postgres.log" postgres_client psql -qc "create extension if not exists pg_stat_statements"
  postgres_client psql -qAtc "select 1 from pg_tables where tablename = 'pgbench_accounts'" | grep -q 1 ||
    postgres_client pgbench -i -q >/dev/null 2>&1
  postgres_tell
}

postgres_tell() {
  lab_running postgres
  say "lab: postgres runs as pid $lab_pid on 127.0.0.1:$(cut -d: -f2 "$lab/postgres.pass"); PGPASSFILE=$lab/postgres.pass psql -h 127.0.0.1 -p $(cut -d: -f2 "$lab/postgres.pass") -U tracebook postgres"
}

# A fast shutdown: SIGTERM would wait for the clients to leave.
postgres_stop() { lab_end postgres INT; }

# Transactions over the simple and the prepared (extended) protocol, and one slow statement a second on connections of its own.
postgres_load() {
  local seconds=$1 end=$((SECONDS + $1)) mode
  for mode in simple prepared; do
    postgres_client pgbench -n -M "$mode" -c 1 -T "$seconds" -R 20 >/dev/null 2>&1 &
  done
  while ((SECONDS < end)); do
    postgres_client psql -qAtc 'select pg_sleep(0.06)' >/dev/null
    sleep 0.9
  done
  wait
  say "lab: postgres was driven for $seconds s"
}
