package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.tcpconnect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class TcpconnectDnsTest {
  private static final int QUESTION_AT = 12;

  /**
   * Asks a DNS server for n.example in each way that resolvers do, and connects to the answer; and
   * connects to localhost by getaddrinfo, and to an address without a name.
   */
  private static final String CLIENT =
      """
      struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(53)};
      inet_aton(args[1], &server.sin_addr);
      wait_for_go();
      for (int way = 0; way < 5; way++) {
        unsigned char data[600] = {1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a' + way,
          7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0, 1};
        int size = 27, got, s = socket(AF_INET, SOCK_DGRAM, 0);
        struct sockaddr_in from;
        socklen_t length = sizeof(from);
        struct iovec part = {data, sizeof(data)};
        struct msghdr message = {
          .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &part, .msg_iovlen = 1};
        if (way < 3 && connect(s, (void *)&server, sizeof(server))) return 1;
        switch (way) {
          case 0: send(s, data, size, 0); got = recv(s, data, sizeof(data), 0); break;
          case 1: write(s, data, size); got = read(s, data, sizeof(data)); break;
          case 2: {
            struct mmsghdr many = {.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}};
            part.iov_len = size;
            sendmmsg(s, &many, 1, 0);
            got = recvfrom(s, data, sizeof(data), 0, (void *)&from, &length);
            break;
          }
          case 3:
            sendto(s, data, size, 0, (void *)&server, sizeof(server));
            got = recvfrom(s, data, sizeof(data), 0, (void *)&from, &length);
            break;
          default:
            sendto(s, data, size, 0, (void *)&server, sizeof(server));
            got = recvmsg(s, &message, 0);
        }
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(args[2]))};
        memcpy(&to.sin_addr, data + got - 4, 4);
        int c = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(c, (void *)&to, sizeof(to))) return 2;
        close(c);
        close(s);
      }
      struct addrinfo *to, hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
      if (getaddrinfo("127.0.0.77", args[2], &hints, &to)) return 3;
      if (getaddrinfo("localhost", args[2], &hints, &to)) return 3;
      if (connect(socket(AF_INET, SOCK_STREAM, 0), to->ai_addr, to->ai_addrlen)) return 4;
      inet_aton("127.0.0.77", &((struct sockaddr_in *)to->ai_addr)->sin_addr);
      if (connect(socket(AF_INET, SOCK_STREAM, 0), to->ai_addr, to->ai_addrlen)) return 5;
      """;

  /** The name a.example has the address 127.0.1.97, and so on, after an alias. */
  private static byte[] answer(byte[] question) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    question[2] |= (byte) 0x80;
    question[7] = 2;
    answer.write(question);
    answer.write(new byte[] {(byte) 0xc0, QUESTION_AT, 0, 5, 0, 1, 0, 0, 0, 9, 0, 7});
    answer.write("\5alias".getBytes(StandardCharsets.US_ASCII));
    answer.write(0);
    answer.write(new byte[] {(byte) 0xc0, QUESTION_AT, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4});
    answer.write(new byte[] {127, 0, 1, question[QUESTION_AT + 1]});
    return answer.toByteArray();
  }

  private static void serve(DatagramSocket dns) {
    Thread thread =
        new Thread(
            () -> {
              byte[] data = new byte[512];
              while (!dns.isClosed()) {
                DatagramPacket packet = new DatagramPacket(data, data.length);
                try {
                  dns.receive(packet);
                  byte[] answer = answer(Arrays.copyOf(data, packet.getLength()));
                  dns.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                } catch (IOException e) {
                  if (!dns.isClosed()) {
                    throw new UncheckedIOException(e);
                  }
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  @Live
  void theNamesThatAddressesCameFrom(@TempDir Path folder) throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String address = "127.%d.%d.53".formatted(random.nextInt(100, 200), random.nextInt(1, 200));
    try (DatagramSocket dns = new DatagramSocket(53, InetAddress.getByName(address));
        ServerSocket server = new ServerSocket(0);
        Child client = Child.start(folder, CLIENT, address, String.valueOf(server.getLocalPort()));
        RunningCapture running =
            tcpconnect().pid(client.pid()).remotePort(server.getLocalPort()).dns().start()) {
      serve(dns);
      assertThat(client.finish()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(capture.lost()).hasValue(0);
      List<String> seen = new ArrayList<>();
      rows.forEach(row -> seen.add(row.getString("remoteAddress") + " " + row.getString("query")));
      assertThat(seen)
          .containsExactly(
              "127.0.1.97 a.example",
              "127.0.1.98 b.example",
              "127.0.1.99 c.example",
              "127.0.1.100 d.example",
              "127.0.1.101 e.example",
              "127.0.0.1 localhost",
              "127.0.0.77 ");
      assertThat(rows.longColumn("queryNs").countMissing()).isEqualTo(1);
      assertThat(rows.longColumn("queryNs").min()).isPositive();
      assertThat(capture.text().lines().findFirst().orElse(""))
          .isEqualTo("PID    COMM         IP SADDR            DADDR            DPORT QUERY");
      assertThat(capture.text()).containsPattern("a\\.example \\(\\d+\\.\\d{3}ms\\)");
      assertThat(capture.text()).contains("No DNS Query");
    }
  }

  @Test
  void whatIsNoAnswerHasNoNames() throws Exception {
    byte[] question = {1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 1, 0, 1};
    assertThat(DnsAnswer.read(question)).isEmpty();
    byte[] whole = answer(question.clone());
    assertThat(DnsAnswer.read(whole)).hasValue(new DnsAnswer("a", List.of("127.0.1.97")));
    byte[] overTcp = new byte[whole.length + 2];
    System.arraycopy(whole, 0, overTcp, 2, whole.length);
    overTcp[1] = (byte) whole.length;
    assertThat(DnsAnswer.read(overTcp)).hasValue(new DnsAnswer("a", List.of("127.0.1.97")));
    for (int size = 0; size < whole.length; size++) {
      DnsAnswer.read(Arrays.copyOf(whole, size))
          .ifPresent(each -> assertThat(each.addresses()).isEmpty());
    }
    byte[] endless = whole.clone();
    endless[QUESTION_AT] = (byte) 0xc0;
    endless[QUESTION_AT + 1] = QUESTION_AT;
    assertThat(DnsAnswer.read(endless)).isEmpty();
    byte[] failed = whole.clone();
    failed[3] |= 3;
    assertThat(DnsAnswer.read(failed)).isEmpty();
    assertThatThrownBy(() -> tcpconnect().dns().count()).isInstanceOf(ArgumentException.class);
  }
}
