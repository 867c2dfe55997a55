package dev.tracebook.lang.type;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** IP addresses as text; nothing is ever looked up in a network. */
public final class Addresses {
  private Addresses() {}

  /** The 4 or 16 bytes of an address; empty where the text is none. */
  public static byte[] parse(String text) {
    boolean numeric =
        text.matches("\\d{1,3}(\\.\\d{1,3}){3}") || text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    if (!numeric) {
      return new byte[0];
    }
    try {
      byte[] bytes = InetAddress.getByName(text).getAddress();
      if (text.contains(":") && bytes.length == 4) {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
      }
      return bytes;
    } catch (UnknownHostException e) {
      return new byte[0];
    }
  }
}
