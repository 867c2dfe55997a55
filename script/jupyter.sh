# shellcheck shell=bash
# Building the kernel, installing its kernelspec, running notebooks. Sourced by ./tracebook.

jupyter_packages() {
  need jupyter-notebook jupyter-notebook "the notebook server"
  need '/usr/lib/python3/dist-packages/nbconvert' python3-nbconvert "executing notebooks"
  need setpriv util-linux "giving capabilities to the kernel process only"
}

# Debian's Python, whatever else is on PATH: its Jupyter packages belong to it.
debian_python() { /usr/bin/python3 -m "$@"; }

install_kernel() {
  mvn -B -ntp -q package -DskipTests -pl lib/kernel -am
  local spec="${JUPYTER_DATA_DIR:-$HOME/.local/share/jupyter}/kernels/tracebook"
  mkdir -p "$spec"
  sed "s|@LAUNCHER@|$home/script/kernel|" kernel-config/kernel.json >"$spec/kernel.json"
}

execute_notebook() {
  echo "tracebook: executing $1"
  debian_python nbconvert --to notebook --execute --inplace --ExecutePreprocessor.timeout=300 \
    --ExecutePreprocessor.kernel_name=tracebook "$1"
}

open_notebooks() {
  local as_root=()
  [ "$(id -u)" = 0 ] && as_root=(--allow-root)
  [ "$(id -u)" = 0 ] || sudo -v
  debian_python notebook --ip=127.0.0.1 --notebook-dir=notebooks "${as_root[@]}"
}
