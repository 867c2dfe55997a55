package dev.tracebook.kernel.magic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code %%html} and its like: the cell is shown as content of a MIME type. */
record MimeMagic(String name, String mimeType) implements Magic {
  @Override
  public List<String> names() {
    return List.of(name);
  }

  @Override
  public Form form() {
    return Form.CELL;
  }

  @Override
  public String help() {
    return "%%" + name + ": shows the cell as " + mimeType;
  }

  @Override
  public @Nullable Object run(Call call, Host host) {
    host.show(mimeType, call.content());
    return null;
  }
}
