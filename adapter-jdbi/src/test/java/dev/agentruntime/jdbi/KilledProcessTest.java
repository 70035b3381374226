package dev.agentruntime.jdbi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.ServerClaim;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionState;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {

  private static final int KILLS = 3;
  private static final int ACKNOWLEDGED = 5;

  @TempDir Path folder;

  @Test
  void what_a_killed_process_acknowledged_is_whole() throws Exception {
    var url = new DatabaseUrl.Sqlite(folder.resolve("runtime.db"));
    List<String> acknowledged = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged.addAll(killedAfter(ACKNOWLEDGED + kill, url));
    }

    try (JdbiPersistence store = TestStore.open(url)) {
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * ACKNOWLEDGED);
      acknowledged.forEach(line -> assertWhole(store, line));
      // The sessions that were cut off, too.
      store
          .reads()
          .sessions(Owner.LOCAL, SessionFilter.newest(SessionFilter.MAX))
          .items()
          .forEach(session -> assertWhole(store, session.id() + " 1"));
    }
  }

  /** The writer's lines up to its end, which comes at an arbitrary point of its next steps. */
  private static List<String> killedAfter(int lines, DatabaseUrl.Sqlite url)
      throws IOException, InterruptedException {
    Process writer = start(url);
    try (BufferedReader out = writer.inputReader(UTF_8)) {
      List<String> read = new ArrayList<>();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        read.add(line);
        if (read.size() == lines) {
          // Not through the process itself, which would close the stream before its end.
          writer.toHandle().destroyForcibly();
        }
      }
      assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return read;
    } finally {
      writer.destroyForcibly();
    }
  }

  @Test
  void the_server_of_a_file_is_replaced_as_soon_as_it_is_dead() throws Exception {
    var url = new DatabaseUrl.Sqlite(folder.resolve("runtime.db"));
    LeaseOwner me = LocalProcess.owner(TestStore.IDS.get());
    Process server = start(url);
    try (BufferedReader out = server.inputReader(UTF_8);
        JdbiPersistence store = TestStore.open(url)) {
      assertThat(out.readLine()).isNotNull();
      assertThat(store.claimServer(me))
          .isInstanceOfSatisfying(
              ServerClaim.Taken.class,
              taken -> assertThat(taken.by().orElseThrow().pid()).isEqualTo(server.pid()));
      server.toHandle().destroyForcibly();
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(store.claimServer(me)).isEqualTo(new ServerClaim.Granted());
    } finally {
      server.destroyForcibly();
    }
  }

  private static Process start(DatabaseUrl.Sqlite url) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            url.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** At least what was acknowledged is there, without gaps, and the rows are what the log says. */
  private static void assertWhole(JdbiPersistence store, String line) {
    String[] parts = line.split(" ", -1);
    SessionId id = SessionId.parse(parts[0]);
    List<RecordedEvent> log = store.reads().events(id, 0, Integer.MAX_VALUE);
    SessionState rows = store.inTransaction(work -> work.sessions().find(id).orElseThrow().state());

    assertThat(log).hasSizeGreaterThanOrEqualTo(Integer.parseInt(parts[1]));
    assertThat(log)
        .extracting(RecordedEvent::position)
        .isEqualTo(LongStream.rangeClosed(1, log.size()).boxed().toList());
    assertThat(rows)
        .isEqualTo(
            Session.replay(
                id, log.stream().map(e -> new Session.Dated(e.event(), e.at())).toList()));
  }

  /** The process to kill: prints each session whose story is told, with its last position. */
  static final class Writer {

    private Writer() {}

    @SuppressWarnings("InfiniteLoopStatement")
    public static void main(String[] args) {
      DatabaseUrl url = DatabaseUrl.parse(args[0]);
      JdbiSettings settings = JdbiSettings.of(url, UUID::randomUUID);
      try (JdbiPersistence store = JdbiPersistence.open(settings)) {
        store.claimServer(LocalProcess.owner(UUID.randomUUID()));
        while (true) {
          Stories.all().values().forEach(told -> tell(store, told));
        }
      }
    }

    private static void tell(JdbiPersistence store, UnaryOperator<Story> told) {
      Story story =
          told.apply(Story.begin(store, UUID::randomUUID, Owner.LOCAL, Workshop.settings()));
      System.out.println(story.id() + " " + story.session().version().position());
    }
  }
}
