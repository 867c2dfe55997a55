# shellcheck shell=bash
# Installing what is missing with the distribution's package manager. Sourced by ./tracebook.

# need PROGRAM-OR-FILE PACKAGE REASON: notes the package as missing unless the program or file exists.
missing_packages=()
need() {
  local what=$1 package=$2 reason=$3
  if [[ $what == */* ]]; then
    ! compgen -G "$what" >/dev/null || return 0
  else
    ! command -v "$what" >/dev/null || return 0
  fi
  missing_packages+=("$package")
  printf 'tracebook: %-26s is missing: %s\n' "$package" "$reason"
}

install_missing() {
  [ ${#missing_packages[@]} -gt 0 ] || return 0
  local install=(apt-get install -y --no-install-recommends "${missing_packages[@]}")
  command -v apt-get >/dev/null ||
    die "this machine has no apt-get. Install these (Debian's names) with its own package manager: ${missing_packages[*]}"
  may_become_root "to install these packages" ||
    die "packages are missing. Ask an administrator for: ${install[*]}"
  say "installing them with apt-get"
  local log
  log=$(mktemp)
  # A mirror that does not answer is no reason to stop: what is needed may be in the lists already.
  if ! { as_root apt-get -q update || true; as_root env DEBIAN_FRONTEND=noninteractive "${install[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -20 "$log" >&2
    rm -f "$log"
    die "apt-get failed (its last lines are above); repair it, then run this again"
  fi
  rm -f "$log"
  missing_packages=()
}

build_packages() {
  find_java || need /usr/lib/jvm/java-17-openjdk-*/bin/javac openjdk-17-jdk-headless "the Java compiler and JShell (17 or newer)"
  need mvn maven "the build"
  need '/usr/lib/*-linux-gnu*/libbcc.so.0' libbpfcc "BCC, which compiles and loads eBPF programs"
}

jupyter_packages() {
  need /usr/lib/python3/dist-packages/notebook jupyter-notebook "the notebook server"
  need /usr/lib/python3/dist-packages/nbconvert python3-nbconvert "executing notebooks"
  need setpriv util-linux "giving capabilities to the kernel process only"
  need /sbin/setcap libcap2-bin "giving capabilities to the kernel process only"
}

test_packages() {
  need cc gcc "the tests' own C programs"
  need /usr/include/stdio.h libc6-dev "the tests' own C programs"
  need g++ g++ "the tests' own C++ programs"
  need '/usr/include/*-linux-gnu/sys/sdt.h' systemtap-sdt-dev "the tests' programs with USDT probes"
  need /usr/lib/python3/dist-packages/bcc python3-bpfcc "BCC's Python, which the tests compare with"
  need /usr/sbin/tcpstates-bpfcc bpfcc-tools "BCC's tools, whose programs the tests compile"
  need bpftrace bpftrace "bpftrace, which the tests compare scripts with"
  need ss iproute2 "ss, which the tests compare with"
  need /usr/sbin/iptables-legacy iptables "the tests' and the lab's lossy networks"
  need shellcheck shellcheck "checking the scripts"
}

# Sets JAVA_HOME to a JDK of at least 17: the caller's own, else that of javac on PATH, else one of /usr/lib/jvm.
find_java() {
  local javac
  for javac in "${JAVA_HOME:-/nonexistent}/bin/javac" "$(command -v javac || true)" /usr/lib/jvm/java-*-openjdk-*/bin/javac; do
    if [ -x "$javac" ] && [ "$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')" -ge 17 ]; then
      JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$javac")")")
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

mount_tracefs() {
  local tracefs=/sys/kernel/tracing
  # Its folder is closed to users; what is mounted is not.
  ! grep -q " $tracefs tracefs " /proc/self/mounts || return 0
  may_become_root "to mount tracefs" || { say "tracefs is not mounted on $tracefs: tracepoints will not work"; return 0; }
  say "mounting tracefs on $tracefs (tracepoint formats and attaching need it)"
  as_root mount -t tracefs tracefs "$tracefs" || say "tracefs could not be mounted: tracepoints will not work"
}
