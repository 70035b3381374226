package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditJson;
import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.application.audit.VerifyAudit;
import dev.agentruntime.application.audit.VerifyAuditHandler;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.ServerClaim;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.session.CleanUp;
import dev.agentruntime.application.session.CleanUpHandler;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.CloseSessionHandler;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.application.webhook.WebhookSecret;
import dev.agentruntime.application.webhook.WebhookTarget;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.Invariants;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {

  @TempDir Path folder;

  @Test
  void file_and_new_folders_are_for_their_owner_alone() throws IOException {
    DatabaseUrl.Sqlite url = url("new/deeper/runtime.db");
    try (JdbiPersistence store = open(url)) {
      assertThat(store.reads()).isNotNull();
    }

    assertThat(mode(folder.resolve("new"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("new/deeper"))).isEqualTo("rwx------");
    assertThat(mode(url.file())).isEqualTo("rw-------");
  }

  @Test
  void sessions_are_counted_by_status_from_an_index_alone() throws SQLException {
    DatabaseUrl.Sqlite url = url("runtime.db");
    open(url).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + url.file());
        Statement statement = connection.createStatement();
        ResultSet plan = statement.executeQuery("EXPLAIN QUERY PLAN " + StandingRows.BY_STATUS)) {
      assertThat(TestStore.lines(plan))
          .contains("USING COVERING INDEX sessions_by_status")
          .doesNotContain("TEMP B-TREE");
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void what_was_recorded_is_there_when_the_file_is_opened_again() {
    SessionId id;
    try (JdbiPersistence store = open(url("runtime.db"))) {
      id = new TestStore(store).create();
      new TestStore(store).retitle(id, "kept");
    }
    try (JdbiPersistence store = open(url("runtime.db"))) {
      assertThat(new TestStore(store).title(id)).isEqualTo("kept");
    }
  }

  @Test
  void to_open_what_is_there_makes_neither_file_nor_folder_nor_tables() throws IOException {
    assertThat(existing("new/runtime.db")).isEmpty();
    assertThat(folder).isEmptyDirectory();

    Files.createFile(folder.resolve("empty.db"));
    assertThat(existing("empty.db")).isEmpty();
    assertThat(folder.resolve("empty.db")).isEmptyFile();
  }

  @Test
  void to_open_what_is_there_finds_what_was_kept() throws SQLException {
    execute("CREATE TABLE gone (name TEXT)");
    execute("DROP TABLE gone");
    assertThat(existing("runtime.db")).isEmpty();

    open(url("runtime.db")).close();

    try (JdbiPersistence store = existing("runtime.db").orElseThrow()) {
      assertThat(new TestStore(store).create()).isNotNull();
    }
  }

  private Optional<JdbiPersistence> existing(String name) {
    return JdbiPersistence.openExisting(TestStore.settings(url(name), Duration.ofSeconds(5)));
  }

  @Test
  void a_database_of_something_else_is_refused_and_left_alone() throws SQLException {
    execute("CREATE TABLE recipes (name TEXT)");

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> open(url("runtime.db")))
        .withMessageContaining("recipes")
        .withMessageContaining("name an empty database");
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> execute("SELECT * FROM sessions"));
  }

  @Test
  void a_database_of_a_newer_version_is_refused() throws SQLException {
    open(url("runtime.db")).close();
    execute(
        "INSERT INTO agent_runtime_schema SELECT 99, '99', 'later', type, script, checksum,"
            + " installed_by, installed_on, execution_time, success FROM agent_runtime_schema"
            + " WHERE version = '1'");

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> open(url("runtime.db")))
        .withMessageContaining("newer version");
  }

  @Test
  void a_file_that_is_no_database_is_refused() throws IOException {
    Files.writeString(folder.resolve("runtime.db"), "dear diary, ".repeat(1000));

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> open(url("runtime.db")))
        .withMessageContaining("runtime.db")
        .withMessageContaining("the file is no SQLite database")
        .withMessageContaining("name another file");
  }

  @Test
  void tables_that_cannot_be_migrated_are_told_with_the_reason() throws SQLException {
    open(url("runtime.db")).close();
    execute("UPDATE agent_runtime_schema SET checksum = 1 WHERE version = '1'");

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> open(url("runtime.db")))
        .withMessageContaining("cannot be made or migrated: they are not as this version")
        .withMessageContaining("start the version that did, or name another database");
  }

  @Test
  void a_folder_is_refused() {
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> open(new DatabaseUrl.Sqlite(folder)))
        .withMessageContaining("is no file; name a file for the database");
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(
            () ->
                JdbiPersistence.openExisting(
                    TestStore.settings(new DatabaseUrl.Sqlite(folder), Duration.ofSeconds(5))))
        .withMessageContaining("is no file; name a file for the database");
  }

  @Test
  void a_file_in_the_place_of_a_folder_is_told() throws IOException {
    Files.createFile(folder.resolve("notes"));

    for (String name : List.of("notes/runtime.db", "notes/deeper/runtime.db")) {
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> open(url(name)))
          .withMessageContaining(
              folder.resolve(name)
                  + " cannot be made: "
                  + folder.resolve("notes")
                  + " is no folder; name another place");
    }
  }

  @Test
  void a_place_without_the_right_to_it_is_told_with_what_to_do() throws IOException {
    assertThat(SqliteFile.reason(Path.of("/a/b.db"), new AccessDeniedException("/a")))
        .isEqualTo(
            "you have no right to /a or its folder; give yourself that right, or name another"
                + " place");
    assertThat(SqliteFile.reason(Path.of("/a/b.db"), new AccessDeniedException(null)))
        .startsWith("you have no right to /a/b.db ");

    // The superuser may everything.
    assumeThat(System.getProperty("user.name")).isNotEqualTo("root");
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> open(url("locked/runtime.db")))
        .withMessageContaining("you have no right to ");
  }

  @Test
  void a_file_that_can_only_be_read_is_told() {
    assertThat(SqliteErrors.meaning(new SQLException("readonly", "", 8)).text())
        .isEqualTo("it can only be read; give yourself the right to write the file and its folder");
    assertThat(SqliteErrors.meaning(new SQLException("cantopen", "", 14)).text())
        .contains("cannot be opened; you need the right to read and write it");
    assertThat(SqliteErrors.meaning(new SQLException("full", "", 13)).text())
        .contains("the disk is full; make room");
  }

  /** It cannot be written as it should be, and nothing waits for it to change. */
  @Test
  void tables_that_a_damaged_file_cannot_hold_are_given_up_at_once() throws Exception {
    open(url("runtime.db")).close();
    byte[] content = Files.readAllBytes(folder.resolve("runtime.db"));
    Arrays.fill(content, 100, content.length, (byte) 0x5a);
    Files.write(folder.resolve("runtime.db"), content);

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> open(url("runtime.db")))
        .withMessageContaining("damaged")
        .withMessageContaining("restore a backup");
  }

  @Test
  void several_can_open_a_new_file_at_the_same_time() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<JdbiPersistence>> opened =
          IntStream.range(0, 4)
              .mapToObj(i -> threads.submit(() -> open(url("runtime.db"))))
              .toList();
      List<TestStore> stores = new ArrayList<>();
      for (Future<JdbiPersistence> store : opened) {
        stores.add(new TestStore(store.get(60, TimeUnit.SECONDS)));
      }
      SessionId id = stores.getFirst().create();
      stores.forEach(store -> store.retitle(id, "by " + stores.indexOf(store)));
      assertThat(stores.getFirst().positions(id)).containsExactly(1L, 2L, 3L, 4L, 5L);
      stores.forEach(store -> store.persistence().close());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_busy_file_is_tried_again_until_it_is_free() throws SQLException {
    open(url("runtime.db")).close();
    List<Integer> attempts = new ArrayList<>();
    try (Connection other = connect();
        Statement statement = other.createStatement();
        JdbiPersistence store =
            impatient(
                attempt -> {
                  attempts.add(attempt);
                  execute(statement, "ROLLBACK");
                })) {
      execute(statement, "BEGIN IMMEDIATE");
      SessionId id = new TestStore(store).create();

      assertThat(new TestStore(store).positions(id)).containsExactly(1L);
      assertThat(attempts).containsExactly(2);
    }
  }

  @Test
  void a_file_that_stays_busy_is_given_up_with_what_to_do() throws SQLException {
    open(url("runtime.db")).close();
    List<Integer> attempts = new ArrayList<>();
    try (Connection other = connect();
        Statement statement = other.createStatement();
        JdbiPersistence store = impatient(attempts::add)) {
      execute(statement, "BEGIN IMMEDIATE");

      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> new TestStore(store).create())
          .withMessageContaining("another process is writing")
          .withMessageContaining("try again");
      assertThat(attempts).containsExactly(2, 3, 4, 5, 6);
    }
  }

  @Test
  void a_file_that_is_up_to_date_can_be_opened_while_another_process_writes() throws SQLException {
    open(url("runtime.db")).close();
    try (Connection other = connect();
        Statement statement = other.createStatement()) {
      execute(statement, "BEGIN IMMEDIATE");
      try (JdbiPersistence store = impatient(attempt -> {})) {
        assertThat(store.reads().revision(new SessionId(TestStore.IDS.get()))).isEqualTo(-1);
      }
    }
  }

  private static void execute(Statement statement, String sql) {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private JdbiPersistence impatient(Transactions.Pause pause) {
    JdbiSettings settings = TestStore.settings(url("runtime.db"), Duration.ofMillis(1));
    return new JdbiPersistence(JdbiPersistence.engine(settings), settings, pause);
  }

  @Test
  void reads_cannot_write() {
    try (SqliteEngine engine = SqliteEngine.open(url("runtime.db"), Duration.ofSeconds(1))) {
      assertThatExceptionOfType(JdbiException.class)
          .isThrownBy(
              () ->
                  engine.reader().useExtension(SessionRows.class, rows -> rows.deleteLabels("any")))
          .withStackTraceContaining("readonly");
    }
  }

  /** The fence on the session's row does not see this: the rows' own conditions must. */
  @Test
  void a_call_that_has_an_answer_gets_no_other() throws SQLException {
    try (JdbiPersistence store = open(url("runtime.db"))) {
      Story story = new TestStore(store).begin();
      Workshop workshop = story.workshop();
      Stories.working(story)
          .loop((s, m) -> s.reply(workshop.reply("", workshop.read("a")), Workshop.GATE, m))
          .loop(Stories::startFront);
      execute("UPDATE tool_calls SET state = 'answered', outcome = 'failed', answered_at = 1");

      assertStale(
          store,
          story,
          (s, m) -> s.answer(Stories.firstOpen(s).id(), ToolResult.succeeded("late"), m));
    }
  }

  @Test
  void an_approval_that_is_decided_is_not_closed_again() throws SQLException {
    try (JdbiPersistence store = open(url("runtime.db"))) {
      Story story = Stories.asking(new TestStore(store).begin());
      execute("UPDATE approvals SET state = 'rejected', outcome = '{}', decided_at = 1");

      assertStale(store, story, (s, m) -> s.cancelTurn("late", m));
    }
  }

  @Test
  void a_turn_that_is_over_does_not_end_again() throws SQLException {
    try (JdbiPersistence store = open(url("runtime.db"))) {
      Story story = Stories.working(new TestStore(store).begin());
      execute("UPDATE turns SET status = 'failed', outcome = '{}', ended_at = 1");

      assertThatExceptionOfType(RuntimeException.class)
          .isThrownBy(() -> write(store, story, (s, m) -> s.cancelTurn("late", m)));
      assertStale(store, story, (s, m) -> s.discardReply(new MessageId(s.id().value()), "x", m));
    }
  }

  @Test
  void the_database_itself_refuses_an_answered_call_without_an_outcome() throws SQLException {
    try (JdbiPersistence store = open(url("runtime.db"))) {
      Story story = new TestStore(store).begin();
      Workshop workshop = story.workshop();
      Stories.working(story)
          .loop((s, m) -> s.reply(workshop.reply("", workshop.read("a")), Workshop.GATE, m));
    }
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> execute("UPDATE tool_calls SET state = 'answered'"))
        .withMessageContaining("CHECK");
  }

  @Test
  void a_refused_write_that_is_ignored_cannot_be_committed() {
    try (JdbiPersistence store = open(url("runtime.db"))) {
      SessionId id = new TestStore(store).create();

      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> store.inTransaction(work -> ignoringStale(work, id)));
      assertThat(store.reads().revision(id)).isZero();
    }
  }

  private static boolean ignoringStale(UnitOfWork work, SessionId id) {
    Session locked = work.sessions().lock(id).orElseThrow();
    var moment = new Moment(work.now(), TestStore.IDS);
    work.sessions().save(locked.close(moment), id.value());
    try {
      work.sessions().save(locked.delete(moment), id.value());
      return false;
    } catch (StaleSessionException e) {
      return true;
    }
  }

  @Test
  void a_long_text_is_in_the_file_once_however_often_it_is_recorded() throws SQLException {
    String text = "x".repeat(20_000);
    try (JdbiPersistence store = open(url("runtime.db"))) {
      Story story = new TestStore(store).begin();
      Workshop workshop = story.workshop();
      Stories.working(story)
          .loop(
              (s, m) -> s.reply(workshop.reply(text, workshop.write("a", text)), Workshop.GATE, m))
          .outside(
              (s, m) -> Stories.decide(s, new ApprovalDecision.Approve(), Optional.empty(), m));
    }

    assertThat(number("SELECT count(*) FROM payloads")).isEqualTo(1);
    assertThat(number("SELECT max(length(data)) FROM events")).isLessThan(3000);
    assertThat(number("SELECT max(length(body)) FROM messages")).isLessThan(3000);
    assertThat(number("SELECT max(length(asked)) FROM approvals")).isLessThan(3000);
  }

  @Test
  void a_long_text_goes_with_the_last_session_that_has_it() throws SQLException {
    var file = new TestSqlite();
    try (JdbiPersistence store = file.in(folder)) {
      SessionId first = TestStore.withLongText(store);
      SessionId second = TestStore.withLongText(store);
      assertThat(number("SELECT count(*) FROM payloads")).isEqualTo(2);

      removeClosed(store, first, file);
      assertThat(number("SELECT count(*) FROM payloads")).isEqualTo(1);
      Invariants.check(store, second);

      removeClosed(store, second, file);
      assertThat(number("SELECT count(*) FROM payloads")).isZero();
      assertThat(number("SELECT count(*) FROM sessions")).isZero();
    }
  }

  private static void removeClosed(JdbiPersistence store, SessionId id, TestSqlite file) {
    var commands =
        new SessionCommands(store, new EventFeed(store.reads()), woken -> {}, TestStore.IDS);
    new CloseSessionHandler(commands).handle(new CloseSession(Owner.LOCAL, id));
    file.advance(Duration.ofHours(1));
    assertThat(new CleanUpHandler(store).handle(new CleanUp(Duration.ofMinutes(1), 10)))
        .isEqualTo(1);
  }

  @Test
  void long_texts_from_before_they_were_kept_for_sessions_are_still_there() throws SQLException {
    SessionId id;
    try (JdbiPersistence store = new TestSqlite().in(folder)) {
      id = TestStore.withLongText(store);
    }
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runtime.db"))) {
      Version4.of(connection);
    }

    try (JdbiPersistence store = new TestSqlite().in(folder)) {
      Invariants.check(store, id);
      assertThat(Invariants.log(store, id).toString()).contains(TestStore.LONG_TEXT);
      SessionId other = TestStore.withLongText(store);
      Invariants.check(store, other);
    }
  }

  @Test
  void whatever_is_changed_in_the_log_is_found() throws SQLException {
    try (JdbiPersistence store = new TestSqlite().in(folder);
        Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runtime.db"))) {
      Story story = TestStore.withEverything(store);
      var tampering = new Tampering(store, connection, story.id());
      tampering.isFoundEverywhere(story);
      tampering.isFoundInEachType(story);
    }
  }

  @Test
  void of_a_log_of_more_than_a_page_whatever_is_behind_its_end_is_found() throws SQLException {
    try (JdbiPersistence store = new TestSqlite().in(folder);
        Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runtime.db"))) {
      var session = new TestStore(store);
      SessionId id = session.create();
      for (int i = 2; i <= 501; i++) {
        session.retitle(id, "title " + i);
      }
      var tampering = new Tampering(store, connection, id);

      tampering.update("UPDATE sessions SET last_position = 500");
      assertThat(tampering.verify().flaws())
          .as("one row behind a full page")
          .extracting(Verification.Flaw::position)
          .containsExactly(501L);
      tampering.update("UPDATE sessions SET last_position = 501");
      tampering.update("UPDATE events SET position = position + 100000");
      assertThat(tampering.verify().found()).as("all of them, and what is missing").isEqualTo(502);
    }
  }

  @Test
  void events_without_their_session_are_found() throws SQLException {
    try (JdbiPersistence store = new TestSqlite().in(folder);
        Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runtime.db"))) {
      SessionId id = new TestStore(store).create();
      var tampering = new Tampering(store, connection, id);
      tampering.update("PRAGMA foreign_keys = OFF");
      tampering.update("DELETE FROM sessions");

      assertThat(tampering.verify().found()).isOne();
      for (VerifyAudit query :
          List.of(VerifyAudit.ALL, new VerifyAudit(Optional.of(Owner.LOCAL), Optional.empty()))) {
        assertThat(new VerifyAuditHandler(store.reads()).handle(query).flaws())
            .extracting(Verification.Flaw::session)
            .containsExactly(id);
      }
      assertThat(
              new VerifyAuditHandler(store.reads())
                  .handle(new VerifyAudit(Optional.of(new Owner("another")), Optional.empty()))
                  .isSound())
          .isTrue();
    }
  }

  @Test
  void no_message_of_an_error_repeats_what_was_written() {
    try (JdbiPersistence store = new TestSqlite().in(folder)) {
      var webhook =
          new Webhook(
              new WebhookId(TestStore.IDS.get()),
              Owner.LOCAL,
              new WebhookTarget(
                  URI.create("https://h.example/?token=hunter2"),
                  List.of("*"),
                  AuditJson.Content.REDACTED),
              new Webhook.Since(Instant.EPOCH, Instant.EPOCH),
              new Webhook.Authors("ann", "ann", Instant.EPOCH),
              Optional.empty());

      assertThatThrownBy(
              () ->
                  store.inTransaction(
                      work -> {
                        work.webhooks().add(webhook, WebhookSecret.parse("whsec_c2VjcmV0"));
                        work.webhooks().add(webhook, WebhookSecret.parse("whsec_c2VjcmV0"));
                        return true;
                      }))
          .satisfies(
              error -> {
                var text = new StringWriter();
                error.printStackTrace(new PrintWriter(text));
                assertThat(text.toString())
                    .contains("webhooks")
                    .doesNotContain("whsec_", "hunter2");
              });
    }
  }

  @Test
  void a_session_whose_last_event_is_gone_is_not_written_on() throws SQLException {
    try (JdbiPersistence store = new TestSqlite().in(folder);
        Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runtime.db"))) {
      SessionId id = new TestStore(store).create();
      new Tampering(store, connection, id).stopsWritersWhereTheLastEventIsGone();
    }
  }

  @Test
  void a_log_from_before_it_was_chained_is_chained() throws SQLException {
    SessionId id;
    List<AuditEntry> written;
    try (JdbiPersistence store = new TestSqlite().in(folder)) {
      id = TestStore.withEverything(store).id();
      written = TestStore.audit(store);
    }
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runtime.db"))) {
      Version5.of(connection);
    }

    try (JdbiPersistence store = new TestSqlite().in(folder)) {
      Invariants.check(store, id);
      assertThat(TestStore.audit(store)).isEqualTo(written);
    }
  }

  private void assertStale(JdbiPersistence store, Story story, Story.Act act) {
    List<RecordedEvent> log = story.log();
    assertThatExceptionOfType(StaleSessionException.class)
        .isThrownBy(() -> write(store, story, act));
    assertThat(story.log()).isEqualTo(log);
  }

  /** What the loop makes of the session as it has it in memory. */
  private static Session write(JdbiPersistence store, Story story, Story.Act act) {
    return store.inTransaction(
        work -> {
          Session changed = act.apply(story.session(), new Moment(work.now(), TestStore.IDS));
          return work.sessions().saveUnder(story.lease(), changed, story.id().value()).session();
        });
  }

  private JdbiPersistence open(DatabaseUrl.Sqlite url) {
    return TestStore.open(url);
  }

  private DatabaseUrl.Sqlite url(String name) {
    return new DatabaseUrl.Sqlite(folder.resolve(name));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.getLong(1);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runtime.db"));
  }

  @Test
  void a_cursor_of_another_database_is_known_as_such() {
    String cursor;
    try (JdbiPersistence store = TestStore.open(url("one.db"))) {
      new TestStore(store).create();
      cursor = store.reads().ledgerEnd();
      assertThat(store.reads().isWithinLedger(cursor)).isTrue();
    }
    try (JdbiPersistence store = TestStore.open(url("other.db"))) {
      assertThat(store.reads().isWithinLedger(cursor)).isFalse();
      assertThat(store.reads().isWithinLedger(store.reads().ledgerEnd())).isTrue();
    }
  }

  @Test
  void a_file_has_one_server_until_that_one_is_gone() throws IOException {
    LeaseOwner first = LocalProcess.owner(TestStore.IDS.get());
    LeaseOwner second = LocalProcess.owner(TestStore.IDS.get());
    try (JdbiPersistence store = TestStore.open(url("runtime.db"));
        JdbiPersistence other = TestStore.open(url("runtime.db"))) {
      assertThat(store.claimServer(first)).isEqualTo(new ServerClaim.Granted());
      assertThat(other.claimServer(second)).isEqualTo(new ServerClaim.Taken(Optional.of(first)));
      Files.createSymbolicLink(folder.resolve("alias.db"), folder.resolve("runtime.db"));
      try (JdbiPersistence alias = TestStore.open(url("alias.db"))) {
        assertThat(alias.claimServer(second)).isInstanceOf(ServerClaim.Taken.class);
      }
      // The one that is refused can do everything else.
      new TestStore(other).create();
    }
    try (JdbiPersistence store = TestStore.open(url("runtime.db"))) {
      assertThat(store.claimServer(second)).isEqualTo(new ServerClaim.Granted());
    }
  }

  @Test
  void a_server_that_stops_leaves_no_lock_file() {
    Path lock = folder.resolve("runtime.db.server");
    try (JdbiPersistence store = TestStore.open(url("runtime.db"))) {
      store.claimServer(LocalProcess.owner(TestStore.IDS.get()));
      try (JdbiPersistence refused = TestStore.open(url("runtime.db"))) {
        refused.claimServer(LocalProcess.owner(TestStore.IDS.get()));
      }
      assertThat(lock).exists();
    }
    assertThat(lock).doesNotExist();
  }

  @Test
  void what_a_killed_server_left_is_taken_over() throws IOException {
    LeaseOwner killed = LocalProcess.owner(TestStore.IDS.get());
    LeaseOwner next = LocalProcess.owner(TestStore.IDS.get());
    try (JdbiPersistence store = TestStore.open(url("runtime.db"))) {
      Path lock =
          Files.writeString(folder.resolve("runtime.db.server"), killed.asText() + " and more");
      assertThat(store.claimServer(next)).isEqualTo(new ServerClaim.Granted());
      assertThat(lock).hasContent(next.asText());
    }
  }

  @Test
  void a_folder_that_cannot_hold_the_lock_of_a_server_is_told() throws IOException {
    Files.createDirectory(folder.resolve("runtime.db.server"));
    try (JdbiPersistence store = TestStore.open(url("runtime.db"))) {
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> store.claimServer(LocalProcess.owner(TestStore.IDS.get())))
          .withMessageContaining("cannot be locked");
    }
  }
}
