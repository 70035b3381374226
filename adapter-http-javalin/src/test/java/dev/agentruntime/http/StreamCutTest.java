package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.query.ReadEvents;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.FakeChatModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader whose connection breaks again and again. */
@Timeout(120)
class StreamCutTest {

  private static final int CUTS = 1000;
  private static final long SEED = 20261129;
  private static final int PIECES = 12;

  /** A stream that is silent for so long while no turn is taken has told what there is. */
  private static final int QUIET_MILLIS = 5;

  private static final Owner US = new Owner("us");

  private final Served server = Served.unlimited();
  private final AtomicBoolean enough = new AtomicBoolean();

  /** Turns that may be taken, so that the session is busy and the reader still keeps up with it. */
  private final Semaphore turns = new Semaphore(0);

  /** Those of them that are not over. */
  private final AtomicInteger due = new AtomicInteger();

  @AfterEach
  void stop() {
    end();
    server.close();
  }

  private void end() {
    enough.set(true);
    turns.release();
  }

  /** A session in which something happens as long as somebody reads. */
  private CompletableFuture<Void> talk(SessionId session) {
    return CompletableFuture.runAsync(
            () -> {
              turns.acquireUninterruptibly();
              while (!enough.get()) {
                server.model().then(StreamCutTest::tell);
                server
                    .runtime()
                    .send(new SendMessage(US, session, "more", Optional.empty(), IfBusy.REJECT));
                server.runtime().settled(session).join();
                due.decrementAndGet();
                turns.acquireUninterruptibly();
              }
            },
            Thread::startVirtualThread)
        // Whoever waits for a turn would wait for ever.
        .whenComplete((done, failure) -> due.set(0));
  }

  private static ChatModel.Outcome tell(ChatModel.Request request, ChatModel.DeltaSink deltas) {
    var text = new StringBuilder();
    for (int i = 0; i < PIECES; i++) {
      String piece = "piece " + i + " of \"" + request.ordinal() + "\"\r\n\n: \u2028 id: 7\n\n";
      text.append(piece);
      deltas.text(piece);
    }
    return new ChatModel.Outcome.Replied(FakeChatModel.reply(text.toString()));
  }

  @Test
  void a_connection_cut_at_a_thousand_random_points_loses_and_repeats_nothing() throws Exception {
    String path = server.session("{\"agent\":\"coder\"}");
    SessionId session = SessionId.parse(path.substring(path.lastIndexOf('/') + 1));
    CompletableFuture<Void> talker = talk(session);
    var random = new Random(SEED);
    var seen = new ArrayList<SseReader.Frame>();
    for (int cut = 0; cut < CUTS && !talker.isDone(); cut++) {
      due.incrementAndGet();
      turns.release();
      seen.addAll(readSome(path + "/events", lastId(seen), 1 + random.nextInt(6000)));
    }
    end();
    talker.join();
    List<RecordedEvent> log = log(session);
    while (Long.parseLong(lastId(seen).orElse("0")) < log.size()) {
      seen.addAll(readSome(path + "/events", lastId(seen), 100_000));
    }

    assertThat(seen.stream().map(frame -> frame.id().orElseThrow()).toList())
        .isEqualTo(log.stream().map(event -> Long.toString(event.position())).toList());
    assertThat(seen.stream().map(SseReader.Frame::json).toList())
        .isEqualTo(log.stream().map(EventBody::of).toList());
  }

  private List<RecordedEvent> log(SessionId session) {
    var log = new ArrayList<RecordedEvent>();
    List<RecordedEvent> page = server.runtime().read(new ReadEvents(US, session, 0, 1000));
    while (!page.isEmpty()) {
      log.addAll(page);
      page = server.runtime().read(new ReadEvents(US, session, page.getLast().position(), 1000));
    }
    return log;
  }

  private static Optional<String> lastId(List<SseReader.Frame> seen) {
    return seen.isEmpty() ? Optional.empty() : seen.getLast().id();
  }

  /** Reads that many bytes of the stream at the most, then breaks off; the whole events in them. */
  private List<SseReader.Frame> readSome(String path, Optional<String> lastId, int bytes)
      throws IOException {
    URI uri = server.uri(path);
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(QUIET_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n%s\r\n"
                  .formatted(
                      path,
                      Served.KEY,
                      lastId.map(id -> "Last-Event-ID: " + id + "\r\n").orElse(""))
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] answer = read(socket.getInputStream(), bytes);
      assertThat("HTTP/1.1 200 OK\r\n").startsWith(firstLine(answer));
      return durable(events(answer));
    }
  }

  private static String firstLine(byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    return text.substring(0, Math.min(text.length(), "HTTP/1.1 200 OK\r\n".length()));
  }

  private byte[] read(InputStream in, int most) throws IOException {
    var got = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    boolean more = true;
    while (more && got.size() < most) {
      boolean waits = due.get() > 0;
      try {
        int count = in.read(buffer, 0, Math.min(buffer.length, most - got.size()));
        got.write(buffer, 0, Math.max(0, count));
        more = count > 0;
      } catch (SocketTimeoutException quiet) {
        more = waits;
      }
    }
    return got.toByteArray();
  }

  /** Takes the chunks of HTTP/1.1 off and parses what is whole; pieces must add up to replies. */
  private static List<SseReader.Frame> events(byte[] answer) {
    var frames = new ArrayList<SseReader.Frame>();
    var reader = SseReader.over(Chunks.body(answer));
    var said = new StringBuilder();
    for (Optional<SseReader.Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
      SseReader.Frame frame = next.get();
      switch (frame.name()) {
        case "message.snapshot", "message.delta" ->
            said.append(frame.json().string("text").orElseThrow());
        case "message.completed" -> {
          if (!said.isEmpty()) {
            assertThat(said.toString()).isEqualTo(text(frame));
          }
          said.setLength(0);
        }
        default -> {}
      }
      frames.add(frame);
    }
    return frames;
  }

  private static String text(SseReader.Frame completed) {
    return completed
        .json()
        .object("data")
        .flatMap(data -> data.object("message"))
        .flatMap(reply -> reply.string("text"))
        .orElseThrow();
  }

  private static List<SseReader.Frame> durable(List<SseReader.Frame> frames) {
    return frames.stream().filter(frame -> frame.id().isPresent()).toList();
  }
}
