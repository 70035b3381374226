package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.bootstrap.ServedClient.Frame;
import dev.agentruntime.bootstrap.ServedClient.Stream;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.testkit.FaultyLine;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server whose PostgreSQL goes away, keeps silent or is slow, and is back again. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(240)
class FailingDatabaseTest {

  /** What the database answers to COMMIT. */
  private static final String COMMITTED = "C\0\0\0\u000bCOMMIT\0";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path home;
  private final AtomicInteger modelCalls = new AtomicInteger();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private EmptyDatabase database;
  private FaultyLine line;

  /** How the way to the database is lost. */
  enum Cut {
    DOWN {
      @Override
      void make(FaultyLine line) throws IOException {
        line.takeDown();
      }

      @Override
      void mend(FaultyLine line) throws IOException {
        line.bringUp();
      }
    },
    SILENT {
      @Override
      void make(FaultyLine line) {
        line.swallow();
      }

      @Override
      void mend(FaultyLine line) {
        line.deliver();
      }
    };

    abstract void make(FaultyLine line) throws IOException;

    abstract void mend(FaultyLine line) throws IOException;
  }

  @BeforeEach
  void makeLine() throws Exception {
    database = new EmptyDatabase();
    line = new FaultyLine(database.port());
  }

  @AfterEach
  void end() throws Exception {
    released.countDown();
    line.close();
    database.close();
  }

  /** The first reply stops in its middle until the test lets it go on. */
  private void hold(List<JsonObject> conversation) throws InterruptedException {
    modelCalls.incrementAndGet();
    asked.countDown();
    released.await();
  }

  private ServedProgram serve(FakeModelEndpoint model) throws IOException {
    return ServedProgram.startOn(
        database.url(line.port()) + "&socketTimeout=3", home, model, Map.of());
  }

  private static HttpRequest create(ServedClient client, String title) {
    return client
        .request("/api/v1/sessions")
        .header("Idempotency-Key", "\"" + title.hashCode() + "\"")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                JsonObject.builder().put("title", title).build().canonical()))
        .build();
  }

  private static void thenUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(JsonText.readObject(answer.body()).string("code")).contains("unavailable");
  }

  private static void await(BooleanSupplier state, String otherwise) {
    long began = System.nanoTime();
    while (!state.getAsBoolean()) {
      assertThat(System.nanoTime() - began).as(otherwise).isLessThan(PATIENCE.toNanos());
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static int status(ServedClient client, String path) {
    try {
      return client.send(client.request(path).build()).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static long said(ServedProgram server, String text) {
    return server.said().stream().filter(line -> line.contains(text)).count();
  }

  @ParameterizedTest
  @EnumSource
  void a_turn_whose_database_is_lost_goes_on_when_it_is_back_and_asks_nothing_before(Cut cut)
      throws Exception {
    try (var model = new FakeModelEndpoint(this::hold);
        var server = serve(model);
        var client = new ServedClient(server)) {
      String session = client.session();
      client.post(session + "/messages", JsonObject.builder().put("content", "hello").build());
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

      cut.make(line);
      long began = System.nanoTime();
      thenUnavailable(client.send(client.request("/readyz").build()));
      assertThat(status(client, "/healthz")).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      thenUnavailable(client.send(create(client, "while it is away")));
      released.countDown();
      await(
          () -> said(server, "the loop of session") > 0, "the reply could not have been recorded");
      long sweeps = said(server, "looking for sessions to run failed");
      await(
          () -> said(server, "looking for sessions to run failed") > sweeps + 1,
          "nobody looks for work");
      assertThat(modelCalls).hasValue(1);

      cut.mend(line);
      await(() -> status(client, "/readyz") == 200, "it is ready again");
      try (Stream reader = client.follow(session, Optional.of("0"))) {
        reader.until("turn.waiting");
      }
      assertThat(modelCalls).hasValue(2);
      assertThat(client.log(session))
          .extracting(event -> event.string("type").orElseThrow())
          .containsOnlyOnce(
              "session.message.added", "message.completed", "tool.execution.requested");
      assertThat(client.send(create(client, "while it is away")).statusCode()).isEqualTo(201);
      assertThat(titles(client)).containsOnlyOnce("while it is away");
    }
  }

  private static List<String> titles(ServedClient client) throws Exception {
    return ServedClient.data(client.get("/api/v1/sessions")).stream()
        .map(session -> session.string("title").orElseThrow())
        .toList();
  }

  @Test
  void a_server_waits_for_a_database_that_comes_later_and_a_lost_commit_counts_once()
      throws Exception {
    try (var model = new FakeModelEndpoint(FakeModelEndpoint.Midway.NOTHING);
        var server = serve(model);
        var client = new ServedClient(server)) {
      server.kill();
      server.end();
      line.takeDown();
      server.startAgain();
      await(() -> said(server, "it is waited for") > 0, "it does not say that it waits");
      line.bringUp();
      assertThat(status(client, "/readyz")).isEqualTo(200);

      var lost = new CountDownLatch(1);
      line.lose("committed and not told", COMMITTED, lost::countDown);
      thenUnavailable(client.send(create(client, "committed and not told")));
      assertThat(lost.getCount()).isZero();
      HttpResponse<String> again = client.send(create(client, "committed and not told"));

      assertThat(again.statusCode()).isEqualTo(201);
      assertThat(titles(client)).containsExactly("committed and not told");
    }
  }

  @Test
  void a_slow_database_makes_turns_slow_and_takes_no_lease_from_them() throws Exception {
    try (var model = new FakeModelEndpoint(FakeModelEndpoint.Midway.NOTHING);
        var server = serve(model);
        var client = new ServedClient(server)) {
      String session = client.session();
      line.delay(Duration.ofMillis(100));

      client.post(session + "/messages", JsonObject.builder().put("content", "hello").build());
      long began = System.nanoTime();
      assertThat(status(client, "/healthz")).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      try (Stream reader = client.follow(session, Optional.of("0"))) {
        assertThat(reader.until("turn.waiting"))
            .filteredOn(Frame::isDurable)
            .extracting(Frame::name)
            .containsOnlyOnce("turn.running", "message.completed");
      }
      assertThat(said(server, "about to run out")).isZero();
      line.delay(Duration.ZERO);
    }
  }
}
