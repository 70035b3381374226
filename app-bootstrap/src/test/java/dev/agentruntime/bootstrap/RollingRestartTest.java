package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.bootstrap.FakeModelEndpoint.Call;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Servers over one database that are replaced one after another while clients go on. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(600)
class RollingRestartTest {

  private static final int SERVERS = 2;
  private static final int CLIENTS = 2;

  @TempDir private Path folder;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicBoolean held = new AtomicBoolean();
  private final AtomicBoolean replaced = new AtomicBoolean();
  private final AtomicInteger visits = new AtomicInteger();

  @AfterEach
  void release() {
    released.countDown();
  }

  /** The first reply of one session comes to no end. */
  private void hold(List<JsonObject> conversation) throws InterruptedException {
    if (conversation.toString().contains("held") && held.compareAndSet(false, true)) {
      asked.countDown();
      released.await();
    }
  }

  /** A client that asks the next server where one does not answer. */
  private static final class Ring implements AutoCloseable {
    private final List<URI> addresses;
    private final AtomicInteger turn;
    private final ServedClient served = new ServedClient(this::address);
    private final StubbornClient client = new StubbornClient(served, this::next);

    Ring(List<URI> addresses, int first) {
      this.addresses = addresses;
      this.turn = new AtomicInteger(first);
    }

    private URI address() {
      return addresses.get(turn.get() % addresses.size());
    }

    private void next() {
      turn.incrementAndGet();
    }

    @Override
    public void close() {
      served.close();
    }
  }

  @Test
  void servers_that_are_replaced_one_after_another_lose_no_request_and_do_nothing_twice()
      throws Exception {
    Path workspaces = Files.createDirectories(folder.resolve("workspaces"));
    try (var database = new EmptyDatabase();
        var model = new FakeModelEndpoint(this::hold, new PlannedMind())) {
      var servers = new ArrayList<ServedProgram>();
      try (Persistence store = StoredLogs.open(database.url());
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < SERVERS; i++) {
          Path home = Files.createDirectories(folder.resolve("server-" + i));
          servers.add(ServedProgram.startOn(database.url(), home, model, settings(workspaces)));
        }
        List<URI> addresses = servers.stream().map(ServedProgram::address).toList();
        try (var first = new Ring(addresses, 0)) {
          String session = heldSession(first);
          List<Future<Integer>> clients = new ArrayList<>();
          for (int i = 0; i < CLIENTS; i++) {
            int which = i;
            clients.add(threads.submit(() -> visit(new Ring(addresses, which), store, workspaces)));
          }
          for (ServedProgram server : servers) {
            server.terminate();
            assertThat(server.end()).as("%s", server.said()).isZero();
            server.restart();
          }
          replaced.set(true);
          for (Future<Integer> client : clients) {
            assertThat(client.get(2, TimeUnit.MINUTES)).isPositive();
          }
          checkHandedOver(first.client, session);
        }
        assertThat(servers)
            .allSatisfy(
                server ->
                    assertThat(server.said())
                        .noneMatch(line -> line.contains("not everything came to its end")));
      } finally {
        replaced.set(true);
        released.countDown();
        servers.forEach(ServedProgram::close);
      }
    }
  }

  private static Map<String, String> settings(Path workspaces) {
    return Map.of(
        "LOG_LEVEL", "warn",
        "SANDBOX", "off",
        "SERVER_REQUESTS_PER_MINUTE", "1000000",
        "SERVER_WORKSPACE_ROOTS", workspaces.toString());
  }

  /** A turn that the first server is at when it is told to stop. */
  private String heldSession(Ring ring) throws InterruptedException {
    JsonObject made =
        ring.client.post(
            "/api/v1/sessions", "made", JsonObject.builder().put("agent", "coder").build());
    String session = "/api/v1/sessions/" + made.string("id").orElseThrow();
    String plan =
        PlannedMind.plan(
            "held", new Call("read_file", JsonObject.builder().put("path", "a.txt").build()));
    ring.client.post(
        session + "/messages", "said", JsonObject.builder().put("content", plan).build());
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    return session;
  }

  /** Nobody let the reply come to its end: another server asked anew. */
  private static void checkHandedOver(StubbornClient client, String session) {
    assertThat(client.atRest(session).string("waiting_for")).contains("client");
    List<String> types =
        client.log(session).stream().map(event -> event.string("type").orElseThrow()).toList();
    assertThat(types.stream().filter("turn.running"::equals)).hasSizeGreaterThanOrEqualTo(2);
    assertThat(types.stream().filter("turn.started"::equals)).hasSize(1);
    assertThat(types.stream().filter("message.completed"::equals)).hasSize(1);
    assertThat(types.stream().filter("tool.execution.requested"::equals)).hasSize(1);
  }

  /**
   * Visits until all servers are replaced.
   *
   * @return how many
   */
  private int visit(Ring ring, Persistence store, Path workspaces) throws IOException {
    int done = 0;
    try (ring) {
      while (!replaced.get() || done == 0) {
        String name = "visit-" + visits.getAndIncrement();
        Path workspace = Files.createDirectories(workspaces.resolve(name));
        new KilledVisit(ring.client, store, workspace, name).run();
        done++;
      }
    }
    return done;
  }
}
