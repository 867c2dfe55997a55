package dev.tracebook.kernel.magic;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.error.ArgumentException;
import java.util.List;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/**
 * {@code %%bpf [variable] [-DNAME=VALUE] [headers=MODE] [attach=false] [cache=off]}: a BCC program.
 */
final class BpfMagic implements Magic {
  @Override
  public List<String> names() {
    return List.of("bpf");
  }

  @Override
  public Form form() {
    return Form.CELL;
  }

  @Override
  public String help() {
    return "%%bpf [variable] [-DNAME=VALUE] [headers=auto|btf|installed|PATH] [attach=false]"
        + " [cache=off]: the cell is a BCC program in C; loads it into the variable, by default bpf";
  }

  @Override
  public @Nullable Object run(Call call, Host host) {
    // The program begins on the cell's second line: an empty first line keeps clang's line numbers.
    ModuleBuilder builder = BpfModule.of("\n" + call.content());
    String variable = "bpf";
    for (String word : call.words()) {
      if (word.startsWith("-")) {
        builder.cflag(word);
      } else if (word.startsWith("headers=")) {
        builder.headers(word.substring("headers=".length()));
      } else if (word.startsWith("attach=")) {
        builder.autoAttach(Boolean.parseBoolean(word.substring("attach=".length())));
      } else if (word.startsWith("cache=")) {
        builder.cache(!word.equals("cache=off"));
      } else if (SourceVersion.isName(word) && !word.contains(".")) {
        variable = word;
      } else {
        throw new ArgumentException("%%bpf does not know " + word, "", help(), "");
      }
    }
    host.declare(variable, BpfModule.class, host.call(builder::load));
    return null;
  }
}
