package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.bootstrap.ServedClient.Frame;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Invariants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Two clients of a server that is killed again and again, and a receiver of its webhooks: one talks
 * and executes what it is asked to, the other reads, and its connection is cut at random points
 * too. Each repeats what it does not know to have arrived, as docs/http.md says.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
class KilledServerTest {

  /** Of a build; checks/killed-server has fifty. */
  private static final int KILLS = Integer.getInteger("server.kills", 10);

  private static final int MOST_CUTS_BETWEEN = 8;
  private static final int MOST_BYTES = 6000;
  private static final long SEED = 20261129;

  @TempDir private Path home;
  private final AtomicBoolean enough = new AtomicBoolean();
  private final List<String> told = new ArrayList<>();

  @Test
  void a_stream_cut_by_kills_of_the_server_loses_and_repeats_nothing() throws Exception {
    try (var model = new FakeModelEndpoint(FakeModelEndpoint.Midway.NOTHING);
        var server =
            ServedProgram.start(
                home,
                model,
                Map.of(
                    "LOG_LEVEL", "warn",
                    "SERVER_REQUESTS_PER_MINUTE", "1000000",
                    "SERVER_WEBHOOK_TARGETS", "127.0.0.1"));
        var receiver = new LoopbackReceiver();
        var client = new ServedClient(server)) {
      receiver.trusts(client.webhook(receiver.url()));
      String session = client.session();
      // Nobody reads on where nobody talks.
      CompletableFuture<Void> talk =
          CompletableFuture.runAsync(() -> talk(client, session))
              .whenComplete((done, failure) -> enough(failure, client));
      List<Frame> seen = read(server, client, session);
      enough.set(true);
      talk.join();
      List<JsonObject> log = client.log(session);
      seen.addAll(readOn(client, session, seen, log.size()));

      assertThat(seen.stream().map(frame -> frame.id().orElseThrow()).toList())
          .isEqualTo(log.stream().map(KilledServerTest::position).toList());
      assertThat(seen.stream().map(Frame::data).toList()).isEqualTo(log);
      assertThat(log.stream().filter(event -> isOf(event, "session.message.added")).toList())
          .hasSameSizeAs(told);
      assertThat(receiver.missing(log.stream().map(KilledServerTest::id).toList()))
          .as("what was committed before a kill is sent all the same")
          .isEmpty();
      assertThat(receiver.wrong()).isZero();
      server.terminate();
      server.end();
      check(server, session);
    }
  }

  private static String id(JsonObject event) {
    return event.string("event_id").orElseThrow();
  }

  private static void enough(@Nullable Throwable failure, ServedClient client) {
    if (failure != null) {
      failure.printStackTrace();
      client.close();
    }
  }

  private static String position(JsonObject event) {
    return event.integer("position").orElseThrow().toString();
  }

  private static boolean isOf(JsonObject event, String type) {
    return event.string("type").orElseThrow().equals(type);
  }

  /** Reads while connections are cut and the server is killed; the durable frames. */
  private static List<Frame> read(ServedProgram server, ServedClient client, String session)
      throws IOException, InterruptedException {
    var random = new Random(SEED);
    var seen = new ArrayList<Frame>();
    int cuts = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      for (int left = random.nextInt(MOST_CUTS_BETWEEN); left >= 0; left--) {
        try (ServedClient.Stream stream = client.follow(session, lastId(seen))) {
          stream.read(1 + random.nextInt(MOST_BYTES));
          if (left == 0) {
            server.killAndRestart();
            stream.readToTheBreak();
          }
          seen.addAll(durable(stream.frames()));
          cuts++;
        }
      }
    }
    System.out.println(
        cuts + " cuts, " + KILLS + " of them by killing the server, " + seen.size() + " events");
    return seen;
  }

  private static List<Frame> readOn(ServedClient client, String session, List<Frame> seen, int last)
      throws IOException, InterruptedException {
    var more = new ArrayList<Frame>();
    if (seen.size() < last) {
      try (ServedClient.Stream stream = client.follow(session, lastId(seen))) {
        more.addAll(durable(stream.until("stream.live")));
      }
    }
    return more;
  }

  private static Optional<String> lastId(List<Frame> seen) {
    return seen.isEmpty() ? Optional.empty() : seen.getLast().id();
  }

  /** Those that have an id; the pieces between them must add up to replies. */
  private static List<Frame> durable(List<Frame> frames) {
    var said = new StringBuilder();
    for (Frame frame : frames) {
      switch (frame.name()) {
        case "message.snapshot", "message.delta" -> said.append(text(frame.data()));
        case "message.completed" -> {
          if (!said.isEmpty()) {
            assertThat(said.toString())
                .isEqualTo(
                    text(
                        frame
                            .data()
                            .object("data")
                            .flatMap(data -> data.object("message"))
                            .orElseThrow()));
          }
          said.setLength(0);
        }
        default -> {}
      }
    }
    return frames.stream().filter(Frame::isDurable).toList();
  }

  private static String text(JsonObject of) {
    return of.string("text").orElseThrow();
  }

  /** Says something, executes what is asked for, and says the next when the turn is over. */
  private void talk(ServedClient client, String session) {
    try {
      while (!enough.get()) {
        String message = "message-" + told.size();
        told.add(message);
        Optional<JsonObject> asked =
            asked(
                untilItWaits(
                    client,
                    session + "/messages",
                    JsonObject.builder()
                        .put("content", message)
                        .put("client_message_id", message)
                        .build()));
        while (asked.isPresent()) {
          asked = asked(untilItWaits(client, session + "/tool-results", result(asked.get())));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a request until its whole answer came; whatever is repeated has an effect once. */
  private static List<Frame> untilItWaits(ServedClient client, String path, JsonObject body)
      throws InterruptedException {
    Optional<List<Frame>> answer = attempt(client, path, body);
    while (answer.isEmpty()) {
      // Waits until the server is there again.
      answer = attempt(client, path, body);
    }
    return answer.get();
  }

  private static Optional<List<Frame>> attempt(ServedClient client, String path, JsonObject body)
      throws InterruptedException {
    try (ServedClient.Stream stream = client.open(path, body)) {
      return Optional.of(stream.rest());
    } catch (IOException broken) {
      return Optional.empty();
    }
  }

  /** What the client has to execute, if the turn waits for that. */
  private static Optional<JsonObject> asked(List<Frame> frames) {
    Frame last = frames.stream().filter(Frame::isDurable).reduce((a, b) -> b).orElseThrow();
    if (last.name().equals("turn.completed")) {
      return Optional.empty();
    }
    assertThat(last.name()).as("how a turn rests, behind %s", frames).isEqualTo("turn.waiting");
    return frames.reversed().stream()
        .filter(frame -> frame.name().equals("tool.execution.requested"))
        .findFirst()
        .flatMap(frame -> frame.data().object("data"));
  }

  private static JsonObject result(JsonObject asked) {
    return JsonObject.builder()
        .put("call_id", asked.string("call_id").orElseThrow())
        .put("digest", asked.string("digest").orElseThrow())
        .put("result", "a file")
        .build();
  }

  /** What must hold of the rows and the log once nobody writes any more. */
  private static void check(ServedProgram server, String session) {
    try (Persistence store = server.store()) {
      Invariants.check(store, SessionId.parse(session.substring(session.lastIndexOf('/') + 1)));
    }
  }
}
