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
  if (!is_meant() || (DB_EXCLUDED))
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
  begin(id, command, now, now);
  return 0;
}

/* general_log_write(THD *, enum_server_command, const char *text, size_t length): a prepared statement's text. */
int on_log(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  struct statement_t *statement = statements.lookup(&id);
  if (statement && statement->command == COM_STMT_EXECUTE && (u32)PT_REGS_PARM2(ctx) == COM_STMT_EXECUTE)
    keep_text(id, statement->begin_ns, (void *)PT_REGS_PARM3(ctx));
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
