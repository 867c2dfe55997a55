package dev.tracebook.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that a mistyped one was most likely meant to be. */
public final class Nearest {

  private Nearest() {}

  /**
   * The candidates nearest to a name: by edit distance, with a bonus for containing it.
   *
   * @param name what was typed
   * @param candidates the names that exist
   * @param limit how many at most
   * @return the nearest first; empty if nothing is near
   */
  public static List<String> to(String name, Collection<String> candidates, int limit) {
    String typed = name.toLowerCase(Locale.ROOT);
    int tooFar = Math.max(3, typed.length() / 2);
    record Scored(String name, int score) {}
    return candidates.stream()
        .distinct()
        .map(candidate -> new Scored(candidate, score(typed, candidate.toLowerCase(Locale.ROOT))))
        .filter(scored -> scored.score <= tooFar)
        .sorted(Comparator.comparingInt(Scored::score).thenComparing(Scored::name))
        .limit(limit)
        .map(Scored::name)
        .toList();
  }

  /**
   * A sentence for an error's remedy.
   *
   * @param name what was typed
   * @param candidates the names that exist
   * @return {@code did you mean a, b?}, or the first names that exist, or an empty string where
   *     there are none
   */
  public static String hint(String name, Collection<String> candidates) {
    List<String> near = to(name, candidates, 5);
    if (!near.isEmpty()) {
      return "did you mean " + String.join(", ", near) + "?";
    }
    if (candidates.isEmpty()) {
      return "";
    }
    List<String> some = candidates.stream().distinct().sorted().limit(8).toList();
    return "there are: " + String.join(", ", some) + (candidates.size() > 8 ? ", ..." : "");
  }

  private static int score(String typed, String candidate) {
    int distance = distance(typed, candidate);
    boolean contains = candidate.contains(typed) || typed.contains(candidate);
    return contains ? Math.min(distance, 2) : distance;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitute, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
