package dev.tracebook.lang.gen;

import dev.tracebook.lang.type.Type;
import java.util.ArrayList;
import java.util.List;

/** What the functions of a program share: numbers of effects and of stack maps. */
final class Shared {
  private final List<Effect> effects = new ArrayList<>();
  private final List<Type.Stack> stacks = new ArrayList<>();

  int effect(Effect effect) {
    effects.add(effect);
    return effects.size() - 1;
  }

  int stack(Type.Stack stack) {
    Type.Stack plain = new Type.Stack(false, stack.depth(), "");
    if (!stacks.contains(plain)) {
      stacks.add(plain);
    }
    return stacks.indexOf(plain);
  }

  List<Effect> effects() {
    return List.copyOf(effects);
  }

  List<Type.Stack> stacks() {
    return List.copyOf(stacks);
  }
}
