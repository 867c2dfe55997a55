package dev.tracebook.host;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The segments, sections, notes and symbols of a 64-bit ELF file.
 *
 * <p>Reads the parts it needs with positional reads: a mapped file that someone truncates would
 * raise a fault in the JVM. Layout: elf(5).
 */
final class ElfFile implements AutoCloseable {
  /** A loaded part of the file: PT_LOAD. */
  record Segment(long offset, long address, long fileSizeBytes, boolean executable) {
    boolean holdsAddress(long where) {
      return Long.compareUnsigned(where - address, fileSizeBytes) < 0;
    }

    boolean holdsOffset(long where) {
      return Long.compareUnsigned(where - offset, fileSizeBytes) < 0;
    }
  }

  /** A section header. */
  record Section(String name, int type, long address, long offset, long sizeBytes, int link) {}

  /** A symbol of .symtab or .dynsym that is defined in this file. */
  record Symbol(String name, int type, boolean local, long address, long sizeBytes) {
    boolean isFunction() {
      return type == STT_FUNC || type == STT_GNU_IFUNC;
    }

    boolean isIndirect() {
      return type == STT_GNU_IFUNC;
    }
  }

  /** A note: its owner, its kind and its bytes. */
  record Note(String owner, int type, ByteBuffer description) {}

  private static final int MAGIC = 0x7f454c46;
  private static final int CLASS_64 = 2;
  private static final int EM_X86_64 = 62;
  private static final int EM_AARCH64 = 183;
  private static final int PT_LOAD = 1;
  private static final int PF_X = 1;
  private static final int SHT_SYMTAB = 2;
  private static final int SHT_NOBITS = 8;
  private static final int SHT_DYNSYM = 11;
  private static final int SYMBOL_BYTES = 24;
  private static final int STT_FUNC = 2;
  private static final int STT_GNU_IFUNC = 10;

  /** How the bytes of the file are had: from disk, or from memory for the vDSO. */
  interface Bytes extends AutoCloseable {
    ByteBuffer read(long offset, long sizeBytes) throws IOException;

    @Override
    void close() throws IOException;
  }

  private final Bytes bytes;
  private final ByteOrder order;
  private final int machine;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();

  private ElfFile(Bytes bytes) throws IOException {
    this.bytes = bytes;
    ByteBuffer head = bytes.read(0, 64);
    if (head.order(ByteOrder.BIG_ENDIAN).getInt(0) != MAGIC) {
      throw new IOException("not an ELF file");
    }
    if (head.get(4) != CLASS_64) {
      throw new IOException("a 32-bit ELF file; only 64-bit ones are read");
    }
    order = head.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    head.order(order);
    machine = head.getShort(18) & 0xffff;
    readSegments(head.getLong(32), head.getShort(54) & 0xffff, head.getShort(56) & 0xffff);
    readSections(
        head.getLong(40),
        head.getShort(58) & 0xffff,
        head.getShort(60) & 0xffff,
        head.getShort(62) & 0xffff);
  }

  static ElfFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      return new ElfFile(new FileBytes(channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e instanceof IOException io ? io : new IOException("a damaged ELF file", e);
    }
  }

  static boolean isElf(Path file) {
    try (ElfFile elf = open(file)) {
      return elf.isOfThisMachine();
    } catch (IOException e) {
      return false;
    }
  }

  static ElfFile of(byte[] image) throws IOException {
    return new ElfFile(new MemoryBytes(ByteBuffer.wrap(image)));
  }

  private record FileBytes(FileChannel channel) implements Bytes {
    @Override
    public ByteBuffer read(long offset, long sizeBytes) throws IOException {
      // Checked before the allocation: a damaged header must not ask for gigabytes.
      if (offset < 0 || sizeBytes < 0 || offset > channel.size() - sizeBytes) {
        throw new EOFException("the file ends before byte " + (offset + sizeBytes));
      }
      ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(sizeBytes));
      while (out.hasRemaining()) {
        if (channel.read(out, offset + out.position()) < 0) {
          throw new EOFException("the file was cut while it was read");
        }
      }
      return out.flip();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record MemoryBytes(ByteBuffer image) implements Bytes {
    @Override
    public ByteBuffer read(long offset, long sizeBytes) throws IOException {
      if (offset < 0 || sizeBytes < 0 || offset > image.limit() - sizeBytes) {
        throw new EOFException("the image ends before byte " + (offset + sizeBytes));
      }
      return image.slice((int) offset, (int) sizeBytes);
    }

    @Override
    public void close() {}
  }

  private ByteBuffer at(long offset, long sizeBytes) throws IOException {
    return bytes.read(offset, sizeBytes).order(order);
  }

  private void readSegments(long offset, int entryBytes, int count) throws IOException {
    ByteBuffer table = at(offset, (long) entryBytes * count);
    for (int i = 0; i < count; i++) {
      int p = i * entryBytes;
      if (table.getInt(p) == PT_LOAD) {
        segments.add(
            new Segment(
                table.getLong(p + 8),
                table.getLong(p + 16),
                table.getLong(p + 32),
                (table.getInt(p + 4) & PF_X) != 0));
      }
    }
  }

  private void readSections(long offset, int entryBytes, int count, int names) throws IOException {
    if (offset == 0 || count == 0) {
      return;
    }
    ByteBuffer table = at(offset, (long) entryBytes * count);
    int n = names * entryBytes;
    ByteBuffer text = at(table.getLong(n + 24), table.getLong(n + 32));
    for (int i = 0; i < count; i++) {
      int p = i * entryBytes;
      sections.add(
          new Section(
              text(text, table.getInt(p)),
              table.getInt(p + 4),
              table.getLong(p + 16),
              table.getLong(p + 24),
              table.getLong(p + 32),
              table.getInt(p + 40)));
    }
  }

  private static String text(ByteBuffer strings, int offset) {
    int end = offset;
    while (end < strings.limit() && strings.get(end) != 0) {
      end++;
    }
    byte[] out = new byte[end - offset];
    strings.get(offset, out);
    return new String(out, StandardCharsets.UTF_8);
  }

  /** Tells whether this machine's processor runs the file's code. */
  boolean isOfThisMachine() {
    return machine
        == switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> EM_X86_64;
          case "aarch64" -> EM_AARCH64;
          default -> machine;
        };
  }

  List<Segment> segments() {
    return segments;
  }

  @Nullable Section section(String name) {
    return sections.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
  }

  /** The bytes of a section, or null where the file has no such section or no bytes of it. */
  @Nullable ByteBuffer contents(String name) throws IOException {
    Section section = section(name);
    return section == null || section.type() == SHT_NOBITS
        ? null
        : at(section.offset(), section.sizeBytes());
  }

  /** Gives each symbol that is defined here; those in both tables come twice. */
  void symbols(Consumer<Symbol> sink) throws IOException {
    for (Section section : sections) {
      if (section.type() == SHT_SYMTAB || section.type() == SHT_DYNSYM) {
        try {
          symbols(section, sink);
        } catch (IndexOutOfBoundsException e) {
          throw new IOException("a damaged ELF file", e);
        }
      }
    }
  }

  boolean hasSymbolTable() {
    return sections.stream().anyMatch(each -> each.type() == SHT_SYMTAB);
  }

  private void symbols(Section section, Consumer<Symbol> sink) throws IOException {
    Section named = sections.get(section.link());
    ByteBuffer strings = at(named.offset(), named.sizeBytes());
    ByteBuffer table = at(section.offset(), section.sizeBytes());
    for (int p = 0; p + SYMBOL_BYTES <= table.limit(); p += SYMBOL_BYTES) {
      boolean defined = table.getShort(p + 6) != 0 && table.getLong(p + 8) != 0;
      if (defined && table.getInt(p) != 0) {
        int info = table.get(p + 4);
        sink.accept(
            new Symbol(
                unversioned(text(strings, table.getInt(p))),
                info & 0xf,
                info >> 4 == 0,
                table.getLong(p + 8),
                table.getLong(p + 16)));
      }
    }
  }

  /** The static table spells a symbol's version out: {@code memcpy@@GLIBC_2.14}. */
  private static String unversioned(String name) {
    int at = name.indexOf('@');
    return at > 0 ? name.substring(0, at) : name;
  }

  /** The notes of a section; none where there is no such section. */
  List<Note> notes(String section) throws IOException {
    List<Note> out = new ArrayList<>();
    ByteBuffer data = contents(section);
    int p = 0;
    while (data != null && p + 12 <= data.limit()) {
      int nameBytes = data.getInt(p);
      int descriptionBytes = data.getInt(p + 4);
      int room = data.limit() - p - 12;
      if (nameBytes < 0 || descriptionBytes < 0 || nameBytes > room || descriptionBytes > room) {
        throw new IOException("a damaged ELF file: a note is larger than its section");
      }
      int description = p + 12 + align4(nameBytes);
      String owner = text(data, p + 12);
      if (description > data.limit() - descriptionBytes) {
        throw new IOException("a damaged ELF file: a note ends behind its section");
      }
      ByteBuffer body = data.slice(description, descriptionBytes).order(order);
      out.add(new Note(owner, data.getInt(p + 8), body));
      p = description + align4(descriptionBytes);
    }
    return out;
  }

  private static int align4(int value) {
    return (value + 3) & ~3;
  }

  /** Where an address of a loaded segment stands in the file; -1 where it is in none. */
  long fileOffset(long address) {
    for (Segment each : segments) {
      if (each.holdsAddress(address)) {
        return address - each.address() + each.offset();
      }
    }
    return -1;
  }

  /** The address of a byte of a file with these segments; -1 where none loads it. */
  static long address(List<Segment> segments, long fileOffset) {
    // The executable segment first: small files have pages that two segments share.
    for (boolean executable : new boolean[] {true, false}) {
      for (Segment each : segments) {
        if (each.executable() == executable && each.holdsOffset(fileOffset)) {
          return fileOffset - each.offset() + each.address();
        }
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
