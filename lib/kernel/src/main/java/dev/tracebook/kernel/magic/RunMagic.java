package dev.tracebook.kernel.magic;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tracebook.error.ArgumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code %run FILE}: runs the Java of a file, or the cells of another notebook. */
final class RunMagic implements Magic {
  @Override
  public List<String> names() {
    return List.of("run", "load");
  }

  @Override
  public Form form() {
    return Form.LINE;
  }

  @Override
  public String help() {
    return "%run FILE: runs a file of Java snippets (.jsh, .java) or the code cells of a notebook"
        + " (.ipynb) as if they stood here; %load is the same";
  }

  @Override
  public @Nullable Object run(Call call, Host host) throws IOException {
    List<String> words = call.words();
    if (words.size() != 1) {
      throw new ArgumentException("%" + call.name() + " needs one file", "", help(), "");
    }
    Path file = ClasspathMagic.expand(words.get(0)).get(0);
    String text = Files.readString(file);
    Object last = null;
    for (String cell : file.toString().endsWith(".ipynb") ? cells(text) : List.of(text)) {
      last = host.java(cell);
    }
    return last;
  }

  static List<String> cells(String notebook) {
    List<String> cells = new ArrayList<>();
    for (JsonElement each :
        JsonParser.parseString(notebook).getAsJsonObject().getAsJsonArray("cells")) {
      JsonObject cell = each.getAsJsonObject();
      if (cell.get("cell_type").getAsString().equals("code")) {
        JsonElement source = cell.get("source");
        StringBuilder text = new StringBuilder();
        if (source.isJsonArray()) {
          source.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
        } else {
          text.append(source.getAsString());
        }
        cells.add(text.toString());
      }
    }
    return cells;
  }
}
