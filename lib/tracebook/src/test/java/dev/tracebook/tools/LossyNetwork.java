package dev.tracebook.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Connections that lose packets in a fixed pattern, and the kernel's own counts of them. */
final class LossyNetwork {
  /**
   * In a network of its own whose firewall drops packets in a fixed pattern: every fifth to one
   * port, the first data to the next, and the first SYN to and SYN-ACK from the third. Ends when
   * every byte has arrived, and writes the network's counters.
   */
  private static final String TEXT =
      """
      int base = atoi(args[1]);
      if (unshare(CLONE_NEWNET)) return 1;
      struct ifreq up = {.ifr_name = "lo", .ifr_flags = IFF_UP};
      if (ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &up)) return 2;
      char rules[1000];
      snprintf(rules, sizeof(rules),
        "drop() { $1 -A INPUT -p tcp $2 -m statistic --mode nth --every $3 --packet $4 -j DROP; }; "
        "drop iptables-legacy '--dport %d' 5 3 && drop iptables-legacy '--dport %d' 1000 2 &&"
        "drop ip6tables-legacy '--dport %d' 1000 2 &&"
        "drop iptables-legacy '--dport %d --syn' 1000 0 &&"
        "drop iptables-legacy '--sport %d --tcp-flags SYN,ACK SYN,ACK' 1000 0",
        base, base + 1, base + 1, base + 2, base + 2);
      if (system(rules)) return 3;
      struct { const char *host; int port; int bytes; } each[] = {
        {"127.0.0.1", base, 1000003},
        {"127.0.0.1", base + 1, 1},
        {"::1", base + 1, 1},
        {"127.0.0.1", base + 2, 1}};
      struct addrinfo *to[4], hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
      for (int i = 0; i < 4; i++) {
        char port[9];
        snprintf(port, sizeof(port), "%d", each[i].port);
        if (getaddrinfo(each[i].host, port, &hints, &to[i])) return 4;
        int listener = socket(to[i]->ai_family, SOCK_STREAM, 0);
        if (bind(listener, to[i]->ai_addr, to[i]->ai_addrlen) || listen(listener, 5)) return 5;
        if (fork()) {
          close(listener);
          continue;
        }
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        int s = accept(listener, NULL, NULL);
        static char bytes[65536];
        while (read(s, bytes, sizeof(bytes)) > 0)
          if (each[i].bytes == 1 && write(s, bytes, 1) != 1) return 7;
        return 0;
      }
      snprintf(rules, sizeof(rules), "%s/ready", args[2]);
      close(creat(rules, 0600));
      wait_for_go();
      for (int i = 0; i < 4; i++) {
        static char bytes[1000003];
        int s = socket(to[i]->ai_family, SOCK_STREAM, 0);
        while (connect(s, to[i]->ai_addr, to[i]->ai_addrlen)) if (errno != ECONNREFUSED) return 8;
        if (write(s, bytes, each[i].bytes) != each[i].bytes) return 8;
        if (each[i].bytes == 1 && read(s, bytes, 1) != 1) return 8;
        if (shutdown(s, SHUT_WR)) return 9;
        if (read(s, bytes, 1)) return 10;
        close(s);
      }
      for (int open = 1; open;) {
        open = 0;
        for (int i = 0; i < 2; i++) {
          char line[300];
          unsigned state;
          FILE *all = fopen(i ? "/proc/self/net/tcp6" : "/proc/self/net/tcp", "r");
          while (fgets(line, sizeof(line), all))
            if (sscanf(line, "%*d: %*s %*s %x", &state) == 1 && state != 6 && state != 10) open = 1;
          fclose(all);
        }
        usleep(1000);
      }
      snprintf(rules, sizeof(rules),
        "cd %s && cat /proc/self/net/snmp >snmp && iptables-legacy -nvxL INPUT >drops"
        "&& ip6tables-legacy -nvxL INPUT >>drops", args[2]);
      if (system(rules)) return 11;
      """;

  private LossyNetwork() {}

  /** A client that waits; its servers are at three ports from the base on. */
  static Child start(Path folder, int base) throws Exception {
    Child child = Child.start(folder, TEXT, String.valueOf(base), folder.toString());
    // The servers are there before a tool looks who they are.
    while (!Files.exists(folder.resolve("ready")) && child.isAlive()) {
      Thread.sleep(10);
    }
    return child;
  }

  /** How many segments the kernel counted as sent again in that network. */
  static long retransmitted(Path folder) throws Exception {
    List<String[]> lines =
        Files.readAllLines(folder.resolve("snmp")).stream()
            .filter(each -> each.startsWith("Tcp: "))
            .map(each -> each.split(" ", -1))
            .toList();
    return Long.parseLong(lines.get(1)[Arrays.asList(lines.get(0)).indexOf("RetransSegs")]);
  }

  /** How many packets the firewall counted as dropped. */
  static long dropped(Path folder) throws Exception {
    return Files.readAllLines(folder.resolve("drops")).stream()
        .filter(each -> each.contains(" DROP "))
        .mapToLong(each -> Long.parseLong(each.strip().split(" +", -1)[0]))
        .sum();
  }
}
