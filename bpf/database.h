/*
 * The statements that a database server executes, for dbslower and dbstat. The tool defines done(), which is called at
 * the end of each; the server's own probes are in mysql.h or postgres.h, which Tracebook puts behind the tool's text.
 * OPT_QUERY_BYTES keeps the first bytes of the statements' texts.
 *
 * A text is copied when its statement begins: at the end the server has used the memory for something else.
 */
#ifndef DB_EXCLUDED
#define DB_EXCLUDED false
#endif

struct statement_t {
  u64 begin_ns; /* names the statement of a thread, for its text */
  u64 start_ns; /* what its time counts from; 0 while it does not execute */
  u64 stack; /* where the stack pointer was: tells the outermost of nested probes */
  u32 command;
};

BPF_HASH(statements, u64, struct statement_t, 10240);
BPF_ARRAY(missed, u64, 1);

static __always_inline void done(u64 id, struct statement_t *statement, bool failed);

#ifdef OPT_QUERY_BYTES
struct text_t {
  u64 begin_ns;
  u64 truncated;
  char text[OPT_QUERY_BYTES];
};

/* A text may be pushed out by others; its statement is not. */
BPF_TABLE("lru_hash", u64, struct text_t, texts, OPT_QUERY_TEXTS);
BPF_ARRAY(no_text, struct text_t, 1);

/* Keeps a text, which all servers end with NUL. */
static __always_inline void keep_text(u64 id, u64 begin_ns, const void *from) {
  int zero = 0;
  struct text_t *text = texts.lookup(&id);
  if (!text) {
    struct text_t *empty = no_text.lookup(&zero);
    if (!empty)
      return;
    texts.update(&id, empty);
    text = texts.lookup(&id);
    if (!text)
      return;
  }
  text->begin_ns = begin_ns;
  text->text[0] = 0;
  long size = bpf_probe_read_user_str(text->text, sizeof(text->text), from);
  text->truncated = size == sizeof(text->text);
}
#else
#define keep_text(id, begin_ns, from)
#endif

static __always_inline void begin(u64 id, u32 command, u64 begin_ns, u64 start_ns) {
  struct statement_t statement = {.begin_ns = begin_ns, .start_ns = start_ns, .command = command};
  if (statements.update(&id, &statement))
    missed.atomic_increment(0);
}
