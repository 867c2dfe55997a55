package dev.tracebook.bpf;

import dev.tracebook.error.TraceException;
import dev.tracebook.headers.HeadersMode;
import dev.tracebook.headers.KernelHeaders;
import dev.tracebook.host.Binaries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A digest of all that the instructions of a program depend on. */
final class CacheKey {
  /** Changes whenever the same program would be compiled to something else. */
  private static final String VERSION = "1";

  private static final Pattern TRACEPOINT =
      Pattern.compile("TRACEPOINT_PROBE\\s*\\(\\s*(\\w+)\\s*,\\s*(\\w+)");

  /** Files that the text names: what stands in them is not looked at. */
  private static final Pattern LOCAL_INCLUDE =
      Pattern.compile(
          "^\\s*#\\s*include(_next)?\\s*(\"|</)|__has_include|\\.incbin", Pattern.MULTILINE);

  private static final Pattern INCLUDING_FLAG =
      Pattern.compile("-(I|i|include|isystem|iquote|idirafter|Xclang|fplugin|B|resource-dir).*");

  private static final Path EVENTS = Path.of("/sys/kernel/tracing/events");

  private CacheKey() {}

  /** The key; empty for a program that is not kept. */
  static Optional<byte[]> of(ProgramText program, List<String> cflags, HeadersMode mode) {
    String text = program.compiled(true);
    if (LOCAL_INCLUDE.matcher(text).find()
        || cflags.stream().anyMatch(each -> INCLUDING_FLAG.matcher(each).matches())) {
      return Optional.empty();
    }
    Optional<String> headers = KernelHeaders.identity(mode);
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    MessageDigest digest = sha256();
    try {
      add(digest, VERSION);
      add(digest, headers.get());
      add(digest, library());
      add(digest, String.valueOf(Cpus.possible()));
      add(digest, System.getProperty("os.arch"));
      cflags.forEach(each -> add(digest, each));
      add(digest, text);
      Matcher tracepoint = TRACEPOINT.matcher(text);
      while (tracepoint.find()) {
        Path format = EVENTS.resolve(tracepoint.group(1)).resolve(tracepoint.group(2));
        add(digest, Files.readString(format.resolve("format")));
      }
    } catch (IOException | TraceException e) {
      // No such tracepoint or no libbcc: the compile tells.
      return Optional.empty();
    }
    return Optional.of(digest.digest());
  }

  static String name(byte[] key) {
    return HexFormat.of().formatHex(key, 0, 16) + ".program";
  }

  /** The file of libbcc: its path, size and time. */
  private static String library() throws IOException {
    Path path = Binaries.resolve("bcc").toRealPath();
    return path + " " + Files.size(path) + " " + Files.getLastModifiedTime(path);
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
