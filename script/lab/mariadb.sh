# shellcheck shell=bash
# The lab's MariaDB: a slow log at 50 ms, and a table of agents as OpenStack Neutron has one.
: "${lab:?}"

mariadb_packages() {
  # The core packages have the programs without a system service.
  need /usr/sbin/mariadbd mariadb-server-core "the lab's MariaDB server"
  need mariadb mariadb-client-core "the lab's MariaDB client"
}

# The load's client: an account with a password, with rights on its own database only.
mariadb_client() { mariadb --defaults-file="$lab/mariadb.cnf" --unbuffered --skip-column-names "$@"; }

mariadb_start() {
  local user data=$lab/mariadb port password
  if lab_running mariadb; then
    mariadb_tell
    return
  fi
  user=$(lab_user mysql)
  lab_folder "$user" "$data"
  if [ ! -e "$data/complete" ]; then
    # What an interrupted start left is no database.
    find "$data" -mindepth 1 -delete
    lab_as "$user" mariadb-install-db --no-defaults --datadir="$data" --skip-test-db \
      --auth-root-authentication-method=socket --auth-root-socket-user="$user" >"$lab/mariadb.log" 2>&1 ||
      { tail -20 "$lab/mariadb.log" >&2; die "mariadb-install-db failed (its last lines are above)"; }
    lab_as "$user" touch "$data/complete"
  fi
  port=$(lab_free_port)
  lab_run mariadb "$user" "$lab/mariadb.log" /usr/sbin/mariadbd --no-defaults --datadir="$data" \
    --socket="$data/socket" --pid-file="$data/pid" --bind-address=127.0.0.1 --port="$port" \
    --skip-name-resolve --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=2 \
    --slow-query-log=1 --slow-query-log-file="$data/slow.log" --long-query-time=0.05
  local admin=(mariadb --no-defaults --socket="$data/socket" --user="$user")
  lab_wait mariadb "$lab/mariadb.log" lab_as "$user" "${admin[@]}" -e "select 1"
  password=$(lab_password)
  lab_secret "$lab/mariadb.cnf" <<END
[client]
protocol=tcp
host=127.0.0.1
port=$port
user=tracebook
password=$password
database=tracebook
END
  lab_as "$user" "${admin[@]}" <<END
create database if not exists tracebook;
create or replace user tracebook@127.0.0.1 identified by '$password';
grant all on tracebook.* to tracebook@127.0.0.1;
create table if not exists tracebook.agents (
  id int primary key, host varchar(60), heartbeat_timestamp datetime(6)) engine=innodb;
insert ignore into tracebook.agents select seq, concat('compute-', seq), now(6) from tracebook.seq_1_to_100;
END
  mariadb_tell
}

mariadb_tell() {
  lab_running mariadb
  say "lab: mariadb runs as pid $lab_pid on 127.0.0.1:$(sed -n 's/^port=//p' "$lab/mariadb.cnf"); mariadb --defaults-file=$lab/mariadb.cnf"
}

mariadb_stop() { lab_end mariadb; }

# Quick queries; heartbeats of an agent; and a transaction that holds the agent's row, so that some heartbeats are slow.
mariadb_load() {
  local seconds=$1 each
  for each in reads heartbeats locks; do
    "mariadb_$each" "$((SECONDS + seconds))" | mariadb_client >/dev/null &
  done
  wait
  say "lab: mariadb was driven for $seconds s"
}

mariadb_reads() {
  while ((SECONDS < $1)); do
    echo "select id, host from agents where id = $((RANDOM % 100 + 1));"
    echo "select count(*) from agents where host like 'compute-%${RANDOM:0:1}';"
    sleep 0.02
  done
}

mariadb_heartbeats() {
  while ((SECONDS < $1)); do
    echo "update agents set heartbeat_timestamp = now(6) where id = 7;"
    sleep 0.1
  done
}

mariadb_locks() {
  while ((SECONDS < $1)); do
    echo "begin; select host from agents where id = 7 for update; do sleep(0.3); commit;"
    sleep 1.2
  done
}
