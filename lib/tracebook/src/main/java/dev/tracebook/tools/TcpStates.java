package dev.tracebook.tools;

import java.util.List;

/** The states of a TCP connection by number, which are part of the kernel's interface (tcp(7)). */
final class TcpStates {
  private static final List<String> NAMES =
      List.of(
          "",
          "ESTABLISHED",
          "SYN_SENT",
          "SYN_RECV",
          "FIN_WAIT1",
          "FIN_WAIT2",
          "TIME_WAIT",
          "CLOSE",
          "CLOSE_WAIT",
          "LAST_ACK",
          "LISTEN",
          "CLOSING",
          "NEW_SYN_RECV");

  private TcpStates() {}

  /** The name; empty for 0, and the bare number where there is no name. */
  static String name(long number) {
    return number >= 0 && number < NAMES.size() ? NAMES.get((int) number) : String.valueOf(number);
  }
}
