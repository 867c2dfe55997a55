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
  if (!is_meant())
    return 0;
  u64 now = bpf_ktime_get_ns();
  begin(id, 0, now, 0);
  keep_text(id, now, (void *)text);
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
