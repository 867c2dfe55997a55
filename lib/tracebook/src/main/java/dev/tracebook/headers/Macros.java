package dev.tracebook.headers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The macros that BTF cannot carry; a program gets those that it names and does not define. */
final class Macros {

  private static final String DEFINE = "#define ";

  /** Their first letters tell headers that bring the short names of a socket's members. */
  private static final List<String> SOCKET_HEADERS =
      List.of("net/", "linux/tcp", "linux/udp", "linux/inet", "linux/ipv6", "linux/sock");

  /** The lines of the resources by the names that they define. */
  private static final class Catalogue {
    static final Map<String, String> ALWAYS = read("macros.h");
    static final Map<String, String> SOCKETS = read("socket-members.h");

    static {
      ALWAYS.putAll(read("macros-" + Machine.name() + ".h"));
    }
  }

  private Macros() {}

  /** Widens the program's tokens by what the chosen macros name, and returns these macros. */
  static String choose(ProgramText program, Btf btf) {
    Map<String, String> known = new HashMap<>(Catalogue.ALWAYS);
    if (program.includes().stream().anyMatch(Macros::isSocketHeader)) {
      known.putAll(Catalogue.SOCKETS);
    }
    derive(known, btf);
    Set<String> chosen = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(program.tokens());
    while (!open.isEmpty()) {
      List<String> added = new ArrayList<>();
      for (String token : open) {
        String line = known.get(token);
        boolean better = program.own().contains(token) || btf.ownerOf(token) != null;
        if (line != null && !better && chosen.add(token)) {
          String body = line.substring(DEFINE.length() + token.length());
          program.addBody(body);
          added.addAll(CTokens.of(body).stream().filter(CTokens::isWord).toList());
        }
      }
      open = added;
    }
    StringBuilder out = new StringBuilder();
    for (String name : chosen) {
      out.append(known.get(name)).append('\n');
    }
    return out.toString();
  }

  private static boolean isSocketHeader(String include) {
    String name = include.startsWith("uapi/") ? include.substring(5) : include;
    return SOCKET_HEADERS.stream().anyMatch(name::startsWith);
  }

  /** The names of the macros that any program may use. */
  static Set<String> names() {
    return Catalogue.ALWAYS.keySet();
  }

  private static Map<String, String> read(String resource) {
    Map<String, String> known = new HashMap<>();
    for (String line : Resources.lines(resource)) {
      if (line.startsWith(DEFINE)) {
        int end = DEFINE.length();
        while (end < line.length() && Character.isJavaIdentifierPart(line.charAt(end))) {
          end++;
        }
        known.put(line.substring(DEFINE.length(), end), line);
      }
    }
    return known;
  }

  /** Constants that the kernel's headers compute, from the sizes of the types that use them. */
  private static void derive(Map<String, String> known, Btf btf) {
    Integer dentry = btf.tagged("dentry");
    if (dentry == null) {
      return;
    }
    for (Btf.Member member : btf.members(dentry)) {
      // Until 6.13 d_iname was an array; since then d_shortname is a union with the text in it.
      if (member.name().equals("d_iname") || member.name().equals("d_shortname")) {
        int bytes = new ClangLayout(btf).size(member.type());
        known.put("DNAME_INLINE_LEN", DEFINE + "DNAME_INLINE_LEN " + bytes);
      }
      if (member.name().equals("d_shortname")) {
        known.put("d_iname", DEFINE + "d_iname d_shortname.string");
      }
    }
  }
}
