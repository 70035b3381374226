package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Invariants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteMaintenanceTest {

  @TempDir private Path folder;
  private Path file;
  private Path backup;

  @BeforeEach
  void name() {
    file = folder.resolve("runtime.db");
    backup = folder.resolve("backup.db");
  }

  private JdbiPersistence open() {
    return TestStore.open(new DatabaseUrl.Sqlite(file));
  }

  private Maintenance maintenance() {
    return JdbiPersistence.maintenance(
        TestStore.settings(new DatabaseUrl.Sqlite(file), Duration.ofMillis(100)));
  }

  private static void execute(Path database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      // Unlike others, this takes several statements.
      statement.executeUpdate(sql);
    }
  }

  private SessionId session(String title) {
    try (JdbiPersistence store = open()) {
      SessionId id = new TestStore(store).create();
      new TestStore(store).retitle(id, title);
      return id;
    }
  }

  private String title(SessionId id) {
    try (JdbiPersistence store = open()) {
      Invariants.checkAll(store);
      return new TestStore(store).title(id);
    }
  }

  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path one : all.toList()) {
        content.put(one.getFileName().toString(), Files.readAllBytes(one));
      }
    }
    return content;
  }

  @Test
  void where_there_is_nothing_nothing_is_made() {
    assertThat(maintenance().status().tables()).isEmpty();
    assertThat(maintenance().damage()).isEqualTo(Maintenance.Damage.NONE);
    maintenance().migrate();
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> maintenance().backUp(backup, false))
        .withMessageContaining("there is no database at " + file);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void the_status_counts_and_changes_nothing() throws Exception {
    session("one");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      Version5.of(connection);
    }
    byte[] before = Files.readAllBytes(file);

    Maintenance.Status status = maintenance().status();

    assertThat(status.database()).isEqualTo("sqlite:" + file);
    assertThat(status.bytes()).isEqualTo(before.length);
    assertThat(status.users()).isEmpty();
    assertThat(status.tables())
        .hasValueSatisfying(
            tables -> {
              assertThat(tables.schema())
                  .isEqualTo(new Maintenance.SchemaVersion("5", "9", 4, false));
              assertThat(tables.rows()).containsEntry("sessions", 1L).containsEntry("events", 2L);
            });
    assertThat(files().keySet()).containsExactly("runtime.db");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);

    maintenance().migrate();
    assertThat(maintenance().status().tables().orElseThrow().schema())
        .isEqualTo(new Maintenance.SchemaVersion("9", "9", 0, false));
  }

  @Test
  void the_status_tells_a_newer_version_which_everything_else_refuses() throws SQLException {
    session("one");
    newer(file);

    assertThat(maintenance().status().tables().orElseThrow().schema())
        .isEqualTo(new Maintenance.SchemaVersion("99", "9", 0, true));
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> maintenance().migrate())
        .withMessageContaining("written by a newer version of the runtime; update this one");
  }

  private static void newer(Path database) throws SQLException {
    execute(
        database,
        "INSERT INTO agent_runtime_schema SELECT 99, '99', 'later', type, script, checksum,"
            + " installed_by, installed_on, execution_time, success FROM agent_runtime_schema"
            + " WHERE version = '1'");
  }

  @Test
  void the_server_is_told_while_there_is_one() throws IOException {
    try (JdbiPersistence store = open()) {
      store.claimServer(LocalProcess.owner(TestStore.IDS.get()));
      assertThat(maintenance().status().users())
          .containsExactly("the server with process id " + ProcessHandle.current().pid());
      // To look at the lock does not give it up.
      assertThat(folder.resolve("runtime.db.server")).exists();
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> maintenance().restore(withBackup()))
          .withMessageContaining("in use by a server (process id ")
          .withMessageContaining("stop it, and restore then");
    }
    assertThat(maintenance().status().users()).isEmpty();
  }

  private Path withBackup() {
    maintenance().backUp(backup, true);
    return backup;
  }

  @Test
  void damage_is_found_in_pages_indexes_and_references() throws Exception {
    SessionId id = session("one");
    assertThat(maintenance().damage()).isEqualTo(Maintenance.Damage.NONE);

    execute(
        file,
        "INSERT INTO messages (session_id, position, role, at, body)"
            + " VALUES ('nobody', 1, 'user', 1, '{}')");
    assertThat(maintenance().damage().references())
        .singleElement()
        .asString()
        .contains("of messages refers to what is not in sessions");
    execute(file, "DELETE FROM messages WHERE session_id = 'nobody'");

    // An index that does not have what its table has: no page is out of order.
    execute(
        file,
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql ="
            + " 'CREATE INDEX events_by_time ON events (position)' WHERE name = 'events_by_time'");
    assertThat(maintenance().damage().content()).isNotEmpty();
    execute(
        file,
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql ="
            + " 'CREATE INDEX events_by_time ON events (at)' WHERE name = 'events_by_time'");
    assertThat(title(id)).isEqualTo("one");

    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length - 1));
    assertThat(maintenance().damage().content()).containsExactly("the file is cut short");
    Arrays.fill(content, 20 * 4096, content.length, (byte) 0x5a);
    Files.write(file, content);
    assertThat(maintenance().damage().content()).isNotEmpty();
  }

  @Test
  void a_backup_is_whole_for_its_owner_alone_and_in_no_other_file() throws IOException {
    SessionId id = session("kept");

    long bytes = maintenance().backUp(backup, false);

    assertThat(files().keySet()).containsExactly("backup.db", "runtime.db");
    assertThat(backup).hasSize(bytes);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rw-------");
    file = backup;
    assertThat(title(id)).isEqualTo("kept");
  }

  @Test
  void a_file_that_is_there_is_replaced_by_a_backup_only_if_that_is_said() throws IOException {
    session("one");
    Files.writeString(backup, "precious");

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> maintenance().backUp(backup, false))
        .withMessageContaining(backup + " is there already");
    assertThat(backup).hasContent("precious");

    maintenance().backUp(backup, true);
    assertThat(backup).isNotEmptyFile();
    assertThat(files().keySet()).containsExactly("backup.db", "runtime.db");
  }

  @Test
  void a_backup_is_never_written_over_what_it_is_of() throws IOException {
    session("one");
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), file);
    byte[] before = Files.readAllBytes(file);

    for (Path own :
        List.of(
            file,
            alias,
            folder.resolve("runtime.db-wal"),
            folder.resolve("runtime.db.server"),
            folder.resolve("runtime.db.key"))) {
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> maintenance().backUp(own, true))
          .withMessageContaining("belongs to the database itself");
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> maintenance().backUp(folder.resolve("none/x.db"), false))
        .withMessageContaining("cannot be written");
  }

  @Test
  void a_damaged_database_leaves_no_backup() throws IOException {
    session("one");
    byte[] content = Files.readAllBytes(file);
    Arrays.fill(content, 20 * 4096, content.length, (byte) 0x5a);
    Files.write(file, content);

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> maintenance().backUp(backup, false))
        .withMessageContaining("damaged");
    assertThat(files().keySet()).containsExactly("runtime.db");
  }

  /** Each backup is of one moment, and nobody who writes is held up until it is over. */
  @Test
  void a_backup_is_taken_while_somebody_writes() throws Exception {
    var over = new AtomicBoolean();
    var written = new AtomicInteger();
    try (JdbiPersistence store = open()) {
      var sessions = new TestStore(store);
      SessionId id = sessions.create();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!over.get()) {
                      sessions.retitle(id, "title " + written.incrementAndGet());
                    }
                  });
      try {
        for (int copy = 0; copy < 5; copy++) {
          Path each = folder.resolve("copy" + copy + ".db");
          int before = written.get();
          maintenance().backUp(each, false);
          try (JdbiPersistence copied = TestStore.open(new DatabaseUrl.Sqlite(each))) {
            Invariants.checkAll(copied);
            assertThat(new TestStore(copied).positions(id).size()).isGreaterThanOrEqualTo(before);
          }
        }
      } finally {
        over.set(true);
        writer.join();
      }
      assertThat(sessions.positions(id)).hasSize(written.get() + 1);
    }
  }

  @Test
  void a_restored_backup_is_what_was_backed_up_and_the_other_one_is_kept() throws IOException {
    SessionId id = session("old");
    maintenance().backUp(backup, false);
    try (JdbiPersistence store = open()) {
      new TestStore(store).retitle(id, "new");
    }
    byte[] saved = Files.readAllBytes(backup);

    Path kept = maintenance().restore(backup).orElseThrow();

    assertThat(kept.getFileName().toString())
        .matches("runtime\\.db\\.replaced-\\d{8}T\\d{6}\\.\\d{3}Z");
    assertThat(files().keySet())
        .containsExactly("backup.db", "runtime.db", kept.getFileName().toString());
    assertThat(title(id)).isEqualTo("old");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readAllBytes(backup)).isEqualTo(saved);
    file = kept;
    assertThat(title(id)).isEqualTo("new");
  }

  /** Its journal is not that of what comes in its place. */
  @Test
  void what_a_killed_process_left_in_the_journal_is_kept_with_its_database() throws IOException {
    SessionId id = session("old");
    maintenance().backUp(backup, false);
    Path killed = Files.createDirectory(folder.resolve("killed"));
    try (JdbiPersistence store = open()) {
      new TestStore(store).retitle(id, "new");
      for (String suffix : new String[] {"", "-wal", "-shm"}) {
        Files.copy(folder.resolve("runtime.db" + suffix), killed.resolve("runtime.db" + suffix));
      }
    }
    file = killed.resolve("runtime.db");

    Path kept = maintenance().restore(backup).orElseThrow();

    assertThat(title(id)).isEqualTo("old");
    file = kept;
    assertThat(title(id)).isEqualTo("new");
  }

  @Test
  void a_damaged_database_is_replaced_and_kept_as_it_was() throws IOException {
    SessionId id = session("old");
    maintenance().backUp(backup, false);
    for (int from : new int[] {0, 100, 20 * 4096}) {
      byte[] content = Files.readAllBytes(file);
      Arrays.fill(content, from, content.length, (byte) 0x5a);
      Files.write(file, content);

      Path kept = maintenance().restore(backup).orElseThrow();

      assertThat(title(id)).isEqualTo("old");
      assertThat(Files.readAllBytes(kept)).as("damaged from " + from).isEqualTo(content);
    }
  }

  @Test
  void a_database_that_is_gone_is_restored_whatever_it_left() throws IOException {
    SessionId id = session("old");
    maintenance().backUp(backup, false);
    Files.delete(file);
    Files.writeString(folder.resolve("runtime.db-wal"), "left");

    assertThat(maintenance().restore(backup)).isEmpty();

    assertThat(title(id)).isEqualTo("old");
    assertThat(folder).isDirectoryContaining("regex:.*runtime\\.db\\.replaced-[^/]*-wal");

    file = folder.resolve("new/deeper/runtime.db");
    assertThat(maintenance().restore(backup)).isEmpty();
    assertThat(title(id)).isEqualTo("old");
  }

  /** What is to come in its place cannot be moved there: it is on another disk. */
  @Test
  void a_replacement_that_fails_leaves_all_as_it_was() throws IOException {
    SessionId id = session("old");
    Path memory = Path.of("/dev/shm");
    assumeThat(Files.isWritable(memory)).isTrue();
    assumeThat(Files.getFileStore(memory)).isNotEqualTo(Files.getFileStore(folder));
    Path fresh = Files.createTempFile(memory, "fresh", ".db");
    var url = new DatabaseUrl.Sqlite(file);
    try {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(
              () ->
                  new SqliteReplacement(url, file, TestStore.settings(url, Duration.ofSeconds(5)))
                      .with(fresh));
    } finally {
      Files.delete(fresh);
    }
    assertThat(files().keySet()).containsExactly("runtime.db");
    assertThat(title(id)).isEqualTo("old");
  }

  @Test
  void nothing_is_restored_while_another_one_has_it_open() throws Exception {
    SessionId id = session("old");
    maintenance().backUp(backup, false);
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      // It read once, and does nothing now.
      statement.executeQuery("SELECT count(*) FROM sessions").close();
      Map<String, byte[]> before = files();

      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> maintenance().restore(backup))
          .withMessageContaining("in use by another process; end it, and restore then");

      assertThat(files().keySet()).isEqualTo(before.keySet());
      assertThat(Files.readAllBytes(file)).isEqualTo(before.get("runtime.db"));
    }
    assertThat(title(id)).isEqualTo("old");
  }

  @Test
  void what_is_no_sound_backup_of_a_known_version_is_not_restored() throws Exception {
    SessionId id = session("old");
    maintenance().backUp(backup, false);
    byte[] sound = Files.readAllBytes(backup);

    assertNotRestored(folder.resolve("none.db"), "there is no file ");
    assertNotRestored(folder, "there is no file ");
    assertNotRestored(file, "belongs to the database itself");
    assertNotRestored(Files.createFile(folder.resolve("empty.db")), "holds no tables");
    assertNotRestored(
        Files.writeString(folder.resolve("diary"), "dear diary, ".repeat(1000)), "no SQLite");
    Path other = folder.resolve("other.db");
    execute(other, "CREATE TABLE recipes (name TEXT)");
    assertNotRestored(other, "tables of something else (recipes)");

    Files.write(backup, Arrays.copyOf(sound, sound.length - 1));
    assertNotRestored(backup, "is damaged itself (");
    Files.write(backup, Arrays.copyOf(sound, sound.length / 2));
    assertNotRestored(backup, "damaged");
    byte[] flipped = sound.clone();
    flipped[30 * 4096] ^= 0x40;
    Files.write(backup, flipped);
    assertNotRestored(backup, "damaged");
    Files.write(backup, sound);
    newer(backup);
    assertNotRestored(backup, "newer version");
    Files.write(backup, sound);
    execute(backup, "DELETE FROM sessions");
    assertNotRestored(backup, "is damaged itself (row ");

    assertThat(title(id)).isEqualTo("old");
    assertThat(folder).isDirectoryNotContaining("glob:**replaced**");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  private void assertNotRestored(Path what, String why) {
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> maintenance().restore(what))
        .withMessageContaining(why);
  }

  @Test
  void a_backup_of_an_older_version_is_restored_and_migrated() throws Exception {
    SessionId id = session("old");
    maintenance().backUp(backup, false);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + backup)) {
      Version5.of(connection);
    }

    maintenance().restore(backup);

    assertThat(maintenance().status().tables().orElseThrow().schema().found()).isEqualTo("5");
    assertThat(title(id)).isEqualTo("old");
  }
}
