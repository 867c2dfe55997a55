# shellcheck shell=bash
# What this machine can trace. Sourced by ./tracebook.
: "${home:?}"

# line NAME STATE REMEDY
line() { printf '  %-22s %-32s %s\n' "$1" "$2" "$3"; }

# present NAME REMEDY COMMAND...
present() {
  local name=$1 remedy=$2
  shift 2
  if "$@" >/dev/null; then line "$name" yes ""; else line "$name" no "$remedy"; fi
}

# The library's doctor knows all; before it is built, the shell tells what it can see.
run_doctor() {
  if find_java && up_to_date; then
    in_session "$home/script/with-capabilities" "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
      -Djava.awt.headless=true -cp "$home/lib/kernel/target/tracebook-kernel.jar:$home/lib/kernel/target/libs/*" \
      dev.tracebook.host.Doctor
    return
  fi
  say "Tracebook is not built yet (./tracebook notebook does that); what can be told before:"
  local later="installed by ./tracebook notebook"
  line system "$(. /etc/os-release && echo "${PRETTY_NAME:-unknown}")" ""
  line kernel "$(uname -sr)" ""
  present "kernel types (BTF)" "a kernel with CONFIG_DEBUG_INFO_BTF, or its headers installed" test -r /sys/kernel/btf/vmlinux
  present tracefs "mounted by ./tracebook notebook" grep -q ' /sys/kernel/tracing tracefs ' /proc/self/mounts
  present "JDK 17 or newer" "$later" find_java
  present Maven "$later" command -v mvn
  present libbcc "$later" compgen -G '/usr/lib/*-linux-gnu*/libbcc.so.0'
  present Jupyter "$later" test -e /usr/lib/python3/dist-packages/notebook
  if [ "$(id -u)" = 0 ]; then
    local withheld
    withheld=$(lacking CapBnd)
    line capabilities "${withheld:-root, nothing withheld}" "${withheld:+withheld: start this container or VM with them}"
  else
    present "the right to sudo" "needed once for live tracing, when Jupyter starts" may_become_root "to see whether it works"
  fi
}
