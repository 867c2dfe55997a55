package dev.tracebook.kernel.magic;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code %who}: the variables and their types. */
final class WhoMagic implements Magic {
  @Override
  public List<String> names() {
    return List.of("who");
  }

  @Override
  public Form form() {
    return Form.LINE;
  }

  @Override
  public String help() {
    return "%who: lists the variables with the types of their values";
  }

  @Override
  public @Nullable Object run(Call call, Host host) {
    for (Map.Entry<String, @Nullable Object> each : host.variables().entrySet()) {
      Object value = each.getValue();
      System.out.println(
          each.getKey() + ": " + (value == null ? "null" : value.getClass().getSimpleName()));
    }
    return null;
  }
}
