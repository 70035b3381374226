package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.bootstrap.ServedClient.Frame;
import dev.agentruntime.bootstrap.ServedClient.Stream;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Invariants;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server that is told to stop in the midst of its work. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class StoppedServerTest {

  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** More than all buffers between the server and who does not read. */
  private static final int LARGE = 7_000_000;

  @TempDir private Path home;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void release() {
    released.countDown();
  }

  /** The first reply stops in its middle until the test lets it go on. */
  private void hold(List<JsonObject> conversation) throws InterruptedException {
    asked.countDown();
    released.await();
  }

  private static JsonObject message(String text) {
    return JsonObject.builder().put("content", text).build();
  }

  @Test
  void a_busy_server_stops_in_time_and_its_turn_goes_on_after_the_next_start() throws Exception {
    try (var model = new FakeModelEndpoint(this::hold);
        var server = ServedProgram.start(home, model, Map.of());
        var client = new ServedClient(server)) {
      String session = client.session();
      client.post(session + "/messages", message("x".repeat(LARGE)));
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      try (Stream reader = client.follow(session, Optional.of("1"));
          Stream inbox = client.openAll();
          Socket idle = connect(server.address(), events(session));
          Socket slow = connect(server.address(), halfARequest())) {
        reader.until("message.snapshot");
        assertThat(idle.getInputStream().read()).isEqualTo('H');
        long told = System.nanoTime();
        server.terminate();

        assertThat(reader.rest()).extracting(Frame::name).last().isEqualTo("stream.closing");
        assertThat(inbox.rest()).extracting(Frame::name).last().isEqualTo("stream.closing");
        // The one who does not read is still waited for.
        HttpResponse<String> ready = client.send(client.request("/readyz").build());
        assertThat(ready.statusCode()).isEqualTo(503);
        HttpResponse<String> late =
            client.send(
                client.request(session + "/events").header("Accept", "text/event-stream").build());
        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.headers().firstValue("Retry-After")).isPresent();
        assertThat(server.end()).as("%s", server.said()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(LONGEST);
        assertThat(new String(slow.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
            .as("the answer to half a request")
            .isEqualTo("HTTP/1.1 503");
      }
      assertThat(server.said()).doesNotContain("not everything came to its end in time");
      SessionId id = id(session);
      try (Persistence store = server.store()) {
        assertThat(free(store)).as("sessions that wait for a process").containsExactly(id);
      }

      released.countDown();
      server.restart();
      try (Stream reader = client.follow(session, Optional.empty())) {
        assertThat(reader.until("turn.waiting"))
            .filteredOn(Frame::isDurable)
            .extracting(Frame::name)
            .containsExactly(
                "session.created",
                "session.updated",
                "turn.started",
                "session.message.added",
                "turn.running",
                // What was told of the reply that was broken off.
                "message.discarded",
                "turn.running",
                "llm.request.completed",
                "message.completed",
                "tool.call.proposed",
                "tool.execution.requested",
                "turn.waiting");
      }
      assertThat(ServedClient.data(client.get("/api/v1/sessions"))).hasSize(1);
      server.terminate();
      assertThat(server.end()).isZero();
      try (Persistence store = server.store()) {
        Invariants.check(store, id);
      }
    }
  }

  @Test
  void a_server_that_cannot_come_to_its_end_leaves_in_time_and_its_turn_goes_on() throws Exception {
    try (var model = new FakeModelEndpoint(this::hold);
        var server = ServedProgram.start(home, model, Map.of());
        var client = new ServedClient(server)) {
      String session = client.session();
      client.post(session + "/messages", message("hello"));
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      try (Connection other = DriverManager.getConnection("jdbc:" + server.database());
          Statement statement = other.createStatement()) {
        // What the turn and its lease have to write waits behind this.
        statement.execute("BEGIN IMMEDIATE");
        long told = System.nanoTime();
        server.terminate();
        assertThat(server.end()).as("%s", server.said()).isEqualTo(3);
        // It waits for as long as it may; a busy machine takes its time to end it then.
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(LONGEST.plusSeconds(5));
        statement.execute("ROLLBACK");
      }
      assertThat(server.said())
          .anyMatch(line -> line.contains("not everything came to its end in time"));

      released.countDown();
      server.restart();
      try (Stream reader = client.follow(session, Optional.empty())) {
        assertThat(reader.until("turn.waiting"))
            .extracting(Frame::name)
            .contains("message.completed", "tool.execution.requested");
      }
      server.terminate();
      assertThat(server.end()).isZero();
      try (Persistence store = server.store()) {
        Invariants.check(store, id(session));
      }
    }
  }

  private static SessionId id(String session) {
    return SessionId.parse(session.substring(session.lastIndexOf('/') + 1));
  }

  /** Those whose lease nobody has, not even a dead process. */
  private static List<SessionId> free(Persistence store) {
    return store.inTransaction(
        work ->
            work.leases()
                .claimable(RunnerFilter.onHost(LocalProcess.hostName()), 10, owner -> false));
  }

  private static Socket connect(URI server, String text) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String events(String session) {
    return head("GET", session + "/events", "Accept: text/event-stream\r\n");
  }

  private static String halfARequest() {
    return head(
            "POST", "/api/v1/sessions", "Content-Type: application/json\r\nContent-Length: 99\r\n")
        + "{\"title\":";
  }

  private static String head(String method, String path, String headers) {
    return "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n"
        .formatted(method, path, ServedProgram.KEY, headers);
  }
}
