# shellcheck shell=bash
# What only a stock kernel can show (kprobes, trampolines, installed headers), in a virtual machine. Sourced by ./tracebook.
: "${home:?}"

vm_packages() {
  need qemu-system-x86_64 qemu-system-x86 "the virtual machine"
  need /bin/busybox busybox-static "the virtual machine's first process"
  need /sbin/modprobe kmod "the virtual machine's kernel modules"
  need cpio cpio "the virtual machine's initial file system"
  need xz xz-utils "unpacking the virtual machine's kernel"
}

# The runner is not part of this project: it boots Debian's own kernel over a read-only view of this machine's files.
find_vm_run() {
  vm_run=${TRACEBOOK_VM_RUN:-$home/../shared/tools/vm-run}
  [ -x "$vm_run" ] || die "no vm-run at $vm_run: set TRACEBOOK_VM_RUN to a program that runs a command as root in a" \
    "virtual machine with a stock Debian kernel and this machine's files"
}

run_vm_tests() {
  writable_places
  find_vm_run
  build_packages
  vm_packages
  install_missing
  find_java
  say "building the checks"
  maven -q test-compile -pl lib/tracebook </dev/null
  local libs="$home/target/vm"
  mkdir -p "$libs"
  maven -q dependency:build-classpath -Dmdep.outputFile="$libs/class-path" -pl lib/tracebook </dev/null
  say "starting a virtual machine (some minutes: its processor is emulated)"
  VMRUN_TIMEOUT=${VMRUN_TIMEOUT:-1800} "$vm_run" env XDG_CACHE_HOME=/tmp/tracebook-vm \
    "$JAVA_HOME/bin/java" -Xshare:auto -XX:TieredStopAtLevel=1 -Djava.awt.headless=true \
    -cp "$home/lib/tracebook/target/test-classes:$home/lib/tracebook/target/classes:$(cat "$libs/class-path")" \
    dev.tracebook.vm.VmSmoke
  say "all checks in the virtual machine passed"
}
