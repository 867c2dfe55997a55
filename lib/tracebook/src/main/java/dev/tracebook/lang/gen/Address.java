package dev.tracebook.lang.gen;

/**
 * Where a value is that the program cannot read directly.
 *
 * @param text a 64-bit operand
 * @param kernel known to be the kernel's
 */
record Address(String text, boolean kernel) {
  Address plus(long bytes) {
    return bytes == 0 ? this : new Address("(" + text + " + " + bytes + "ULL)", kernel);
  }

  String read(String to, int bytes) {
    return kernel
        ? "bpf_probe_read_kernel(" + to + ", " + bytes + ", (void *)(" + text + "));"
        : "tb_read(" + to + ", " + bytes + ", " + text + ");";
  }
}
