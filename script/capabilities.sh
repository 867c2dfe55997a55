# shellcheck shell=bash
# The capabilities of the kernel process, and how it comes by them. Sourced by ./tracebook and script/with-capabilities.
#
# Jupyter starts its kernels without a terminal, so sudo cannot ask for a password there, and a kernel must belong to
# the calling user: else Jupyter could neither signal nor kill it. What we do instead:
#   1. ./tracebook asks sudo once, in the terminal, and starts Jupyter as the calling user with capabilities in
#      its inheritable set. That set is inert: Jupyter, its terminals and other kernels may do nothing more than before.
#   2. script/kernel runs through a private copy of setpriv that has the same as *inheritable file capabilities*.
#      A process gets what stands in both sets, so that copy gives nothing to anyone who was not started by step 1;
#      it turns them into ambient capabilities of the Java process.
# Rejected: file capabilities in the permitted set of a copied java (every process of every user who can execute it
# would have them, for good); a NOPASSWD rule in sudoers (the same, and it outlives the notebook); ambient capabilities
# for Jupyter (then everything started by it holds them); a root-side launcher on a socket (a daemon with a protocol to
# get wrong, for the same right: whoever may start a kernel of this Jupyter may run code with its capabilities).

# Load and attach; perf events and reading kernel memory from programs; tracefs and other users' /proc and binaries;
# other processes' memory maps.
capability_names=(bpf perfmon dac_read_search sys_ptrace)
capability_bits=(39 38 2 19)
capability_copy=/usr/local/libexec/tracebook/setpriv

# The capabilities as setpriv and as setcap want them.
setpriv_set() { local IFS=,; echo "-all,${capability_names[*]/#/+}"; }
setcap_set() { local IFS=,; echo "${capability_names[*]/#/cap_}"; }

# lacking SET: which of the capabilities this process has not in its set (CapEff, CapInh, CapBnd), as CAP_NAMEs.
lacking() {
  local name value set=0 i
  while IFS=$':\t' read -r name value; do
    [ "$name" != "$1" ] || set=$((16#$value))
  done </proc/self/status
  local absent=()
  for i in "${!capability_bits[@]}"; do
    ((set >> capability_bits[i] & 1)) || absent+=("CAP_${capability_names[i]^^}")
  done
  echo "${absent[*]}"
}

# The names of kernel functions in stacks (/proc/kallsyms): wanted where it may be had, and nothing fails without it.
capability_names+=(syslog)
capability_bits+=(34)
if [[ $(lacking CapBnd) = *CAP_SYSLOG* ]]; then
  unset 'capability_names[-1]' 'capability_bits[-1]'
fi

# Makes the private copy (step 2 above), if it is not there or not of this setpriv.
install_capability_copy() {
  local setpriv
  setpriv=$(command -v setpriv)
  if cmp -s "$setpriv" "$capability_copy" && /sbin/setcap -q -v "$(setcap_set)=i" "$capability_copy" >/dev/null 2>&1; then
    return
  fi
  say "installing $capability_copy (gives the kernel process, and no other, the capabilities that eBPF needs)"
  as_root install -D -o root -g root -m 755 "$setpriv" "$capability_copy" &&
    as_root /sbin/setcap "$(setcap_set)=i" "$capability_copy"
}
