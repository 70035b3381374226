package dev.agentruntime.benchmarks;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.session.CleanUp;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.ToolExecution;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Old sessions are removed while somebody else goes on asking: how long the others wait at most,
 * beside what they wait when nothing is removed.
 *
 * @param kind of the database
 * @param rows how many events the old sessions have together, at least
 */
record CleanUpBenchmark(String kind, int rows) {

  /** Requests of one old session; a session holds no more that wait. */
  private static final int REQUESTS = 100;

  /** Characters; beyond 8 KB a text is stored by itself. */
  private static final int LONG_TEXT = 20_000;

  private static final Duration BETWEEN = Duration.ofMillis(10);
  private static final Duration ALONE = Duration.ofSeconds(10);
  private static final Duration OLD = Duration.ofDays(90);
  private static final Duration KEPT = Duration.ofDays(30);

  /** What somebody who asks waited for each answer, in microseconds. */
  private record Waits(List<Long> sorted) {

    static Waits of(List<Long> micros) {
      var sorted = new ArrayList<>(micros);
      Collections.sort(sorted);
      return new Waits(sorted);
    }

    private double millis(double share) {
      int place = (int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size()));
      return sorted.get(place) / 1_000.0;
    }

    String row(String name) {
      return String.format(
          Locale.ROOT,
          "| %s | %,d | %.1f | %.1f | %.1f |",
          name,
          sorted.size(),
          millis(0.5),
          millis(0.99),
          millis(1));
    }
  }

  List<String> run() throws IOException, InterruptedException, SQLException {
    try (BenchmarkDatabase database = BenchmarkDatabase.open(kind);
        AgentRuntime cleaner = BenchmarkDatabase.runtimeOn(database.url());
        AgentRuntime other = BenchmarkDatabase.runtimeOn(database.url())) {
      int sessions = fill(database, cleaner);
      Waits alone = whileAsking(other, () -> pause(ALONE));
      long start = System.nanoTime();
      var removed = new ArrayList<Integer>();
      Waits beside =
          whileAsking(other, () -> removed.add(cleaner.cleanUp(new CleanUp(KEPT, sessions))));
      double seconds = (System.nanoTime() - start) / 1e9;
      long left = count(database);
      return List.of(
          String.format(
              Locale.ROOT,
              "%s: %,d sessions with %,d events removed in %.0f s; %,d events of others are left",
              kind,
              removed.getFirst(),
              (long) sessions * REQUESTS,
              seconds,
              left),
          "| others ask for an approval | times | median, ms | p99, ms | longest, ms |",
          "|---|---|---|---|---|",
          alone.row("alone"),
          beside.row("beside the clean-up"));
    }
  }

  /** Closed sessions as the runtime makes them: one by asking, the others as its copies. */
  private int fill(BenchmarkDatabase database, AgentRuntime runtime) throws SQLException {
    SessionId session = runtime.create(plain());
    var details = JsonObject.builder().put("text", "x".repeat(LONG_TEXT)).build();
    DecisionRace.ask(runtime, Optional.of(session), details);
    for (int i = 1; i < REQUESTS; i++) {
      DecisionRace.ask(runtime, Optional.of(session));
    }
    runtime.close(new CloseSession(Owner.LOCAL, session));
    int copies = Math.ceilDiv(rows, REQUESTS);
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      new SessionCopies(connection, session.toString()).make(copies);
      try (Statement statement = connection.createStatement()) {
        statement.execute("UPDATE sessions SET updated_at = updated_at - " + OLD.toMillis());
      }
      connection.commit();
    }
    return copies + 1;
  }

  private static CreateSession plain() {
    return new CreateSession(
        Owner.LOCAL,
        new SessionSettings(
            "old",
            Map.of(),
            TurnLimits.DEFAULT,
            new Runner.Any(),
            RoutingMode.FIRST,
            new SessionSettings.Tools(ToolExecution.CLIENT, List.of())),
        Optional.empty(),
        Optional.empty());
  }

  private static Waits whileAsking(AgentRuntime other, Runnable work) throws InterruptedException {
    var waited = new ArrayList<Long>();
    var done = new CountDownLatch(1);
    Thread asking =
        Thread.ofPlatform()
            .name("asking")
            .start(
                () -> {
                  while (done.getCount() > 0) {
                    long start = System.nanoTime();
                    DecisionRace.ask(other, Optional.empty());
                    waited.add((System.nanoTime() - start) / 1_000);
                    pause(BETWEEN);
                  }
                });
    work.run();
    done.countDown();
    asking.join();
    return Waits.of(waited);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long count(BenchmarkDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM events")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
