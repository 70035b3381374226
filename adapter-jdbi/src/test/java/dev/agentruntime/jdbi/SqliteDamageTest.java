package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.SQLExceptionOverride;
import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.ServerClaim;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Invariants;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that were damaged while nobody used them: refused with what to do, and left as they are.
 */
class SqliteDamageTest {

  private static final int PAGE = 4096;

  @TempDir private Path folder;
  private Path file;
  private SessionId session;

  @BeforeEach
  void a_session() {
    file = folder.resolve("runtime.db");
    try (JdbiPersistence store = open()) {
      session = TestStore.withEverything(store).id();
    }
  }

  private JdbiPersistence open() {
    return TestStore.open(new DatabaseUrl.Sqlite(file));
  }

  private Optional<JdbiPersistence> existing() {
    return JdbiPersistence.openExisting(
        TestStore.settings(new DatabaseUrl.Sqlite(file), Duration.ofSeconds(5)));
  }

  /** By both ways to open it. */
  private ThrowableAssertAlternative<PersistenceException> refused() {
    assertThatExceptionOfType(PersistenceException.class).isThrownBy(this::existing);
    return assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(this::open)
        .withMessageContaining(file + " cannot be used: ");
  }

  private void damage(long position, int... bytes) throws IOException {
    try (var content = new RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < bytes.length; i++) {
        content.seek(position + i);
        int was = content.read();
        content.seek(position + i);
        content.write(was ^ bytes[i]);
      }
    }
  }

  @Test
  void a_file_that_is_cut_short_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {1, 99, 100, PAGE, whole.length / 2, whole.length - 1}) {
      byte[] left = Arrays.copyOf(whole, length);
      Files.write(file, left);

      refused().withMessageContaining("restore a backup (agent-runtime db restore FILE)");
      assertThat(Files.readAllBytes(file)).as("cut to " + length).isEqualTo(left);
    }
  }

  @Test
  void a_bit_that_is_flipped_at_the_beginning_of_any_page_is_found() throws IOException {
    long pages = Files.size(file) / PAGE;
    assertThat(pages).isGreaterThan(50);
    for (long page = 0; page < pages; page++) {
      damage(page * PAGE, 0x40);

      refused().withMessageContaining("damaged").withMessageContaining("restore");

      damage(page * PAGE, 0x40);
    }
    try (JdbiPersistence store = open()) {
      assertThat(new TestStore(store).positions(session)).isNotEmpty();
    }
  }

  @Test
  void a_large_file_is_checked_when_a_server_begins_on_it() throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE ballast AS SELECT zeroblob(17 << 20) AS bytes");
    }
    var process = LocalProcess.owner(TestStore.IDS.get());
    try (JdbiPersistence store = open()) {
      assertThat(store.claimServer(process)).isEqualTo(new ServerClaim.Granted());
    }
    damage(Files.size(file) - PAGE, 0x40);

    try (JdbiPersistence store = open()) {
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> store.claimServer(process))
          .withMessageContaining("the file is damaged; stop what uses it and restore a backup");
      assertThat(folder.resolve("runtime.db.server")).doesNotExist();
    }
  }

  @Test
  void damage_that_is_met_while_it_is_used_is_told_and_not_tried_again() throws IOException {
    try (JdbiPersistence store = open()) {
      byte[] content = Files.readAllBytes(file);
      // What every connection knows already stays: the tables.
      Arrays.fill(content, 20 * PAGE, content.length, (byte) 0x5a);
      Files.write(file, content);

      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> store.reads().events(session, 0, 1000))
          .withMessageContaining("the file is damaged; stop what uses it and restore a backup");
    }
  }

  /** As a full disk is told. */
  @Test
  void where_there_is_no_room_nothing_is_recorded_in_part_and_it_goes_on_later() {
    JdbiSettings settings = TestStore.settings(new DatabaseUrl.Sqlite(file), Duration.ofSeconds(5));
    Engine engine = JdbiPersistence.engine(settings);
    try (var store = new JdbiPersistence(engine, settings, attempt -> {})) {
      long pages =
          engine
              .writer()
              .withHandle(h -> h.createQuery("PRAGMA page_count").mapTo(Long.class).one());
      long before = store.reads().lastPosition(session);
      engine.writer().useHandle(h -> h.execute("PRAGMA max_page_count = " + pages));

      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> TestStore.withLongText(store))
          .withMessageContaining("the disk is full; make room");
      Invariants.checkAll(store);

      engine.writer().useHandle(h -> h.execute("PRAGMA max_page_count = " + 10 * pages));
      new TestStore(store).retitle(session, "there is room");
      assertThat(store.reads().lastPosition(session)).isEqualTo(before + 1);
      Invariants.checkAll(store);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10, MUST_EVICT", // input or output
    "1034, MUST_EVICT", // of these, a sync
    "11, MUST_EVICT", // damaged
    "26, MUST_EVICT", // no database
    "5, CONTINUE_EVICT", // busy
    "19, CONTINUE_EVICT", // a condition
  })
  void a_connection_whose_sync_failed_is_not_used_again(
      int code, SQLExceptionOverride.Override wanted) {
    assertThat(new SqliteErrors.Eviction().adjudicate(new SQLException("", "", code)))
        .isEqualTo(wanted);
  }

  @Test
  void a_file_that_is_gone_while_its_journal_is_there_is_not_made_anew() throws IOException {
    Files.delete(file);
    Path journal = Files.writeString(folder.resolve("runtime.db-wal"), "changes");

    refused()
        .withMessageContaining("the file is gone, and its journal " + journal)
        .withMessageContaining("put the file back or restore a backup");
    assertThat(file).doesNotExist();

    Files.createFile(file);
    refused().withMessageContaining("the file is empty, and its journal " + journal);
    assertThat(file).isEmptyFile();
    assertThat(journal).hasContent("changes");
  }

  @Test
  void a_journal_that_is_gone_while_it_is_in_use_is_missed() throws IOException {
    Path journal = folder.resolve("runtime.db-wal");
    Path killed = Files.createDirectory(folder.resolve("killed"));
    try (JdbiPersistence store = open()) {
      new TestStore(store).retitle(session, "newer");
      // As a killed process leaves them.
      for (String suffix : new String[] {"", "-wal", "-shm"}) {
        Files.copy(folder.resolve("runtime.db" + suffix), killed.resolve("runtime.db" + suffix));
      }
    }
    assertThat(journal).doesNotExist();
    file = killed.resolve("runtime.db");
    Path away = folder.resolve("away");
    Files.move(killed.resolve("runtime.db-wal"), away);

    refused()
        .withMessageContaining("its journal " + killed.resolve("runtime.db-wal"))
        .withMessageContaining("put it back or restore a backup, or remove ")
        .withMessageContaining("runtime.db-shm to go on without those changes");

    Files.move(away, killed.resolve("runtime.db-wal"));
    try (JdbiPersistence store = open()) {
      assertThat(new TestStore(store).title(session)).isEqualTo("newer");
    }
  }

  @Test
  void by_another_name_it_has_the_same_journal() throws IOException {
    Path alias = Files.createSymbolicLink(folder.resolve("alias.db"), file);
    Files.createFile(folder.resolve("runtime.db-shm"));
    file = alias;

    refused().withMessageContaining("runtime.db-wal");
  }

  /** Nobody may write the files of the Java runtime as it shows them, not even the superuser. */
  @Test
  void a_file_that_can_only_be_read_is_refused_before_it_is_opened() {
    var only = new SqliteFile(Path.of(URI.create("jrt:/java.base/module-info.class")));

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(only::make)
        .withMessageContaining("it can only be read; give yourself the right to write the file");
  }
}
