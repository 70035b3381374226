package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.FaultyLine;
import dev.agentruntime.testkit.Invariants;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that goes away, keeps silent or has no connection left, and is back again. */
@Timeout(120)
class PostgresFaultsTest {

  /** What the server answers to COMMIT. */
  private static final String COMMITTED = "C\0\0\0\u000bCOMMIT\0";

  private DatabaseUrl.Postgres url;
  private FaultyLine line;

  @BeforeEach
  void makeLine() throws IOException {
    url = TestPostgres.emptySchema();
    line = new FaultyLine(TestPostgres.port(url));
  }

  @AfterEach
  void end() throws IOException {
    line.close();
    TestPostgres.drop(url);
  }

  /** The database at the other end of the line. */
  private DatabaseUrl.Postgres remote(String options) {
    return TestPostgres.at(line.port(), url, options);
  }

  private static Duration taken(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static PersistenceException refused(Runnable work) {
    return assertThatExceptionOfType(PersistenceException.class).isThrownBy(work::run).actual();
  }

  @Test
  void whoever_asks_hears_of_a_silent_server_before_a_lease_and_its_margin_are_over() {
    var lease = LeaseTerms.DEFAULT;

    assertThat(PostgresConnections.CONNECT.plus(PostgresConnections.ANSWER))
        .isLessThan(lease.time().plus(lease.margin()));
    assertThat(PostgresConnections.STATEMENT).isLessThan(PostgresConnections.ANSWER);
  }

  @Test
  void a_line_that_swallows_everything_is_told_in_time_and_forgotten_when_it_is_whole_again() {
    try (JdbiPersistence store = TestStore.open(remote("socketTimeout=1&connectTimeout=1"))) {
      var test = new TestStore(store);
      SessionId id = test.create();
      line.swallow();

      CompletableFuture<Duration> reader =
          CompletableFuture.supplyAsync(() -> taken(() -> refused(() -> test.title(id))));
      Duration writer =
          taken(
              () ->
                  assertThat(refused(() -> test.retitle(id, "nowhere")).trouble())
                      .isEqualTo(PersistenceException.Trouble.AWAY));

      assertThat(List.of(writer, reader.join()))
          .allMatch(waited -> waited.compareTo(Duration.ofSeconds(12)) < 0);
      line.deliver();
      test.retitle(id, "back");
      assertThat(test.title(id)).isEqualTo("back");
    }
  }

  @Test
  void a_server_that_is_gone_is_told_in_time_and_used_again_when_it_is_back() throws IOException {
    try (JdbiPersistence store = TestStore.open(remote(""))) {
      var test = new TestStore(store);
      SessionId id = test.create();
      line.takeDown();

      Duration waited =
          taken(
              () ->
                  assertThat(refused(() -> test.retitle(id, "nowhere")))
                      .hasMessageContaining("nothing listens there")
                      .extracting(PersistenceException::trouble)
                      .isEqualTo(PersistenceException.Trouble.AWAY));

      assertThat(waited).isLessThan(Duration.ofSeconds(9));
      line.bringUp();
      test.retitle(id, "back");
      assertThat(test.positions(id)).containsExactly(1L, 2L);
    }
  }

  @Test
  void a_server_that_is_away_when_it_is_opened_is_away_and_not_broken() throws IOException {
    line.takeDown();

    assertThat(refused(() -> TestStore.open(remote(""))))
        .hasMessageContaining("cannot be used: ")
        .extracting(PersistenceException::trouble)
        .isEqualTo(PersistenceException.Trouble.AWAY);
  }

  @Test
  void a_commit_whose_answer_is_lost_is_done_and_said_to_be_unknown() {
    try (JdbiPersistence store = TestStore.open(remote(""))) {
      var test = new TestStore(store);
      SessionId id = test.create();
      var lost = new CountDownLatch(1);
      line.lose("a title like no other", COMMITTED, lost::countDown);

      PersistenceException unknown = refused(() -> test.retitle(id, "a title like no other"));

      assertThat(lost.getCount()).isZero();
      assertThat(unknown)
          .hasMessageContaining("it is unknown")
          .extracting(PersistenceException::trouble)
          .isEqualTo(PersistenceException.Trouble.AWAY);
      assertThat(test.title(id)).isEqualTo("a title like no other");
      assertThat(test.positions(id)).containsExactly(1L, 2L);
    }
  }

  @Test
  void connections_that_the_server_ends_under_load_are_made_up_for() throws Exception {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      List<SessionId> sessions = IntStream.range(0, 8).mapToObj(i -> test.create()).toList();
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      try {
        var done = new AtomicInteger();
        List<Future<?>> users = new ArrayList<>();
        sessions.forEach(id -> users.add(threads.submit(() -> retitleOften(test, id, done))));
        for (Future<?> user : users) {
          user.get();
        }
      } finally {
        threads.shutdownNow();
      }
      sessions.forEach(id -> Invariants.check(store, id));
      sessions.forEach(id -> assertThat(test.title(id)).isEqualTo("title 20"));
    }
  }

  /** What is not answered is repeated, as callers do. */
  private void retitleOften(TestStore test, SessionId id, AtomicInteger count) {
    for (int i = 1; i <= 20; i++) {
      boolean done = false;
      while (!done) {
        try {
          test.retitle(id, "title " + i);
          done = true;
        } catch (PersistenceException e) {
          assertThat(e.trouble()).isEqualTo(PersistenceException.Trouble.AWAY);
        }
      }
      if (count.incrementAndGet() % 40 == 0) {
        TestPostgres.execute(
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'agent-runtime'");
      }
    }
  }

  @Test
  void more_callers_than_connections_wait_for_each_other_and_all_come_through() throws Exception {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      List<SessionId> sessions = IntStream.range(0, 10).mapToObj(i -> test.create()).toList();
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      try {
        List<Future<?>> users =
            IntStream.range(0, 200)
                .<Future<?>>mapToObj(
                    i ->
                        threads.submit(
                            () -> {
                              test.retitle(sessions.get(i % 10), "by " + i);
                              test.title(sessions.get(i % 10));
                            }))
                .toList();
        for (Future<?> user : users) {
          user.get(60, TimeUnit.SECONDS);
        }
      } finally {
        threads.shutdownNow();
      }
      sessions.forEach(id -> Invariants.check(store, id));
    }
  }

  @Test
  void readers_that_hold_all_their_connections_keep_nobody_from_writing() throws Exception {
    try (JdbiPersistence store =
            JdbiPersistence.open(TestStore.settings(url, Duration.ofMinutes(1)));
        Connection other = TestPostgres.connect(url)) {
      var test = new TestStore(store);
      SessionId id = test.create();
      other.setAutoCommit(false);
      try (Statement statement = other.createStatement()) {
        statement.execute("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE");
      }
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      try {
        List<Future<?>> readers =
            IntStream.range(0, PostgresConnections.READERS)
                .<Future<?>>mapToObj(i -> threads.submit(() -> store.reads().transcript(id, 0, 10)))
                .toList();
        awaitWaiting(PostgresConnections.READERS);

        test.retitle(id, "all the same");

        assertThat(readers).noneMatch(Future::isDone);
        other.rollback();
      } finally {
        threads.shutdownNow();
      }
    }
  }

  /** Until so many wait for a lock. */
  private void awaitWaiting(int readers) throws SQLException {
    try (Connection connection = TestPostgres.connect(url);
        Statement statement = connection.createStatement()) {
      int waiting;
      do {
        try (var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation ="
                    + " 'messages'::regclass")) {
          row.next();
          waiting = row.getInt(1);
        }
      } while (waiting < readers);
    }
  }

  @Test
  void who_finds_no_connection_free_hears_of_it_in_time() throws Exception {
    try (JdbiPersistence store =
            JdbiPersistence.open(TestStore.settings(url, Duration.ofMinutes(1)));
        Connection other = TestPostgres.connect(url)) {
      SessionId id = new TestStore(store).create();
      other.setAutoCommit(false);
      try (Statement statement = other.createStatement()) {
        statement.execute("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE");
      }
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      try {
        IntStream.range(0, PostgresConnections.READERS)
            .forEach(i -> threads.execute(() -> store.reads().transcript(id, 0, 10)));
        awaitWaiting(PostgresConnections.READERS);

        Duration waited =
            taken(
                () ->
                    assertThat(refused(() -> store.reads().revision(id)))
                        .hasMessageContaining("no connection was free in time")
                        .extracting(PersistenceException::trouble)
                        .isEqualTo(PersistenceException.Trouble.AWAY));

        assertThat(waited).isLessThan(PostgresConnections.CONNECT.plusSeconds(3));
      } finally {
        other.rollback();
        threads.shutdownNow();
      }
    }
  }

  @Test
  void a_server_whose_disk_is_full_is_read_and_takes_what_comes_when_there_is_room_again() {
    try (JdbiPersistence store = TestStore.open(url)) {
      var test = new TestStore(store);
      SessionId id = test.create();
      TestPostgres.execute(
          url,
          """
          CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''53100''; END';
          CREATE TRIGGER full_disk BEFORE INSERT ON events
            FOR EACH ROW EXECUTE FUNCTION full_disk()
          """);

      assertThat(refused(() -> test.retitle(id, "no room")))
          .hasMessageContaining("disk is full; make room")
          .extracting(PersistenceException::trouble)
          .isEqualTo(PersistenceException.Trouble.FULL);

      assertThat(test.positions(id)).containsExactly(1L);
      Invariants.check(store, id);
      TestPostgres.execute(url, "DROP TRIGGER full_disk ON events");
      test.retitle(id, "room");
      assertThat(test.title(id)).isEqualTo("room");
    }
  }

  @Test
  void options_of_the_url_have_their_way() {
    DatabaseUrl.Postgres chosen =
        remote("ApplicationName=named&options=-c%20statement_timeout=77s");
    try (PostgresEngine engine = PostgresEngine.open(chosen, Duration.ofSeconds(5))) {
      assertThat(
              engine
                  .reader()
                  .withExtension(PostgresStoreTest.Timeouts.class, PostgresStoreTest.Timeouts::all))
          .isEqualTo("77s 5s 10s 10000");
      assertThat(TestPostgres.count(url, "application_name = 'named'")).isPositive();
    }
  }
}
