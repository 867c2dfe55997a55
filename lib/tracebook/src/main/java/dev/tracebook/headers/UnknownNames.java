package dev.tracebook.headers;

import dev.tracebook.error.Nearest;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says of the names that a compiler did not know what the running kernel calls them, if it does.
 */
final class UnknownNames {

  private static final Pattern MEMBER =
      Pattern.compile("no member named '(\\w+)' in '(?:struct|union) (\\w+)'");
  private static final Pattern TYPE =
      Pattern.compile(
          "(?:incomplete .*type|incomplete type) '(?:const )?(?:struct|union|enum) (\\w+)");
  private static final Pattern TYPEDEF = Pattern.compile("unknown type name '(\\w+)'");
  private static final Pattern IDENTIFIER =
      Pattern.compile("use of undeclared identifier '(\\w+)'");
  private static final Pattern FUNCTION =
      Pattern.compile("implicit declaration of function '(\\w+)'");
  private static final String HELPER = "BPF_FUNC_";
  private static final int SHOWN = 3;

  private final Btf btf;

  UnknownNames(Btf btf) {
    this.btf = btf;
  }

  /** A line for each name, in the order of the messages; empty where none is about a name. */
  String explain(List<String> messages) {
    Set<String> lines = new LinkedHashSet<>();
    for (String message : messages) {
      String line = explain(message);
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return String.join("\n", lines);
  }

  private String explain(String message) {
    Matcher found = MEMBER.matcher(message);
    if (found.find()) {
      return member(found.group(2), found.group(1));
    }
    found = TYPE.matcher(message);
    if (found.find()) {
      String what = "type " + found.group(1);
      return btf.tagged(found.group(1)) == null ? missing(what, found.group(1), btf.tags()) : "";
    }
    found = TYPEDEF.matcher(message);
    if (found.find()) {
      return missing("type " + found.group(1), found.group(1), btf.typedefs());
    }
    found = FUNCTION.matcher(message);
    if (found.find()) {
      return function(found.group(1));
    }
    found = IDENTIFIER.matcher(message);
    if (found.find()) {
      Set<String> known = new HashSet<>(btf.enumerators());
      known.addAll(Macros.names());
      return missing("constant " + found.group(1), found.group(1), known);
    }
    return "";
  }

  private String member(String struct, String member) {
    Integer id = btf.tagged(struct);
    if (id == null) {
      return "";
    }
    List<String> members = btf.flatten(id).stream().map(Btf.Member::name).toList();
    return "struct " + struct + " of this kernel has no member " + member + near(member, members);
  }

  private String function(String name) {
    Set<String> known = new HashSet<>(Macros.names());
    for (String each : btf.enumerators()) {
      if (each.startsWith(HELPER)) {
        known.add("bpf_" + each.substring(HELPER.length()).toLowerCase(Locale.ROOT));
      }
    }
    String why =
        btf.functionId(name) > 0
            ? name + " is a function of the kernel, which a program cannot call"
            : name + " is neither a helper of BPF nor a macro that Tracebook knows";
    return why + near(name, known);
  }

  private static String missing(String what, String name, Collection<String> known) {
    return "this kernel's BTF has no " + what + near(name, known);
  }

  private static String near(String name, Collection<String> known) {
    List<String> near = Nearest.to(name, known, SHOWN);
    return near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?";
  }
}
