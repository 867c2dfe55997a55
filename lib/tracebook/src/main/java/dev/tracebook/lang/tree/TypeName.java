package dev.tracebook.lang.tree;

import java.util.List;

/**
 * A type as it is written.
 *
 * @param keyword {@code struct}, {@code union}, {@code enum} or empty
 * @param name the tag or the type's name
 * @param pointers how many stars
 * @param lengths array lengths, -1 for an empty one
 * @param span where it stands
 */
public record TypeName(
    String keyword, String name, int pointers, List<Integer> lengths, Span span) {
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(keyword.isEmpty() ? name : keyword + " " + name);
    text.append(pointers == 0 ? "" : " ").append("*".repeat(pointers));
    lengths.forEach(each -> text.append('[').append(each < 0 ? "" : each).append(']'));
    return text.toString();
  }
}
