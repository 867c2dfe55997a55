package dev.tracebook.tools;

import dev.tracebook.capture.RunningCapture;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.Table;

/** Connections on loopback that carry an exact number of bytes each way. */
final class TcpPeer {
  private TcpPeer() {}

  /** A client that connects as often as it is told, and closes first. */
  static final String CLIENT =
      """
      wait_for_go();
      struct addrinfo *to, hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
      if (getaddrinfo(args[1], args[2], &hints, &to)) return 1;
      for (int i = 0; i < atoi(args[3]); i++) {
        char c;
        int s = socket(to->ai_family, SOCK_STREAM, 0);
        if (connect(s, to->ai_addr, to->ai_addrlen)) return 2;
        if (shutdown(s, SHUT_WR) || read(s, &c, 1)) return 3;
        close(s);
      }
      """;

  /** Lets the client's connections in, and returns its ports in their order. */
  static List<Long> accept(ServerSocket server, int connections) throws IOException {
    List<Long> ports = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      try (Socket accepted = server.accept()) {
        ports.add((long) accepted.getPort());
        read(accepted, 1);
      }
    }
    return ports;
  }

  /** The rows, once they are as many; packets may be handled after the calls that sent them. */
  static Table rows(RunningCapture running, int count) throws InterruptedException {
    await(running, count);
    return running.stop().table();
  }

  /** The rows of a capture that goes on, once they are as many. */
  static Table await(RunningCapture running, int count) throws InterruptedException {
    long last = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    Table rows = running.snapshot().table();
    while (rows.rowCount() < count && System.nanoTime() < last) {
      Thread.sleep(10);
      rows = running.snapshot().table();
    }
    return rows;
  }

  /** Connects one after the other; each is over at both ends before the next. */
  static void exchange(ServerSocket server, int connections, int requestBytes, int answerBytes)
      throws IOException {
    for (int i = 0; i < connections; i++) {
      try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
          Socket accepted = server.accept()) {
        client.getOutputStream().write(new byte[requestBytes]);
        read(accepted, requestBytes);
        accepted.getOutputStream().write(new byte[answerBytes]);
        read(client, answerBytes);
        // The client closes first and sees the other's end: no reset, no TIME_WAIT at the server.
        client.shutdownOutput();
        read(accepted, 1);
        accepted.shutdownOutput();
        read(client, 1);
      }
    }
  }

  private static void read(Socket socket, int bytes) throws IOException {
    socket.getInputStream().readNBytes(bytes);
  }
}
