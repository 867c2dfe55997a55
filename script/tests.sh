# shellcheck shell=bash
# All tests, as CI runs them. Sourced by ./tracebook.
: "${home:?}" "${debian_python:?}"

run_tests() {
  writable_places
  build_packages
  jupyter_packages
  test_packages
  mariadb_packages
  postgres_packages
  net_packages
  lab_install
  find_java
  mount_tracefs
  test_scripts
  test_library
  archive_classes
  work=$(mktemp -d)
  # The notebooks' servers are not those of the user's own lab. Their users must reach them.
  chmod 711 "$work"
  lab="$work/lab"
  trap 'stop_lab_for_notebook; rm -rf "$work"' EXIT
  # The notebooks run with a kernelspec of their own, whatever the user has installed.
  export JUPYTER_DATA_DIR="$work/jupyter" JUPYTER_RUNTIME_DIR="$work/runtime"
  install_kernelspec
  test_notebooks
  test_user_kernel
  test_other_kernel
  say "all tests passed"
}

test_scripts() {
  say "checking the scripts"
  (cd "$home" && shellcheck -x tracebook .ci/run script/kernel script/kernel-archive script/with-capabilities)
}

test_library() {
  local stamp="$home/target/built" newer
  mkdir -p "$home/target"
  echo "$JAVA_HOME" >"$stamp.next"
  say "build and tests on $JAVA_HOME"
  maven verify </dev/null
  mv "$stamp.next" "$stamp"
  newer=$(compgen -G '/usr/lib/jvm/*25*/bin/java' | head -1 || true)
  if [ -n "$newer" ]; then
    say "the same tests on $newer"
    maven test -Djvm="$newer" </dev/null
  fi
}

test_notebooks() {
  local each
  "$debian_python" "$home/script/notebooks.py" check "$home"/notebooks/*.ipynb
  "$debian_python" "$home/script/notebooks.py" from-markdown "$home/README.md" "$work/README.ipynb"
  for each in "$home"/notebooks/*.ipynb "$work/README.ipynb"; do
    if [ ! -e /usr/bin/neutron-server ] && "$debian_python" "$home/script/notebooks.py" lab "$each" | grep -qx neutron; then
      say "not executing ${each##*/}: OpenStack Neutron is not installed (./tracebook lab start neutron installs its 200 packages)"
      continue
    fi
    execute_notebook "$each" "$work/$(basename "$each")"
  done
}

# The kernel of a user who is not root; as root, an unprivileged user in the session that sudo would make.
test_user_kernel() {
  say "a kernel that belongs to an ordinary user"
  if [ "$(id -u)" != 0 ]; then
    in_session "$debian_python" "$home/script/user_kernel_test.py"
    return
  fi
  local copy="$work/for a user" each
  install_capability_copy
  mkdir -p "$copy/lib/kernel" "$copy/home"
  for each in script kernel-config; do cp -R "$home/$each" "$copy/"; done
  cp -R "$home/lib/kernel/target" "$copy/lib/kernel/"
  (
    # Java takes the home folder from the user's entry: nobody's does not exist.
    export HOME="$copy/home" XDG_CACHE_HOME="$copy/home/.cache"
    export JUPYTER_DATA_DIR="$HOME/jupyter" JUPYTER_RUNTIME_DIR="$HOME/runtime"
    install_kernelspec "$copy"
    chown -R nobody: "$copy"
    cd /
    setpriv --reuid=nobody --regid=nogroup --clear-groups --inh-caps="$(setpriv_set)" \
      "$debian_python" "$copy/script/user_kernel_test.py"
  )
}

# A Java kernel that we did not write, in the version that lib/tracebook is compiled against.
test_other_kernel() {
  say "our jars in rapaio-jupyter-kernel"
  maven -q dependency:copy-dependencies -pl lib/tracebook -DincludeArtifactIds=rapaio-jupyter-kernel \
    -DoutputDirectory="$work/rapaio" </dev/null
  local jars=("$work"/rapaio/*.jar)
  "$debian_python" "$home/script/rapaio_test.py" "${jars[0]}" "$home/lib/kernel/target/libs" "$work/rapaio.ipynb" 2>"$work/rapaio.log" || { cat "$work/rapaio.log" >&2; return 1; }
}
