package dev.tracebook.lang.run;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.host.Symbol;
import dev.tracebook.host.SymbolCache;
import dev.tracebook.lang.gen.Program;
import dev.tracebook.lang.type.Type;
import dev.tracebook.sys.Errno;
import dev.tracebook.table.IpText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Names as this host knows them. */
final class HostNames implements Names {
  private static final int EEXIST = -17;
  private static final int ENOMEM = -12;

  private final Program program;
  private final BpfModule module;
  private final Map<Long, String> users = new HashMap<>();
  private final SymbolCache symbols = new SymbolCache();
  private final long bootToWallNs;

  HostNames(Program program, BpfModule module) {
    this.program = program;
    this.module = module;
    bootToWallNs = Clocks.bootToWallNs();
  }

  @Override
  public String text(Type.Named type, ByteBuffer data, int at) {
    long value = data.getLong(at);
    return switch (type.kind()) {
      case KSYM -> symbols.kernel(value).format(false, false);
      case USYM -> symbols.user((int) data.getLong(at + 8), value).format(false, false);
      case INET -> address(value, data, at + 8);
      case MAC -> mac(data, at);
      case TIMESTAMP -> {
        long wallNs = bootToWallNs + value;
        Instant time =
            Instant.ofEpochSecond(
                Math.floorDiv(wallNs, 1_000_000_000L), Math.floorMod(wallNs, 1_000_000_000L));
        yield Strftime.format(type.detail(), time.atZone(ZoneId.systemDefault()));
      }
      case USERNAME -> users.computeIfAbsent(value, HostNames::user);
      case CGROUP_PATH -> cgroup(value);
      case ERROR -> Errno.text((int) value);
      case SYSCALL -> "sys_" + value;
    };
  }

  static String address(long family, ByteBuffer data, int at) {
    byte[] bytes = new byte[family == 10 ? 16 : 4];
    data.get(at, bytes);
    if (family != 2 && family != 10) {
      return "";
    }
    return family == 10 ? IpText.v6(bytes) : IpText.v4(bytes, 0);
  }

  static String mac(ByteBuffer data, int at) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      text.append(i == 0 ? "" : ":").append(String.format("%02X", data.get(at + i) & 0xff));
    }
    return text.toString();
  }

  private static String user(long uid) {
    try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(parts -> parts.length > 2 && parts[2].equals(Long.toString(uid)))
          .map(parts -> parts[0])
          .findFirst()
          .orElse(Long.toString(uid));
    } catch (IOException e) {
      return Long.toString(uid);
    }
  }

  private static String cgroup(long id) {
    Path root = Path.of("/sys/fs/cgroup");
    try (Stream<Path> folders = Files.walk(root, 12)) {
      return folders
          .filter(folder -> inode(folder) == id)
          .findFirst()
          .map(folder -> "unified:/" + root.relativize(folder))
          .orElse("");
    } catch (IOException | java.io.UncheckedIOException e) {
      return "";
    }
  }

  private static long inode(Path folder) {
    try {
      return ((Number) Files.getAttribute(folder, "unix:ino")).longValue();
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public String stack(Type.Stack type, long id, long pid) {
    StringBuilder text = new StringBuilder("\n");
    for (long frame : frames(type, id)) {
      String name = frame(type, frame, (int) pid);
      if (type.mode().equals("perf")) {
        name = String.format("\t%16x %s", frame, name).strip();
        text.append('\t').append(name).append('\n');
      } else {
        text.append("    ").append(name).append('\n');
      }
    }
    return text.toString();
  }

  @Override
  public List<String> functions(Type.Stack type, long id, long pid) {
    if (isLost(id)) {
      return List.of(type.user() ? "[Missed User Stack]" : "[Missed Kernel Stack]");
    }
    return Arrays.stream(frames(type, id))
        .mapToObj(
            address -> {
              Symbol symbol =
                  type.user() ? symbols.user((int) pid, address) : symbols.kernel(address);
              return symbol.format(false, false);
            })
        .toList();
  }

  /** Whether the kernel's table of stacks had no room: another one in its place, or no memory. */
  private static boolean isLost(long id) {
    return id == EEXIST || id == ENOMEM;
  }

  private String frame(Type.Stack type, long address, int pid) {
    if (type.mode().equals("raw")) {
      return "0x" + Long.toHexString(address);
    }
    Symbol symbol = type.user() ? symbols.user(pid, address) : symbols.kernel(address);
    // Offsets in decimal, as bpftrace writes them.
    return symbol.name().isEmpty()
        ? symbol.format(true, false)
        : symbol.name() + "+" + symbol.offset();
  }

  private long[] frames(Type.Stack type, long id) {
    if (id < 0) {
      return new long[0];
    }
    int table = program.stacks().indexOf(new Type.Stack(false, type.depth(), ""));
    byte[] key = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, (int) id).array();
    ByteBuffer value = module.map(Program.stackTable(table)).getBytes(key);
    if (value == null) {
      return new long[0];
    }
    long[] frames = new long[type.depth()];
    value.asLongBuffer().get(frames);
    return Arrays.stream(frames).takeWhile(each -> each != 0).toArray();
  }
}
