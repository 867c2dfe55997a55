# shellcheck shell=bash
# The lab's OpenStack Neutron: neutron-server with a RabbitMQ of its own and the lab's MariaDB, an agent that reports its state over
# the message bus, and REST requests. What Neutron does is its own code; the lab only drives it.
: "${lab:?}" "${home:?}"

neutron_packages() {
  mariadb_packages
  need /usr/bin/neutron-server neutron-server "the lab's OpenStack Neutron"
  need /usr/sbin/rabbitmq-server rabbitmq-server "the message bus of the lab's Neutron"
  need curl curl "the requests to the lab's Neutron"
  need /usr/lib/python3/dist-packages/pymysql python3-pymysql "the database driver of the lab's Neutron"
}

neutron_start() {
  if lab_running neutron && lab_running rabbitmq && lab_running mariadb; then
    neutron_tell
    return
  fi
  lab_running mariadb || touch "$lab/neutron.mariadb"
  mariadb_start
  neutron_bus_start
  neutron_server_start
}

# Erlang's name service first, so that its pid is known; RabbitMQ would start one that outlives it.
neutron_bus_start() {
  ! lab_running rabbitmq || return 0
  local user data=$lab/rabbitmq port password epmd
  user=$(lab_user rabbitmq)
  lab_folder "$user" "$data"
  port=$(lab_free_port)
  epmd=$(lab_free_port)
  local environment=(env "HOME=$data" "ERL_EPMD_PORT=$epmd" ERL_EPMD_ADDRESS=127.0.0.1 LC_ALL=C.UTF-8
    RABBITMQ_NODENAME=tracebook@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 "RABBITMQ_NODE_PORT=$port"
    "RABBITMQ_DIST_PORT=$(lab_free_port)" "RABBITMQ_MNESIA_BASE=$data/mnesia" "RABBITMQ_LOG_BASE=$data/log"
    "RABBITMQ_ENABLED_PLUGINS_FILE=$data/plugins" "RABBITMQ_CONFIG_FILE=$data/rabbitmq" RABBITMQ_CONF_ENV_FILE=/dev/null
    "RABBITMQ_PID_FILE=$data/pid" "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+S 2:2 -kernel inet_dist_use_interface {127,0,0,1}")
  password=$(lab_password)
  # A new node makes the account of its configuration; so each start begins with an empty one.
  lab_as "$user" rm -rf "$data/mnesia"
  lab_as "$user" sh -c 'umask 077 && cat >"$1"' tracebook "$data/rabbitmq.conf" <<END
default_user = tracebook
default_pass = $password
END
  lab_run epmd "$user" "$lab/epmd.log" "${environment[@]}" /usr/bin/epmd -port "$epmd" -address 127.0.0.1
  lab_wait epmd "$lab/epmd.log" lab_listens "$epmd"
  lab_run rabbitmq "$user" "$lab/rabbitmq.log" "${environment[@]}" /usr/lib/rabbitmq/bin/rabbitmq-server
  lab_wait rabbitmq "$lab/rabbitmq.log" lab_listens "$port"
  lab_secret "$lab/rabbitmq.url" <<<"rabbit://tracebook:$password@127.0.0.1:$port/"
}

lab_listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

neutron_server_start() {
  local user data=$lab/neutron port url
  user=$(lab_user neutron)
  lab_folder "$user" "$data"
  port=$(lab_free_port)
  url=$(neutron_database "$user")
  neutron_configuration "$user" "$port" "$url" | lab_as "$user" sh -c 'umask 077 && cat >"$1"' tracebook "$data/neutron.conf"
  # The agent is the caller's own.
  neutron_configuration "$user" "$port" "" | lab_secret "$lab/agent.conf"
  local options=(--config-file "$data/neutron.conf")
  local environment=(env "HOME=$data" LC_ALL=C.UTF-8)
  say "lab: making Neutron's tables"
  lab_as "$user" "${environment[@]}" neutron-db-manage "${options[@]}" upgrade heads >"$lab/neutron-db.log" 2>&1 ||
    { tail -20 "$lab/neutron-db.log" >&2; die "neutron-db-manage failed (its last lines are above)"; }
  lab_secret "$lab/neutron.url" <<<"http://127.0.0.1:$port/v2.0"
  lab_run neutron "$user" "$lab/neutron.log" "${environment[@]}" neutron-server "${options[@]}"
  lab_wait neutron "$lab/neutron.log" curl -sf -m 5 "http://127.0.0.1:$port/v2.0/networks"
  neutron_tell
}

# Makes Neutron's database and account; prints its address.
neutron_database() {
  local password
  password=$(lab_password)
  lab_as "$(lab_user mysql)" mariadb --no-defaults --socket="$lab/mariadb/socket" --user="$(lab_user mysql)" >&2 <<END
create database if not exists neutron character set utf8;
create or replace user neutron@127.0.0.1 identified by '$password';
grant all on neutron.* to neutron@127.0.0.1;
grant all on neutron.* to tracebook@127.0.0.1;
END
  echo "mysql+pymysql://neutron:$password@127.0.0.1:$(sed -n 's/^port=//p' "$lab/mariadb.cnf")/neutron?charset=utf8"
}

# neutron_configuration USER PORT DATABASE
neutron_configuration() {
  cat <<END
[DEFAULT]
bind_host = 127.0.0.1
bind_port = $2
auth_strategy = noauth
core_plugin = ml2
service_plugins =
api_workers = 1
rpc_workers = 1
rpc_state_report_workers = 0
notify_nova_on_port_status_changes = False
notify_nova_on_port_data_changes = False
state_path = $lab/neutron
api_paste_config = /usr/share/neutron-common/api-paste.ini
transport_url = $(<"$lab/rabbitmq.url")
[database]
connection = $3
[oslo_concurrency]
lock_path = $lab/neutron/lock
[quotas]
quota_network = -1
quota_subnet = -1
quota_port = -1
[ml2]
type_drivers = vxlan
tenant_network_types = vxlan
mechanism_drivers =
[ml2_type_vxlan]
vni_ranges = 1:1000
[securitygroup]
enable_security_group = False
END
}

neutron_tell() {
  lab_running neutron
  say "lab: neutron runs as pid $lab_pid; curl $(<"$lab/neutron.url")/networks"
}

# A MariaDB that was started for Neutron only goes with it.
neutron_stop() {
  lab_end neutron
  lab_end rabbitmq
  lab_end epmd
  [ ! -e "$lab/neutron.mariadb" ] || mariadb_stop
  rm -f "$lab/neutron.mariadb"
}

# REST requests; an agent that reports its state; a transaction that holds the agents' rows now and then, as a report over all of them does.
neutron_load() {
  local seconds=$1 end=$((SECONDS + $1)) agent
  /usr/bin/python3 "$home/script/lab/neutron_agent.py" "$seconds" --config-file "$lab/agent.conf" >"$lab/agent.log" 2>&1 &
  agent=$!
  neutron_requests "$end" &
  neutron_locks "$end" | mariadb_client neutron >/dev/null &
  wait "$agent" || { tail -5 "$lab/agent.log" >&2; die "the agent of the lab's neutron failed (the last lines of $lab/agent.log are above)"; }
  wait
  say "lab: neutron was driven for $seconds s"
}

neutron_locks() {
  while ((SECONDS < $1)); do
    echo "begin; select count(*) from agents for update; do sleep(0.5); commit;"
    sleep 2
  done
}

# A network with a subnet and two ports, listed and deleted again.
neutron_requests() {
  local url network subnet each
  url=$(<"$lab/neutron.url")
  while ((SECONDS < $1)); do
    network=$(neutron_post "$url" network '"name":"lab"')
    subnet=$(neutron_post "$url" subnet '"network_id":"'"$network"'","ip_version":4,"cidr":"10.7.0.0/24"')
    for each in 1 2; do neutron_post "$url" port '"network_id":"'"$network"'","name":"port-'$each'"' >/dev/null; done
    for each in networks subnets "ports?network_id=$network"; do curl -s -m 20 -o /dev/null "$url/$each"; done
    for each in $(curl -s -m 20 "$url/ports?network_id=$network&fields=id" | grep -oE '[0-9a-f]{8}-[0-9a-f-]{27}'); do
      curl -s -m 20 -o /dev/null -X DELETE "$url/ports/$each"
    done
    curl -s -m 20 -o /dev/null -X DELETE "$url/subnets/$subnet"
    curl -s -m 20 -o /dev/null -X DELETE "$url/networks/$network"
    sleep 0.2
  done
}

# neutron_post URL KIND FIELDS: makes one; prints its id.
neutron_post() {
  curl -s -m 20 -H 'Content-Type: application/json' -d "{\"$2\":{$3}}" "$1/$2s" | sed -n 's/.*"id": *"\([0-9a-f-]\{36\}\)".*/\1/p'
}
