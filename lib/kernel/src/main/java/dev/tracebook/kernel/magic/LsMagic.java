package dev.tracebook.kernel.magic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code %lsmagic}: what there is. */
record LsMagic(Magics magics) implements Magic {
  @Override
  public List<String> names() {
    return List.of("lsmagic");
  }

  @Override
  public Form form() {
    return Form.LINE;
  }

  @Override
  public String help() {
    return "%lsmagic: lists the magics";
  }

  @Override
  public @Nullable Object run(Call call, Host host) {
    magics.all().forEach(each -> System.out.println(each.help()));
    return null;
  }
}
