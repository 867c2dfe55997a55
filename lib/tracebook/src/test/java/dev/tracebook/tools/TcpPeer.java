package dev.tracebook.tools;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Connections on loopback that carry an exact number of bytes each way. */
final class TcpPeer {
  private TcpPeer() {}

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
