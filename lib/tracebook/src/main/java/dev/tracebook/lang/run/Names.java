package dev.tracebook.lang.run;

import dev.tracebook.lang.type.Type;
import java.nio.ByteBuffer;
import java.util.List;

/** Numbers that stand for names: symbols, addresses, users, times, stacks. */
interface Names {
  /** The text of a value. */
  String text(Type.Named type, ByteBuffer data, int at);

  /** The frames of a stack, each on a line of its own, the first one on a new line. */
  String stack(Type.Stack type, long id, long pid);

  /** The functions of a stack, the innermost first, without offsets. */
  List<String> functions(Type.Stack type, long id, long pid);
}
