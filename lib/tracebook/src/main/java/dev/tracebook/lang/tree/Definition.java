package dev.tracebook.lang.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A definition in front of the actions. */
public sealed interface Definition {
  /** Where it stands. */
  Span span();

  /** {@code #include <file>}: kernel types are known without it. */
  record Include(String file, Span span) implements Definition {}

  /** {@code #define NAME expression}. */
  record Define(String name, Expr value, Span span) implements Definition {}

  /** {@code struct tag { ... }} or {@code union}. */
  record Struct(String keyword, String tag, List<Member> members, Span span)
      implements Definition {}

  /** A member; bits is 0 where it is no bit field; an anonymous struct is in {@code nested}. */
  record Member(TypeName type, @Nullable Struct nested, String name, int bits, Span span) {}

  /** {@code enum tag { A, B = 2 }}; the tag may be empty. */
  record Enumeration(String tag, List<String> names, List<Long> values, Span span)
      implements Definition {}

  /** {@code let @m = hash(100)}. */
  record MapType(String map, String kind, long entries, Span span) implements Definition {}
}
