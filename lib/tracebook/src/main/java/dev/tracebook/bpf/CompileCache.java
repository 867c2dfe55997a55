package dev.tracebook.bpf;

import dev.tracebook.headers.AtomicFiles;
import dev.tracebook.headers.HeadersMode;
import dev.tracebook.headers.KernelHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled programs in the user's cache folder ({@code $XDG_CACHE_HOME/tracebook/programs}), for
 * all processes: the second load of a program takes milliseconds, and does not load libbcc.
 *
 * <p>A file is a mark with the format's version, the digest of what follows, the key, the entry.
 * One that is torn, foreign or of another version is not used but written anew. {@code
 * TRACEBOOK_CACHE=off} in the environment switches the cache off.
 */
final class CompileCache {
  private static final Logger LOG = LoggerFactory.getLogger(CompileCache.class);
  private static final byte[] MARK = {'T', 'B', 'P', 1};
  private static final int DIGEST_BYTES = 32;
  private static final int KEPT_PROGRAMS = 512;
  private static final Duration IN_USE = Duration.ofMinutes(10);

  private final Path folder;

  CompileCache(Path folder) {
    this.folder = folder;
  }

  static Optional<CompileCache> ofUser() {
    return "off".equals(System.getenv("TRACEBOOK_CACHE"))
        ? Optional.empty()
        : Optional.of(new CompileCache(KernelHeaders.cacheFolder().resolveSibling("programs")));
  }

  /** Gives the program from the cache, or compiles it and keeps it. */
  Compiled open(
      ProgramText program, List<String> cflags, HeadersMode mode, Supplier<FreshProgram> compiler) {
    Optional<byte[]> key = CacheKey.of(program, cflags, mode);
    if (key.isEmpty()) {
      return compiler.get();
    }
    Path file = folder.resolve(CacheKey.name(key.get()));
    Optional<CachedProgram> kept =
        read(file, key.get()).flatMap(entry -> CachedProgram.open(entry, compiler));
    if (kept.isPresent()) {
      AtomicFiles.touch(file);
      return kept.get();
    }
    FreshProgram fresh = compiler.get();
    if (fresh.isByBtf()) {
      CacheEntry.of(fresh).ifPresent(entry -> write(file, key.get(), entry));
    }
    return fresh;
  }

  private static Optional<CacheEntry> read(Path file, byte[] key) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      byte[] mark = new byte[MARK.length];
      byte[] digest = new byte[DIGEST_BYTES];
      byte[] kept = new byte[key.length];
      if (bytes.capacity() < mark.length + digest.length + kept.length) {
        return Optional.empty();
      }
      bytes.get(mark).get(digest);
      MessageDigest sum = CacheKey.sha256();
      sum.update(bytes.slice());
      bytes.get(kept);
      if (!Arrays.equals(mark, MARK)
          || !Arrays.equals(digest, sum.digest())
          || !Arrays.equals(kept, key)) {
        return Optional.empty();
      }
      byte[] entry = new byte[bytes.remaining()];
      bytes.get(entry);
      return Optional.of(CacheEntry.ofBytes(entry));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void write(Path file, byte[] key, CacheEntry entry) {
    byte[] kept = entry.toBytes();
    MessageDigest sum = CacheKey.sha256();
    sum.update(key);
    byte[] digest = sum.digest(kept);
    ByteBuffer bytes =
        ByteBuffer.allocate(MARK.length + digest.length + key.length + kept.length)
            .put(MARK)
            .put(digest)
            .put(key)
            .put(kept);
    try {
      AtomicFiles.write(file, bytes.array());
      AtomicFiles.evict(folder, KEPT_PROGRAMS, IN_USE);
    } catch (IOException e) {
      LOG.debug("not kept for the next time", e);
    }
  }
}
