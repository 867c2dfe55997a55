# shellcheck shell=bash
# Speed and memory beside BCC Python. Sourced by ./tracebook.
: "${home:?}" "${debian_python:?}"

run_measurements() {
  build_packages
  # BCC Python compiles with installed headers only; those of any kernel do for these programs.
  local headers=linux-headers-amd64
  [ "$(uname -m)" = aarch64 ] && headers=linux-headers-arm64
  need '/usr/lib/python3/dist-packages/bcc' python3-bpfcc "BCC's Python, which is measured beside"
  need '/usr/src/linux-headers-*-common' "$headers" "kernel headers for BCC's Python"
  need '/usr/lib/python3/dist-packages/ipykernel' python3-ipykernel "Python's kernel, whose start is measured beside"
  install_missing
  mount_tracefs
  local tree=$home/target/bcc-headers classpath=$home/target/bench.classpath
  merged_headers "$tree"
  mvn -B -ntp -q -DskipTests package dependency:build-classpath -Dmdep.outputFile="$classpath" -pl lib/bench -am
  as_root java -Xmx2g --enable-native-access=ALL-UNNAMED \
    -cp "$home/lib/bench/target/classes:$(cat "$classpath")" dev.tracebook.bench.Measure "$tree"
  jupyter_packages
  install_missing
  build
  archive_classes
  "$debian_python" "$home/script/measure-startup.py"
}

# Debian splits the headers in two trees; BCC takes one from its environment.
merged_headers() {
  local tree=$1 common
  common=$(find /usr/src -maxdepth 1 -name 'linux-headers-*-common' | sort -V | tail -1)
  rm -rf "$tree"
  mkdir -p "$tree"
  cp -as "$common/." "$tree"
  cp -asf "${common%-common}-$(dpkg --print-architecture)/." "$tree"
}
