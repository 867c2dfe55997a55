# shellcheck shell=bash
# The lab's network: a machine's loopback of its own, which loses packets, with a DNS server, a file server, a port that
# refuses and one whose queue is full. A private namespace: nothing of the machine's own network is touched or left.
: "${lab:?}" "${home:?}"

net_packages() {
  need /usr/bin/python3 python3 "the lab's network: its servers and clients"
  need /usr/sbin/iptables-legacy iptables "the lab's network, which loses packets"
  need unshare util-linux "the lab's network, which is one of its own"
}

# As root a network of its own; for others one in a namespace where they are root, where the machine allows it.
net_namespace() {
  if unshare --net --mount true 2>/dev/null; then
    echo "unshare --net --mount"
  elif unshare --user --map-root-user --net --mount true 2>/dev/null; then
    echo "unshare --user --map-root-user --net --mount"
  else
    die "a network of the lab's own needs root: run sudo ./tracebook lab start net before the notebook, in a terminal"
  fi
}

net_start() {
  local own namespace
  if lab_running net; then
    net_tell
    return
  fi
  own=$(id -un)
  namespace=$(net_namespace) || exit 1
  mkdir -p "$lab/net"
  rm -f "$lab/net/ready"
  # shellcheck disable=SC2086
  lab_run net "$own" "$lab/net.log" $namespace /usr/bin/python3 "$home/script/lab/net.py" serve "$lab/net"
  lab_wait net "$lab/net.log" test -e "$lab/net/ready"
  net_tell
}

net_tell() {
  lab_running net
  say "lab: net runs as pid $lab_pid in a network of its own; its ports: 8000 files, 8001 refuses, 8002 is full"
}

net_stop() { lab_end net; }

net_load() {
  local seconds=$1 enter=(nsenter --net --mount)
  lab_running net
  # The one that made the namespaces for itself enters its own user's namespace too.
  [ "$(readlink "/proc/$lab_pid/ns/user")" = "$(readlink /proc/self/ns/user)" ] ||
    enter=(nsenter --user --preserve-credentials --net --mount)
  "${enter[@]}" --target "$lab_pid" /usr/bin/python3 "$home/script/lab/net.py" drive "$seconds" ||
    die "the lab's network could not be driven; as root, run sudo ./tracebook lab load net in a terminal"
  say "lab: net was driven for $seconds s"
}
