package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.dbslower;
import static dev.tracebook.tools.Tools.dbstat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.host.ProcessInfo;
import dev.tracebook.host.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** dbslower and dbstat against what the servers themselves log and count. */
@Live
class DatabaseToolsTest {
  private static final int AT_ONCE = 5;
  private static final int STATEMENTS = 101;
  private static final int PREPARED = 23;

  private static Lab lab;

  @BeforeAll
  static void start() throws Exception {
    lab = Lab.start("postgres", "mariadb");
  }

  @AfterAll
  static void stop() throws Exception {
    lab.close();
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(BpfModule.loaded()).isEmpty();
  }

  private interface Opening {
    Connection open() throws Exception;
  }

  /** Runs statements with a mark, each on a connection of its own, all at once. */
  private static void atOnce(Opening opening, String sql, String mark, boolean prepared)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String text = sql + " /* " + mark + i + " */";
        Callable<Boolean> one =
            () -> {
              try (Connection connection = opening.open()) {
                return prepared
                    ? connection.prepareStatement(text).execute()
                    : connection.createStatement().execute(text);
              }
            };
        all.add(threads.submit(one));
      }
      for (Future<Boolean> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  /** Each statement of the server's log is a row with the same time. */
  private static void assertAgrees(Table rows, Map<String, Double> log, String mark) {
    for (int i = 0; i < AT_ONCE; i++) {
      String name = mark + i;
      List<Double> ours = new ArrayList<>();
      for (Row row : rows) {
        if (row.getString("query").contains("/* " + name + " */")) {
          ours.add(row.getDouble("latencyMs"));
        }
      }
      assertThat(ours).as(name).hasSize(1);
      double theirs = log.get(name);
      assertThat(Math.abs(ours.get(0) - theirs))
          .as("%s: %s ms, and %s in the server's log", name, ours.get(0), theirs)
          .isLessThanOrEqualTo(Math.max(0.5, theirs * 0.05));
    }
  }

  private static Map<String, Double> times(String log, String pattern, double unitMs) {
    Map<String, Double> times = new java.util.HashMap<>();
    Matcher entry = Pattern.compile(pattern).matcher(log);
    while (entry.find()) {
      times.put(entry.group(2), Double.parseDouble(entry.group(1)) * unitMs);
    }
    return times;
  }

  @Test
  void mariadbsSlowLogAgrees() throws Exception {
    Capture capture;
    try (RunningCapture running =
        dbslower("mariadb").pid(lab.pid("mariadb")).min(Duration.ofMillis(100)).start()) {
      atOnce(lab::mariadb, "select sleep(0.4)", "text", false);
      atOnce(lab::mariadb, "select sleep(0.4)", "prepared", true);
      capture = running.stop();
    }
    assertThat(capture.lost()).hasValue(0);
    Map<String, Double> log =
        times(
            Files.readString(lab.file("mariadb/slow.log")),
            "# Query_time: ([0-9.]+)[^/]*?/\\* (\\w+) \\*/",
            1000);
    assertAgrees(capture.table(), log, "text");
    assertAgrees(capture.table(), log, "prepared");
    assertThat(capture.table().stringColumn("command").asSet())
        .containsExactlyInAnyOrder("COM_QUERY", "COM_STMT_EXECUTE");
    assertThat(capture.table().longColumn("pid").asSet())
        .containsExactly((long) lab.pid("mariadb"));
    assertThat(capture.text()).startsWith("TIME(s)").contains("select sleep(0.4)");
    assertThat(capture.chart()).isNotNull();
  }

  @Test
  void mariadbsOwnCounterAgrees() throws Exception {
    try (Connection connection = lab.mariadb();
        Statement statement = connection.createStatement();
        RunningCapture running = dbstat(lab.pid("mariadb")).byCommand().start()) {
      long before = number(statement, "show global status like 'Questions'", 2);
      for (int i = 0; i < STATEMENTS; i++) {
        statement.execute("select " + i);
      }
      try (var prepared = connection.prepareStatement("select ? + 1")) {
        for (int i = 0; i < PREPARED; i++) {
          prepared.setInt(1, i);
          prepared.execute();
        }
      }
      for (int i = 0; i < 7; i++) {
        assertThat(connection.isValid(1)).isTrue();
      }
      long after = number(statement, "show global status like 'Questions'", 2);
      Capture capture = running.stop();
      long queries = capture.histograms().get("COM_QUERY").total();
      long executed = capture.histograms().get("COM_STMT_EXECUTE").total();
      assertThat(queries).isEqualTo(STATEMENTS + 2);
      assertThat(executed).isEqualTo(PREPARED);
      assertThat(capture.histograms().get("COM_PING").total()).isEqualTo(7);
      // The first of the two questions counted itself before.
      assertThat(queries + executed - 1).isEqualTo(after - before);
      assertThat(capture.lost()).hasValue(0);
    }
  }

  @Test
  void postgresLogAgrees() throws Exception {
    Capture capture;
    try (RunningCapture running =
        dbslower("postgres").pid(lab.pid("postgres")).min(Duration.ofMillis(100)).start()) {
      atOnce(() -> lab.postgres("simple"), "select pg_sleep(0.4)", "simple", false);
      atOnce(() -> lab.postgres("extended"), "select pg_sleep(0.4)", "extended", true);
      try (Connection connection = lab.postgres("extended");
          Statement statement = connection.createStatement()) {
        statement.execute("set statement_timeout = 300");
        assertThatThrownBy(() -> statement.execute("select pg_sleep(5) /* cancelled */"))
            .isInstanceOf(SQLException.class);
      }
      capture = running.stop();
    }
    Map<String, Double> log =
        times(
            Files.readString(lab.file("postgres.log")),
            "duration: ([0-9.]+) ms  (?:statement|execute [^:]*): [^/\\n]*?/\\* (\\w+) \\*/",
            1);
    assertAgrees(capture.table(), log, "simple");
    assertAgrees(capture.table(), log, "extended");
    Table failed = capture.table().where(capture.table().booleanColumn("failed").isTrue());
    assertThat(failed.rowCount()).isEqualTo(1);
    assertThat(failed.stringColumn("query").get(0)).contains("cancelled");
    assertThat(failed.doubleColumn("latencyMs").get(0)).isBetween(290.0, 1000.0);
    assertThat(capture.table().rowCount()).isEqualTo(2 * AT_ONCE + 1);
  }

  @Test
  void postgresOwnCounterAgrees() throws Exception {
    String calls = "select sum(calls) from pg_stat_statements";
    try (Connection simple = lab.postgres("simple");
        Connection extended = lab.postgres("extended");
        Statement statement = simple.createStatement();
        RunningCapture running = dbstat(lab.pid("postgres")).byCommand().start()) {
      long before = number(statement, calls, 1);
      for (int i = 0; i < STATEMENTS; i++) {
        statement.execute("select " + i);
      }
      // A nested execution and an update, whose probes fire twice.
      statement.execute("create temporary table t as select 1 as x");
      statement.execute("prepare twice as update t set x = 2 * x");
      statement.execute("execute twice");
      try (var prepared = extended.prepareStatement("select ? + 1")) {
        for (int i = 0; i < PREPARED; i++) {
          prepared.setInt(1, i);
          prepared.execute();
        }
      }
      long after = number(statement, calls, 1);
      Capture capture = running.stop();
      assertThat(capture.histograms().get("statement").total()).isEqualTo(STATEMENTS + 3 + 2);
      assertThat(capture.histograms().get("execute").total()).isEqualTo(PREPARED);
      // The last question is not counted yet when it is answered, and PREPARE never is.
      assertThat(capture.histogram().total() - 2).isEqualTo(after - before);
    }
  }

  private static long number(Statement statement, String sql, int column) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(column);
    }
  }

  @Test
  void textsAreWholeUpToTheLimit() throws Exception {
    String text = "select '" + "x".repeat(3000) + "ß'";
    try (Connection connection = lab.postgres("simple");
        Statement statement = connection.createStatement();
        RunningCapture whole = dbslower(lab.pid("postgres")).min(Duration.ZERO).start();
        RunningCapture cut =
            dbslower(lab.pid("postgres")).min(Duration.ZERO).queryBytes(64).start()) {
      statement.execute(text);
      assertThat(whole.stop().table().stringColumn("query").asList()).containsExactly(text);
      assertThat(cut.stop().table().stringColumn("query").asList())
          .containsExactly(text.substring(0, 63) + "…");
    }
  }

  @Test
  void commandsCanBeLeftOut() throws Exception {
    try (Connection simple = lab.postgres("simple");
        Connection extended = lab.postgres("extended");
        RunningCapture running =
            dbslower(lab.pid("postgres")).min(Duration.ZERO).exclude("execute").start()) {
      simple.createStatement().execute("select 1");
      extended.prepareStatement("select 2").execute();
      assertThat(running.stop().table().stringColumn("query").asList()).containsExactly("select 1");
    }
    assertThatThrownBy(() -> dbslower(lab.pid("postgres")).exclude("exceute").start())
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("execute");
  }

  @Test
  void aServerThatIsStartedAnewIsSeen() throws Exception {
    String binary = Processes.get(lab.pid("postgres")).executable();
    int before = lab.pid("postgres");
    try (RunningCapture running = dbstat(binary).every(Duration.ofSeconds(1)).start()) {
      lab.call("stop", "postgres");
      lab.call("start", "postgres");
      try (Connection connection = lab.postgres("simple")) {
        connection.createStatement().execute("select 1");
      }
      Capture capture = running.stop();
      assertThat(capture.summary().events()).isPositive();
      assertThat(capture.footer())
          .contains("the server " + before + " has ended")
          .contains("the server " + lab.pid("postgres") + " was started since");
    }
  }

  @Test
  void whatIsNoServerIsTold() {
    assertThatThrownBy(() -> dbslower("mysq").run(Duration.ofSeconds(1)))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("mysql");
    assertThatThrownBy(() -> dbstat("/usr/bin/true").run(Duration.ofSeconds(1)))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("no database server");
    assertThatThrownBy(() -> dbstat("/no/such/server").run(Duration.ofSeconds(1)))
        .isInstanceOf(UnknownNameException.class);
    assertThatThrownBy(() -> dbstat((int) ProcessHandle.current().pid()).run(Duration.ZERO))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("no database server");
    assertThatThrownBy(() -> dbslower("mysql").min(Duration.ofMillis(-1)))
        .isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> dbslower("mysql").pids()).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> dbslower("mysql").queryBytes(3)).isInstanceOf(ArgumentException.class);
  }

  @Test
  void noServerAndSeveralAreTold() {
    assertThatThrownBy(() -> Database.onlyOne("mysql", DatabaseEngine.MYSQL, Map.of()))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("mariadbd or mysqld")
        .hasMessageContaining("/usr/sbin/mariadbd");
    ProcessInfo self = Processes.get((int) ProcessHandle.current().pid());
    Map<String, List<ProcessInfo>> two =
        Map.of(
            Path.of("/opt/a/mysqld").toString(), List.of(self),
            Path.of("/opt/b/mysqld").toString(), List.of(self));
    assertThatThrownBy(() -> Database.onlyOne("mysql", DatabaseEngine.MYSQL, two))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("/opt/a/mysqld: pid " + self.pid())
        .hasMessageContaining("/opt/b/mysqld");
  }
}
