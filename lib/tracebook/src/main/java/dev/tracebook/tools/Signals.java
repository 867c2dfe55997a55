package dev.tracebook.tools;

import java.util.List;

/** The names of signals without SIG, the same on x86_64 and aarch64; see man 7 signal. */
final class Signals {
  private static final int FIRST_REAL_TIME = 32;
  private static final List<String> NAMES =
      List.of(
          ("0 HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT"
                  + " STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS")
              .split(" "));

  private Signals() {}

  static String name(long signal) {
    if (signal >= 0 && signal < NAMES.size()) {
      return NAMES.get((int) signal);
    }
    return "RT" + (signal - FIRST_REAL_TIME);
  }
}
