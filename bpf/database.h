/*
 * The statements that a database server executes, for dbslower and dbstat. A tool defines done(), which is called at
 * the end of each; OPT_QUERY_BYTES keeps the first bytes of their texts.
 *
 * A text is copied when its statement begins: at the end the server has used the memory for something else.
 */
#ifndef DB_PID_TEST
#define DB_PID_TEST true
#endif
#ifndef DB_EXCLUDED
#define DB_EXCLUDED false
#endif

struct statement_t {
  u64 start_ns;
  u64 stack; /* where the stack pointer was: tells the outermost of nested probes */
  u32 command;
};

BPF_HASH(statements, u64, struct statement_t, 10240);
BPF_ARRAY(missed, u64, 1);

static __always_inline void done(u64 id, struct statement_t *statement, bool failed);

static __always_inline bool is_server(void) {
  u32 pid = bpf_get_current_pid_tgid() >> 32;
  u32 parent = ((struct task_struct *)bpf_get_current_task())->real_parent->tgid;
  return is_wanted() && (DB_PID_TEST);
}

#ifdef OPT_QUERY_BYTES
struct text_t {
  u64 start_ns;
  u64 truncated;
  char text[OPT_QUERY_BYTES];
};

/* A text may be pushed out by others; its statement is not. */
BPF_TABLE("lru_hash", u64, struct text_t, texts, OPT_QUERY_TEXTS);
BPF_ARRAY(no_text, struct text_t, 1);

/* Keeps a text, which all servers end with NUL. */
static __always_inline void keep_text(u64 id, u64 start_ns, const void *from) {
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
  text->start_ns = start_ns;
  text->text[0] = 0;
  long size = bpf_probe_read_user_str(text->text, sizeof(text->text), from);
  text->truncated = size == sizeof(text->text);
}
#else
#define keep_text(id, start_ns, from)
#endif

static __always_inline void begin(u64 id, u32 command, u64 start_ns, u64 stack) {
  struct statement_t statement = {.start_ns = start_ns, .stack = stack, .command = command};
  if (statements.update(&id, &statement))
    missed.atomic_increment(0);
}

#ifdef DB_MYSQL
/*
 * dispatch_command executes one command of the client's protocol: COM_QUERY, COM_STMT_EXECUTE, COM_PING ...
 * MariaDB: dispatch_command(enum_server_command, THD *, char *packet, unsigned length, ...)
 * MySQL:   dispatch_command(THD *, const COM_DATA *, enum_server_command); COM_DATA begins with the text's address
 */
#define COM_QUERY 3
#define COM_STMT_PREPARE 22
#define COM_STMT_EXECUTE 23

int on_command(struct pt_regs *ctx) {
#ifdef DB_MYSQL_COM_DATA
  u32 command = PT_REGS_PARM3(ctx);
#else
  u32 command = PT_REGS_PARM1(ctx);
#endif
  if (!is_server() || (DB_EXCLUDED))
    return 0;
  u64 id = bpf_get_current_pid_tgid();
  u64 now = bpf_ktime_get_ns();
  if (command == COM_QUERY || command == COM_STMT_PREPARE) {
#ifdef DB_MYSQL_COM_DATA
    u64 text = 0;
    bpf_probe_read_user(&text, sizeof(text), (void *)PT_REGS_PARM2(ctx));
    keep_text(id, now, (void *)text);
#else
    keep_text(id, now, (void *)PT_REGS_PARM3(ctx));
#endif
  }
  begin(id, command, now, 0);
  return 0;
}

/* general_log_write(THD *, enum_server_command, const char *text, size_t length): a prepared statement's text. */
int on_log(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  struct statement_t *statement = statements.lookup(&id);
  if (statement && statement->command == COM_STMT_EXECUTE && (u32)PT_REGS_PARM2(ctx) == COM_STMT_EXECUTE)
    keep_text(id, statement->start_ns, (void *)PT_REGS_PARM3(ctx));
  return 0;
}

int on_command_done(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  struct statement_t *statement = statements.lookup(&id);
  if (!statement)
    return 0;
  done(id, statement, false);
  statements.delete(&id);
  return 0;
}
#endif

#ifdef DB_POSTGRES
/*
 * statement__status(text) begins every message of the protocol; without a text it says that the server waits for the
 * client: what had begun and not ended has failed. query__start and query__done are around a simple query (message Q).
 * The extended protocol (message E) has query__execute__start and _done only; these are nested where a statement
 * executes another.
 */
#define SIMPLE_QUERY 1
#define EXTENDED_EXECUTE 2
#define SAME_FRAME 64

int on_status(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  u64 text = 0;
  bpf_usdt_readarg(1, ctx, &text);
  if (!text) {
    struct statement_t *open = statements.lookup(&id);
    if (open && open->start_ns)
      done(id, open, true);
    statements.delete(&id);
    return 0;
  }
  if (!is_server())
    return 0;
  begin(id, 0, 0, 0);
  keep_text(id, 0, (void *)text);
  return 0;
}

int on_query(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  struct statement_t *statement = statements.lookup(&id);
  u32 command = SIMPLE_QUERY;
  if (!statement || (DB_EXCLUDED))
    return 0;
  statement->command = command;
  statement->start_ns = bpf_ktime_get_ns();
  return 0;
}

int on_query_done(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  struct statement_t *statement = statements.lookup(&id);
  if (!statement || statement->command != SIMPLE_QUERY || !statement->start_ns)
    return 0;
  done(id, statement, false);
  statement->start_ns = 0;
  return 0;
}

int on_execute(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  struct statement_t *statement = statements.lookup(&id);
  u32 command = EXTENDED_EXECUTE;
  if (!statement || statement->command || (DB_EXCLUDED))
    return 0;
  statement->command = command;
  statement->stack = PT_REGS_SP(ctx);
  statement->start_ns = bpf_ktime_get_ns();
  return 0;
}

int on_execute_done(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  struct statement_t *statement = statements.lookup(&id);
  if (!statement || statement->command != EXTENDED_EXECUTE || !statement->start_ns)
    return 0;
  if (PT_REGS_SP(ctx) + SAME_FRAME < statement->stack)
    return 0; /* the end of a nested one */
  done(id, statement, false);
  statement->start_ns = 0;
  return 0;
}
#endif
