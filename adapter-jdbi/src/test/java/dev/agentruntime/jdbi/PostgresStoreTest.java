package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.LedgerStream;
import dev.agentruntime.application.event.LedgerStreamEntry;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RateLimit;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Invariants;
import dev.agentruntime.testkit.Story;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresStoreTest {

  private static final String OTHERS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE application_name = 'agent-runtime' AND pid <> pg_backend_pid()"
          + " AND state = 'idle in transaction'";

  private DatabaseUrl.Postgres url;

  @BeforeEach
  void makeSchema() {
    url = TestPostgres.emptySchema();
  }

  @AfterEach
  void dropSchema() {
    TestPostgres.drop(url);
  }

  @Test
  void long_texts_from_before_they_were_kept_for_sessions_are_still_there() throws SQLException {
    SessionId id;
    try (JdbiPersistence store = TestStore.open(url)) {
      id = TestStore.withLongText(store);
    }
    try (Connection connection = TestPostgres.connect(url)) {
      Version4.of(connection);
    }

    try (JdbiPersistence store = TestStore.open(url)) {
      Invariants.check(store, id);
      assertThat(Invariants.log(store, id).toString()).contains(TestStore.LONG_TEXT);
      SessionId other = TestStore.withLongText(store);
      Invariants.check(store, other);
    }
  }

  @Test
  void whatever_is_changed_in_the_log_is_found() throws SQLException {
    try (JdbiPersistence store = TestStore.open(url);
        Connection connection = TestPostgres.connect(url)) {
      Story story = TestStore.withEverything(store);
      new Tampering(store, connection, story.id()).isFoundEverywhere(story);
    }
  }

  @Test
  void a_session_whose_last_event_is_gone_is_not_written_on() throws SQLException {
    try (JdbiPersistence store = TestStore.open(url);
        Connection connection = TestPostgres.connect(url)) {
      SessionId id = new TestStore(store).create();
      new Tampering(store, connection, id).stopsWritersWhereTheLastEventIsGone();
    }
  }

  @Test
  void a_log_from_before_it_was_chained_is_chained() throws SQLException {
    SessionId id;
    List<AuditEntry> written;
    try (JdbiPersistence store = TestStore.open(url)) {
      id = TestStore.withEverything(store).id();
      written = TestStore.audit(store);
    }
    try (Connection connection = TestPostgres.connect(url)) {
      Version5.of(connection);
    }

    try (JdbiPersistence store = TestStore.open(url)) {
      Invariants.check(store, id);
      assertThat(TestStore.audit(store)).isEqualTo(written);
    }
  }

  @Test
  void sessions_are_counted_by_status_from_an_index_alone() throws SQLException {
    TestStore.open(url).close();
    try (Connection connection = TestPostgres.connect(url);
        Statement statement = connection.createStatement()) {
      // A table of a few rows is read otherwise.
      statement.execute("SET enable_seqscan = off; SET enable_bitmapscan = off");
      try (ResultSet plan = statement.executeQuery("EXPLAIN " + StandingRows.BY_STATUS)) {
        assertThat(TestStore.lines(plan)).contains("Index Only Scan using sessions_by_status");
      }
    }
  }

  @Test
  void a_connection_lost_before_the_commit_is_made_up_for_and_counts_once() {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      SessionId id = test.create();
      List<String> attempts = new ArrayList<>();
      store.inTransaction(
          work -> {
            attempts.add("attempt");
            Session saved = TestStore.retitle(work, id, "once");
            if (attempts.size() == 1) {
              TestPostgres.execute(url, OTHERS);
            }
            work.sessions().find(id);
            return saved;
          });

      assertThat(attempts).hasSize(2);
      assertThat(test.positions(id)).containsExactly(1L, 2L);
      assertThat(store.reads().revision(id)).isEqualTo(1);
    }
  }

  @Test
  void a_connection_lost_in_the_commit_is_not_tried_again_and_said_to_be_unknown() {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      SessionId id = test.create();
      List<String> attempts = new ArrayList<>();

      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(
              () ->
                  store.inTransaction(
                      work -> {
                        attempts.add("attempt");
                        TestStore.retitle(work, id, "perhaps");
                        TestPostgres.execute(url, OTHERS);
                        return true;
                      }))
          .withMessageContaining("unknown");
      assertThat(attempts).hasSize(1);
      assertThat(test.positions(id)).containsExactly(1L);
    }
  }

  @Test
  void transactions_that_wait_for_each_other_both_come_through() throws Exception {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      SessionId first = test.create();
      SessionId second = test.create();
      var bothLocked = new CyclicBarrier(2);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        Future<?> one = threads.submit(() -> crosswise(store, first, second, bothLocked));
        Future<?> other = threads.submit(() -> crosswise(store, second, first, bothLocked));
        one.get(60, TimeUnit.SECONDS);
        other.get(60, TimeUnit.SECONDS);
      } finally {
        threads.shutdownNow();
      }

      assertThat(test.positions(first)).containsExactly(1L, 2L, 3L);
      assertThat(test.positions(second)).containsExactly(1L, 2L, 3L);
    }
  }

  private static void crosswise(
      JdbiPersistence store, SessionId first, SessionId second, CyclicBarrier bothLocked) {
    var attempts = new ArrayList<String>();
    store.inTransaction(
        work -> {
          attempts.add("attempt");
          TestStore.retitle(work, first, "by " + first + attempts.size());
          if (attempts.size() == 1) {
            await(bothLocked);
          }
          return TestStore.retitle(work, second, "by " + first + attempts.size());
        });
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_lock_that_is_not_free_in_time_is_tried_again() throws SQLException {
    JdbiSettings settings = TestStore.settings(url, Duration.ofMillis(50));
    List<Integer> attempts = new ArrayList<>();
    SessionId id;
    try (JdbiPersistence store = TestStore.open(url)) {
      id = new TestStore(store).create();
    }
    try (Connection other = TestPostgres.connect(url)) {
      other.setAutoCommit(false);
      lock(other, id);
      Transactions.Pause pause =
          attempt -> {
            attempts.add(attempt);
            rollBack(other);
          };
      try (JdbiPersistence store =
          new JdbiPersistence(JdbiPersistence.engine(settings), settings, pause)) {
        new TestStore(store).retitle(id, "at last");
        assertThat(new TestStore(store).title(id)).isEqualTo("at last");
      }
      assertThat(attempts).containsExactly(2);
    }
  }

  private static void lock(Connection connection, SessionId id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1 FROM sessions WHERE id = '" + id + "' FOR UPDATE");
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_serialisation_failure_rolls_the_attempt_back_and_it_runs_again() {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      SessionId id = test.create();
      List<String> attempts = new ArrayList<>();
      store.inTransaction(
          work -> {
            attempts.add("attempt");
            Session saved = TestStore.retitle(work, id, "no " + attempts.size());
            if (attempts.size() < 3) {
              throw new ConnectionException(new SQLException("could not serialize", "40001"));
            }
            return saved;
          });

      assertThat(test.title(id)).isEqualTo("no 3");
      assertThat(test.positions(id)).containsExactly(1L, 2L);
    }
  }

  @Test
  void to_open_what_is_there_makes_no_tables() {
    JdbiSettings settings = TestStore.settings(url, Duration.ofSeconds(5));
    assertThat(JdbiPersistence.openExisting(settings)).isEmpty();
    assertThat(JdbiPersistence.openExisting(settings)).isEmpty();

    TestStore.open(url).close();

    try (JdbiPersistence store = JdbiPersistence.openExisting(settings).orElseThrow()) {
      assertThat(new TestStore(store).create()).isNotNull();
    }
  }

  @Test
  void a_schema_of_something_else_is_refused_and_left_alone() {
    TestPostgres.execute(url, "CREATE TABLE recipes (name TEXT)");

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> TestStore.open(url))
        .withMessageContaining("recipes")
        .withMessageContaining("name an empty database");
  }

  @Test
  void several_can_open_an_empty_schema_at_the_same_time() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<JdbiPersistence>> opened =
          IntStream.range(0, 3).mapToObj(i -> threads.submit(() -> TestStore.open(url))).toList();
      for (Future<JdbiPersistence> store : opened) {
        try (JdbiPersistence ready = store.get(60, TimeUnit.SECONDS)) {
          assertThat(new TestStore(ready).begin().types()).containsExactly("session.created");
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_user_that_is_not_known_is_told_without_the_password() {
    var wrong =
        new DatabaseUrl.Postgres(
            url.location(),
            url.options(),
            new DatabaseUrl.Credentials(Optional.of("nobody-known"), Optional.of("s3cret")));

    assertRefused(wrong, url.location(), "the server");
  }

  @Test
  void a_database_that_the_server_does_not_have_is_told() {
    assertRefused(
        new DatabaseUrl.Postgres(
            url.location().replaceFirst("/.*", "/no_such_database"),
            url.options(),
            url.credentials()),
        "/no_such_database cannot be used: there is no such database on the server",
        "make it with createdb");
  }

  @Test
  void a_user_without_rights_to_the_schema_is_told() {
    String role = "reader_" + ProcessHandle.current().pid();
    TestPostgres.execute(url, "CREATE ROLE " + role + " LOGIN PASSWORD 's3cret'");
    try {
      TestPostgres.execute(
          url, "GRANT USAGE ON SCHEMA " + TestPostgres.schemaOf(url) + " TO " + role);
      assertRefused(
          new DatabaseUrl.Postgres(
              url.location(),
              url.options(),
              new DatabaseUrl.Credentials(Optional.of(role), Optional.of("s3cret"))),
          "cannot be made or migrated: the user lacks rights",
          "let it make and change tables");
    } finally {
      TestPostgres.execute(url, "DROP OWNED BY " + role);
      TestPostgres.execute(url, "DROP ROLE " + role);
    }
  }

  @Test
  void a_wrong_password_is_told_without_it() throws IOException {
    try (var server = new RefusingServer("28P01")) {
      assertRefused(
          server.url(),
          "/d cannot be used: the server refused the password; check user and password");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "28000, the server lets this user not in",
    "08004, the server wants a password and got none",
    "53300, the server has no connection left; try again later",
    "57P03, the server is starting or stopping; try again later",
    "53100, the server's disk is full; make room",
    "XX000, the database refused a statement (SQLSTATE XX000)",
  })
  void what_the_server_says_is_told_in_words_of_our_own(String state, String said) {
    assertThat(PostgresErrors.meaning(new SQLException("driver's words", state)).text())
        .startsWith(said)
        .doesNotContain("words");
  }

  @Test
  void a_server_that_is_not_there_is_told_with_what_to_check() {
    assertRefused(
        DatabaseUrl.parse("postgresql://u:s3cret@localhost:1/nothing"),
        "postgresql://localhost:1/nothing cannot be used: nothing listens there",
        "check that it runs, and host and port");
  }

  @Test
  void a_host_that_is_not_there_is_told() {
    assertRefused(
        DatabaseUrl.parse("postgresql://u:s3cret@nowhere.invalid/nothing"),
        "there is no host of that name; check the name");
  }

  @Test
  void a_host_that_keeps_silent_is_told() {
    assertThat(way(new SocketTimeoutException())).contains("does not answer in time");
    assertThat(way(new NoRouteToHostException())).contains("no way to the host");
    assertThat(way(new SSLException("handshake"))).contains("check sslmode");
    assertThat(way(new IOException())).contains("it does not answer");
  }

  @Test
  void a_pool_that_has_no_connection_left_refuses_no_statement() {
    assertThat(PostgresErrors.meaning(new SQLTransientConnectionException("pool's words")).text())
        .contains("no connection was free in time")
        .doesNotContain("SQLSTATE", "words");
  }

  private static String way(IOException cause) {
    return PostgresErrors.meaning(new SQLException("driver's words", "08001", cause)).text();
  }

  @Test
  void an_option_that_does_not_exist_is_told_without_what_stands_there() {
    assertRefused(
        DatabaseUrl.parse("postgresql://u:s3cret@localhost:1/d?sslmode=s3cret"), "localhost:1/d");
  }

  private static void assertRefused(DatabaseUrl url, String... said) {
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> TestStore.open(url))
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .contains(said)
                    .doesNotContain("s3cret", "words", "FATAL", "Connection"));
  }

  /** The server's side of a connection. */
  interface Timeouts {
    @SqlQuery(
        """
        SELECT current_setting('statement_timeout') || ' ' || current_setting('lock_timeout')
          || ' ' || current_setting('idle_in_transaction_session_timeout')
          || ' ' || current_setting('tcp_user_timeout')
        """)
    String all();
  }

  @Test
  void connections_do_not_wait_for_ever() {
    try (PostgresEngine engine = PostgresEngine.open(url, Duration.ofSeconds(5))) {
      String timeouts = engine.writer().withExtension(Timeouts.class, Timeouts::all);
      assertThat(timeouts).isEqualTo("10s 5s 10s 10000");
    }
  }

  /** Else a process that stands still before its commit would keep all others from serving. */
  @Test
  void what_a_request_takes_of_its_share_takes_no_second_statement() throws SQLException {
    try (JdbiPersistence store = TestStore.open(url);
        Connection connection = TestPostgres.connect(url);
        Statement statement = connection.createStatement()) {
      store.rates().take("key", new RateLimit(60, 10));
      try (ResultSet last =
          statement.executeQuery(
              "SELECT count(*) FROM pg_stat_activity"
                  + " WHERE state = 'idle' AND query LIKE 'INSERT INTO rate_buckets%'")) {
        last.next();
        assertThat(last.getInt(1)).isEqualTo(1);
      }
    }
  }

  @Test
  void the_ledger_has_the_transaction_of_every_event() throws SQLException {
    try (JdbiPersistence store = TestStore.open(url)) {
      new TestStore(store).create();
    }
    try (Connection connection = TestPostgres.connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM events"
                    + " WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(1);
    }
  }

  private static List<RecordedEvent> ledger(JdbiPersistence store) {
    return store.reads().ledger(LedgerQuery.of(Owner.LOCAL, Optional.empty(), 1000)).stream()
        .map(LedgerEntry::event)
        .toList();
  }

  @Test
  void an_event_that_is_committed_late_comes_in_its_place_and_nothing_is_told_before_it() {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      SessionId slow = test.create();
      SessionId quick = test.create();
      int before = ledger(store).size();
      store.inTransaction(
          work -> {
            TestStore.retitle(work, slow, "began first");
            CompletableFuture.runAsync(() -> test.retitle(quick, "committed first")).join();
            assertThat(ledger(store)).hasSize(before);
            return true;
          });
      List<RecordedEvent> told = ledger(store);

      assertThat(told.subList(before, told.size()))
          .extracting(RecordedEvent::session)
          .containsExactly(slow, quick);
      assertThat(ledger(store)).isEqualTo(told);
    }
  }

  @Test
  void a_stream_over_all_sessions_waits_for_the_late_one_and_then_tells_both_at_once()
      throws Exception {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      SessionId slow = test.create();
      SessionId quick = test.create();
      var feed = new EventFeed(store.reads());
      LedgerStream stream = feed.openLedger(Owner.LOCAL, Optional.of(store.reads().ledgerEnd()));
      assertThat(stream.take(Duration.ofSeconds(9)).orElseThrow())
          .isInstanceOf(LedgerStreamEntry.Live.class);
      store.inTransaction(
          work -> {
            TestStore.retitle(work, slow, "began first");
            CompletableFuture.runAsync(() -> test.retitle(quick, "committed first")).join();
            feed.publish(Owner.LOCAL, List.of(last(store, quick)));
            assertThat(take(stream, Duration.ZERO)).isEmpty();
            return true;
          });

      assertThat(session(take(stream, Duration.ofSeconds(9)))).isEqualTo(slow);
      assertThat(session(take(stream, Duration.ZERO))).isEqualTo(quick);
    }
  }

  @Test
  void a_session_tells_its_newest_events_though_an_older_transaction_is_open() {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      SessionId slow = test.create();
      SessionId quick = test.create();
      store.inTransaction(
          work -> {
            TestStore.retitle(work, slow, "began first");
            CompletableFuture.runAsync(() -> test.retitle(quick, "committed first")).join();
            assertThat(store.reads().newest(quick, Long.MAX_VALUE, List.of("session.updated"), 10))
                .containsExactly(last(store, quick));
            return true;
          });
    }
  }

  private static RecordedEvent last(JdbiPersistence store, SessionId session) {
    return store.reads().events(session, 0, 1000).getLast();
  }

  private static SessionId session(Optional<LedgerStreamEntry> entry) {
    return ((LedgerStreamEntry.Recorded) entry.orElseThrow()).event().session();
  }

  private static Optional<LedgerStreamEntry> take(LedgerStream stream, Duration patience) {
    try {
      return stream.take(patience);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_session_is_told_in_its_order_also_where_a_transaction_that_began_first_wrote_last() {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      SessionId id = test.create();
      store.inTransaction(
          work -> {
            work.requests()
                .claim(
                    new RequestKey(Owner.LOCAL, "POST", "/", "a", Digest.of("")),
                    Duration.ofHours(1));
            CompletableFuture.runAsync(() -> test.retitle(id, "began second")).join();
            return TestStore.retitle(work, id, "began first");
          });

      assertThat(ledger(store)).extracting(RecordedEvent::position).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void a_database_that_was_restored_elsewhere_tells_its_events_and_knows_old_cursors() {
    String cursor;
    try (JdbiPersistence store = TestStore.open(url)) {
      new TestStore(store).create();
      new TestStore(store).create();
      cursor = store.reads().ledgerEnd();
    }
    // What a restored dump looks like: its transactions are ahead of the server's.
    TestPostgres.execute(url, "UPDATE events SET transaction_id = '4000000000000'");
    try (JdbiPersistence store = TestStore.open(url)) {
      new TestStore(store).create();

      assertThat(ledger(store)).hasSize(3);
      assertThat(store.reads().isWithinLedger(cursor)).isFalse();
      try (LedgerStream stream =
          new EventFeed(store.reads()).openLedger(Owner.LOCAL, Optional.of(cursor))) {
        assertThat(take(stream, Duration.ZERO))
            .contains(new LedgerStreamEntry.Reset(store.reads().ledgerEnd()));
      }
    }
  }
}
