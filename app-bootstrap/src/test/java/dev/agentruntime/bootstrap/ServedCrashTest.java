package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.bootstrap.DyingServer.Death;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A server that dies at each failpoint that it passes, and a client that goes on whenever it is
 * there again: what the client was told is so, what it did counts once, nothing runs twice without
 * its word, and nothing is left open. The failpoints are those that a whole visit passes, so that a
 * new one cannot be forgotten.
 *
 * <p>A build has a few deaths on each engine; {@code checks/crash-matrix} has all of them.
 */
@Execution(ExecutionMode.CONCURRENT)
class ServedCrashTest {

  /** On each engine. */
  private static final int MOST = Integer.getInteger("crash.deaths", 4);

  /** Of the order in which they come, and of how. */
  private static final long SEED = Long.getLong("crash.seed", 20261130);

  /** What came is written down in a file there, and does not come again. */
  private static final Optional<Path> COME =
      Optional.ofNullable(System.getProperty("crash.come")).map(Path::of);

  /** A death that does not come in so many visits does not come. */
  private static final int TRIES = 6;

  /**
   * In how many of them the server lives on: each passes more, but some is done at a start alone.
   */
  private static final int VISITS_OF_A_LIFE = 2;

  @Test
  void a_server_that_dies_anywhere_on_sqlite_loses_nothing(@TempDir Path folder) throws Exception {
    dieEverywhere("sqlite:" + folder.resolve("sessions.db"), folder);
  }

  @Test
  void a_server_that_dies_anywhere_on_postgresql_loses_nothing(@TempDir Path folder)
      throws Exception {
    try (var database = new EmptyDatabase()) {
      dieEverywhere(database.url(), folder);
    }
  }

  private static void dieEverywhere(String database, Path folder) throws Exception {
    Path workspaces = Files.createDirectories(folder.resolve("workspaces"));
    try (var model = new FakeModelEndpoint(FakeModelEndpoint.Midway.NOTHING, new PlannedMind());
        var receiver = new LoopbackReceiver();
        var server =
            ServedProgram.startOn(
                database,
                folder,
                model,
                Map.of(
                    "LOG_LEVEL", "warn",
                    "SANDBOX", "off",
                    "SERVER_REQUESTS_PER_MINUTE", "1000000",
                    "SERVER_KEEP", "1s",
                    "SERVER_WEBHOOK_TARGETS", "127.0.0.1",
                    "SERVER_WORKSPACE_ROOTS", workspaces.toString()));
        Persistence store = server.store();
        var client = new ServedClient(server)) {
      receiver.trusts(client.webhook(receiver.url()));
      stop(server);
      var visits = new Visits(client, store, workspaces);
      DeathList all =
          DeathList.of(
              passed(server, folder.resolve("first"), visits),
              passed(server, folder.resolve("second"), visits),
              SEED);
      String engine = database.substring(0, database.indexOf(':'));
      Optional<Path> come = COME.map(to -> to.resolve(engine));
      List<Death> wanted =
          all.without(come.isPresent() ? DeathList.come(come.get()) : Set.of(), MOST);
      int died = die(new DyingServer(server, folder, wanted), visits, come);
      // The last life comes to an orderly end.
      stop(server);
      System.out.printf(
          "%d deaths, of %d at %d failpoints, on %s%n",
          died, all.deaths().size(), all.failpoints(), engine);
      assertThat(died).isEqualTo(wanted.size());
      assertThat(receiver.wrong()).isZero();
    }
  }

  private static int die(DyingServer server, Visits visits, Optional<Path> come)
      throws IOException {
    server.begin();
    while (server.wanted().isPresent()) {
      Death wanted = server.wanted().get();
      for (int i = 0; i < TRIES && server.isWaitingFor(wanted); i++) {
        if (i > 0 && i % VISITS_OF_A_LIFE == 0) {
          server.liveAgain();
        }
        visits.one(server::revive);
      }
      assertThat(server.isWaitingFor(wanted)).as("%s comes", wanted).isFalse();
      if (come.isPresent()) {
        DeathList.cameTo(come.get(), wanted);
      }
    }
    visits.one(server::revive);
    return server.died().size();
  }

  /** The failpoints that a visit passes, in their order. */
  private static List<String> passed(ServedProgram server, Path file, Visits visits)
      throws IOException {
    server.plan(Optional.of("record=" + file));
    server.restart();
    visits.one(() -> {});
    stop(server);
    return Files.readAllLines(file);
  }

  private static void stop(ServedProgram server) {
    server.terminate();
    server.end();
  }

  /** Visits, each in a workspace of its own. */
  private static final class Visits {
    private final ServedClient client;
    private final Persistence store;
    private final Path workspaces;
    private int count;

    Visits(ServedClient client, Persistence store, Path workspaces) {
      this.client = client;
      this.store = store;
      this.workspaces = workspaces;
    }

    void one(Runnable revive) {
      String name = "visit-" + count++;
      try {
        Path workspace = Files.createDirectories(workspaces.resolve(name));
        new KilledVisit(new StubbornClient(client, revive), store, workspace, name).run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
