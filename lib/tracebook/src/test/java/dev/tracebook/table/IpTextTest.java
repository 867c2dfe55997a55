package dev.tracebook.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpTextTest {
  /** Python's ipaddress and inet_ntop are the independent readers. */
  @Test
  void addressesReadAsInetNtopWritesThem() throws Exception {
    Random random = new Random(7919);
    List<byte[]> addresses = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      byte[] bytes = new byte[16];
      for (int group = 0; group < 8; group++) {
        if (random.nextInt(3) == 0) {
          bytes[2 * group] = (byte) random.nextInt(256);
          bytes[2 * group + 1] = (byte) random.nextInt(256);
        }
      }
      addresses.add(bytes);
    }
    addresses.add(new byte[16]);
    addresses.add(HexFormat.of().parseHex("00000000000000000000ffff7f000001"));
    addresses.add(HexFormat.of().parseHex("0000000000000000000000007f000001"));
    addresses.add(HexFormat.of().parseHex("00000000000000000000000000000001"));
    Process python =
        new ProcessBuilder(
                "/usr/bin/python3",
                "-c",
                """
                import sys, socket
                for line in sys.stdin:
                  print(socket.inet_ntop(socket.AF_INET6, bytes.fromhex(line.strip())))
                """)
            .start();
    try (var in = python.outputWriter()) {
      for (byte[] each : addresses) {
        in.write(HexFormat.of().formatHex(each) + "\n");
      }
    }
    List<String> expected = python.inputReader().lines().toList();
    assertThat(addresses.stream().map(each -> IpText.v6(each)).toList()).isEqualTo(expected);
    assertThat(IpText.v4(new byte[] {0, (byte) 192, (byte) 168, 0, 1}, 1)).isEqualTo("192.168.0.1");
  }
}
