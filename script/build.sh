# shellcheck shell=bash
# Building the library and the kernel with Maven. Sourced by ./tracebook.
: "${home:?}"

# A home folder that cannot be written (a service account, a container) must not stop anything: then what belongs into
# the home goes to a private folder among the temporary ones.
writable_places() {
  if [ -w "${HOME:-/nonexistent}" ]; then
    return
  fi
  local place
  place="${TMPDIR:-/tmp}/tracebook-$(id -u)"
  (umask 077 && mkdir -p "$place")
  [ -O "$place" ] || die "$place belongs to someone else; set TMPDIR to a folder of your own"
  say "the home folder ${HOME:-} cannot be written: using $place in its stead"
  # Java takes the home folder from the user's entry, not from HOME: it needs to be told where the cache is.
  export HOME="$place" XDG_CACHE_HOME="$place/.cache"
  unset XDG_DATA_HOME XDG_CONFIG_HOME JUPYTER_DATA_DIR JUPYTER_CONFIG_DIR JUPYTER_RUNTIME_DIR
  export MAVEN_OPTS="${MAVEN_OPTS:-} -Duser.home=$place"
}

maven() { (cd "$home" && mvn -B -ntp -Dstyle.color=never "$@"); }

# What the built jars come from.
sources() {
  local each
  for each in pom.xml .mvn bpf kernel-config lib/*/pom.xml lib/*/src; do
    [ ! -e "$home/$each" ] || echo "$home/$each"
  done
}

# Whether nothing that is built has changed since; a folder's own time tells of deleted files.
up_to_date() {
  local stamp="$home/target/built" all
  [ -e "$stamp" ] && [ -e "$home/lib/kernel/target/tracebook-kernel.jar" ] && [ "$(cat "$stamp")" = "$JAVA_HOME" ] || return 1
  mapfile -t all < <(cd "$home" && sources)
  [ -z "$(find "${all[@]}" -newer "$stamp" -print -quit)" ]
}

build() {
  find_java
  ! up_to_date || return 0
  [ -w "$home" ] || die "$home cannot be written by $(id -un), and it must be built first: clone Tracebook to a folder of your own"
  say "building (once, and after changes; the first time fetches libraries from Maven Central)"
  mkdir -p "$home/target"
  local started="$home/target/building"
  # What changes during the build is newer than this.
  echo "$JAVA_HOME" >"$started"
  if ! maven -q package -Dmaven.test.skip=true -pl lib/kernel -am >"$home/target/build.log" 2>&1 </dev/null; then
    tail -40 "$home/target/build.log" >&2
    die "the build failed (its last lines are above, the whole is in $home/target/build.log)"
  fi
  mv "$started" "$home/target/built"
}

# The classes that a kernel loads for its first cells, as the JVM keeps them: later kernels start faster.
archive_classes() {
  "$home/script/kernel-archive" >"$home/target/archive.log" 2>&1 </dev/null ||
    say "no archive of loaded classes (why: $home/target/archive.log): kernels take a second longer to start"
}
