package dev.tracebook.tools;

import dev.tracebook.host.Binary;
import dev.tracebook.host.FunctionSymbol;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The kinds of database servers whose statements can be traced. */
enum DatabaseEngine {
  MYSQL("MySQL or MariaDB", "mysql mariadb", "mariadbd mysqld"),
  POSTGRES("PostgreSQL", "postgres postgresql", "postgres");

  /** MariaDB's enum_server_command, which MySQL's begins like; see include/mysql_com.h. */
  private static final String[] MYSQL_COMMANDS = {
    "SLEEP",
    "QUIT",
    "INIT_DB",
    "QUERY",
    "FIELD_LIST",
    "CREATE_DB",
    "DROP_DB",
    "REFRESH",
    "SHUTDOWN",
    "STATISTICS",
    "PROCESS_INFO",
    "CONNECT",
    "PROCESS_KILL",
    "DEBUG",
    "PING",
    "TIME",
    "DELAYED_INSERT",
    "CHANGE_USER",
    "BINLOG_DUMP",
    "TABLE_DUMP",
    "CONNECT_OUT",
    "REGISTER_SLAVE",
    "STMT_PREPARE",
    "STMT_EXECUTE",
    "STMT_SEND_LONG_DATA",
    "STMT_CLOSE",
    "STMT_RESET",
    "SET_OPTION",
    "STMT_FETCH",
    "DAEMON"
  };

  private final String title;
  private final String names;
  private final String executables;

  DatabaseEngine(String title, String names, String executables) {
    this.title = title;
    this.names = names;
    this.executables = executables;
  }

  String title() {
    return title;
  }

  List<String> executables() {
    return List.of(executables.split(" ", -1));
  }

  private List<String> names() {
    return List.of(names.split(" ", -1));
  }

  /** The C text with its probes. */
  String probes() {
    return ToolText.part(this == MYSQL ? "mysql" : "postgres");
  }

  static List<String> allNames() {
    return Arrays.stream(values()).flatMap(each -> each.names().stream()).toList();
  }

  static Optional<DatabaseEngine> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(each -> each.names().contains(lower)).findFirst();
  }

  /** What a server's binary is, by its name and else by what it contains. */
  static Optional<DatabaseEngine> of(Binary binary) {
    String file = String.valueOf(binary.path().getFileName());
    for (DatabaseEngine each : values()) {
      if (each.executables().contains(file)) {
        return Optional.of(each);
      }
    }
    if (binary.usdtProbes().stream().anyMatch(each -> each.provider().equals("postgresql"))) {
      return Optional.of(POSTGRES);
    }
    boolean dispatches =
        binary.functions().stream()
            .map(FunctionSymbol::demangled)
            .anyMatch(each -> each.startsWith("dispatch_command("));
    return dispatches ? Optional.of(MYSQL) : Optional.empty();
  }

  /** The commands of its protocol: their numbers in the program, and their names. */
  Map<Integer, String> commands() {
    Map<Integer, String> commands = new LinkedHashMap<>();
    if (this == POSTGRES) {
      // As PostgreSQL's log calls them.
      commands.put(1, "statement");
      commands.put(2, "execute");
      return commands;
    }
    for (int i = 0; i < MYSQL_COMMANDS.length; i++) {
      commands.put(i, "COM_" + MYSQL_COMMANDS[i]);
    }
    commands.put(31, "COM_RESET_CONNECTION");
    commands.put(250, "COM_STMT_BULK_EXECUTE");
    return commands;
  }

  String command(int number) {
    return commands().getOrDefault(number, "command " + number);
  }
}
