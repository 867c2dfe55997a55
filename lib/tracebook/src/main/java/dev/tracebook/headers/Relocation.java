package dev.tracebook.headers;

/**
 * Moves a module's type records behind those of the kernel and of other modules: what it calls its
 * own is renumbered, what it shares with the kernel stays.
 *
 * @param kernelTypes ids from here on are the module's own
 * @param typesBy what to add to such an id
 * @param kernelStrings string offsets from here on are the module's own
 * @param stringsAt where the module's strings begin now
 */
record Relocation(int kernelTypes, int typesBy, int kernelStrings, int stringsAt) {

  void apply(int[] words) {
    int at = 0;
    while (at + 2 < words.length) {
      int next = at + Btf.recordWords(words[at + 1]);
      if (next > words.length) {
        return; // Cut off; whoever scans the result reports it.
      }
      record(words, at);
      at = next;
    }
  }

  private void record(int[] words, int at) {
    int info = words[at + 1];
    int vlen = info & 0xffff;
    words[at] = string(words[at]);
    switch ((info >> 24) & 0x1f) {
      case Btf.PTR,
          Btf.TYPEDEF,
          Btf.VOLATILE,
          Btf.CONST,
          Btf.RESTRICT,
          Btf.FUNC,
          Btf.VAR,
          Btf.DECL_TAG,
          Btf.TYPE_TAG ->
          words[at + 2] = type(words[at + 2]);
      case Btf.ARRAY -> {
        words[at + 3] = type(words[at + 3]);
        words[at + 4] = type(words[at + 4]);
      }
      case Btf.STRUCT, Btf.UNION -> items(words, at + 3, vlen, 3, true);
      case Btf.ENUM -> items(words, at + 3, vlen, 2, false);
      case Btf.ENUM64 -> items(words, at + 3, vlen, 3, false);
      case Btf.FUNC_PROTO -> {
        words[at + 2] = type(words[at + 2]);
        items(words, at + 3, vlen, 2, true);
      }
      case Btf.DATASEC -> {
        for (int i = 0; i < vlen; i++) {
          words[at + 3 + 3 * i] = type(words[at + 3 + 3 * i]);
        }
      }
      default -> {}
    }
  }

  private void items(int[] words, int from, int count, int step, boolean typed) {
    for (int i = 0, p = from; i < count; i++, p += step) {
      words[p] = string(words[p]);
      if (typed) {
        words[p + 1] = type(words[p + 1]);
      }
    }
  }

  private int type(int id) {
    return id >= kernelTypes ? id + typesBy : id;
  }

  private int string(int offset) {
    return offset >= kernelStrings ? offset - kernelStrings + stringsAt : offset;
  }
}
