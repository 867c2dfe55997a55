package dev.tracebook.kernel.protocol;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/** Sends back whatever it gets, so that frontends know that the process lives. */
final class Heartbeat {
  private final ZMQ.Socket socket;

  Heartbeat(ZMQ.Context context) {
    socket = context.socket(SocketType.REP);
    socket.setLinger(0);
  }

  void bind(String address) {
    socket.bind(address);
    Thread thread = new Thread(this::loop, "heartbeat");
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    try {
      while (true) {
        byte[] ping = socket.recv();
        if (ping == null || !socket.send(ping)) {
          return;
        }
      }
    } catch (ZMQException e) {
      // The context is closing.
    }
  }
}
