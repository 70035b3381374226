package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.testkit.FakeChatModel;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever follows a session that is deleted is not left waiting. */
@Timeout(60)
class DeletedSessionTest {

  private final InMemoryPersistence store = new InMemoryPersistence();
  private final Served server = Served.over(store);
  private final Served other = Served.over(store);

  @AfterEach
  void stop() {
    other.close();
    server.close();
  }

  private void delete(String session) {
    assertThat(server.send(server.request(session).DELETE()).status()).isEqualTo(204);
  }

  private static void assertEnded(List<SseReader.Frame> frames) {
    assertThat(frames)
        .extracting(SseReader.Frame::name)
        .endsWith("session.deleted", "stream.closing");
    assertThat(frames.getLast().json().string("reason")).contains("session_deleted");
  }

  @Test
  void the_streams_of_a_deleted_session_end_on_every_instance() {
    String session = server.session("{}");
    try (SseReader here = server.stream(session + "/events", request -> request);
        SseReader elsewhere = other.stream(session + "/events", request -> request)) {
      here.until("stream.live");
      elsewhere.until("stream.live");
      delete(session);
      assertEnded(here.all());
      assertEnded(elsewhere.all());
    }
    assertThat(server.get(session + "/events").status()).isEqualTo(404);
  }

  @Test
  void a_stream_ends_too_when_the_deleted_session_had_an_open_turn() {
    server.model().thenReplies("", FakeChatModel.call("execute_command", "{\"command\":\"make\"}"));
    String session = server.session("{\"agent\":\"coder\"}");
    server.post(session + "/messages", "{\"content\":\"go\"}");
    try (SseReader events = server.stream(session + "/events", request -> request)) {
      events.until("turn.waiting");
      delete(session);
      assertEnded(events.all());
    }
  }

  @Test
  void the_stream_of_all_sessions_goes_on_without_the_deleted_one() {
    String session = server.session("{}");
    try (SseReader all = server.stream("/api/v1/events", request -> request)) {
      all.until("stream.live");
      delete(session);
      all.until("session.deleted");
      server.session("{}");
      assertThat(all.next().orElseThrow().name()).isEqualTo("session.created");
    }
  }

  @Test
  void a_stream_that_ends_because_the_server_stops_says_so() {
    String session = server.session("{}");
    SseReader reader = server.stream(session + "/events", HttpRequest.Builder::copy);
    reader.until("stream.live");
    server.api().close();
    assertThat(reader.all().getLast().json().string("reason")).contains("server_stopping");
  }
}
