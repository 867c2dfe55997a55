package dev.tracebook.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesDictionaryTest {
  private final Random random = new Random(7919);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 8, 9, 15, 16, 17, 24, 64, 100})
  void everyTextHasOneCodeWhateverFollowsItsNul(int limit) {
    BytesDictionary dictionary = new BytesDictionary(limit, true);
    Map<String, Integer> codes = new HashMap<>();
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[limit];
      random.nextBytes(bytes);
      int length = random.nextInt(limit + 1);
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) ('a' + random.nextInt(3));
      }
      if (length < limit) {
        bytes[length] = 0;
      }
      String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
      int code = code(dictionary, bytes);
      assertThat(codes.computeIfAbsent(text, key -> code)).isEqualTo(code);
    }
    assertThat(dictionary.size()).isEqualTo(codes.size());
    codes.forEach((text, code) -> assertThat(dictionary.value(code)).asString().isEqualTo(text));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6, 16, 20})
  void bytesThatAreNoTextAreComparedToTheirEnd(int limit) {
    BytesDictionary dictionary = new BytesDictionary(limit, false);
    Map<ByteBuffer, Integer> codes = new HashMap<>();
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = new byte[limit];
      bytes[limit - 1] = (byte) random.nextInt(50);
      bytes[limit / 2] = (byte) random.nextInt(50);
      int code = code(dictionary, bytes);
      assertThat(codes.computeIfAbsent(ByteBuffer.wrap(bytes), key -> code)).isEqualTo(code);
      assertThat(dictionary.value(code)).isEqualTo(bytes);
    }
    assertThat(dictionary.size()).isEqualTo(codes.size());
  }

  private int code(BytesDictionary dictionary, byte[] bytes) {
    ByteBuffer data = ByteBuffer.allocateDirect(bytes.length + 13).order(ByteOrder.nativeOrder());
    data.put(13, bytes);
    int[] codes = new int[3];
    dictionary.codes(data, new int[] {5, 10}, 3, 1, 2, codes, 2);
    return codes[2];
  }
}
