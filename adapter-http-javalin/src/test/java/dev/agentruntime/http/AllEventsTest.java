package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.testkit.FakeChatModel;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AllEventsTest {

  private static final String EVENTS = "/api/v1/events";

  private final Served server = Served.inMemory();

  @AfterEach
  void stop() {
    server.close();
  }

  private SseReader all(String query, UnaryOperator<HttpRequest.Builder> change) {
    return server.stream(EVENTS + query, change);
  }

  @Test
  void one_stream_tells_of_every_session_of_its_owner_and_of_no_other() {
    try (SseReader events = all("", request -> request)) {
      events.until("stream.live");
      String one = server.session("{}");
      server.send(
          HttpRequest.newBuilder(server.uri("/api/v1/sessions"))
              .header("Authorization", "Bearer " + Served.OTHER)
              .POST(HttpRequest.BodyPublishers.noBody()));
      String two = server.session("{}");
      List<SseReader.Frame> first = events.until("session.created");
      List<SseReader.Frame> second = events.until("session.created");
      assertThat(sessionOf(first.getLast())).isEqualTo(one);
      assertThat(sessionOf(second.getLast())).isEqualTo(two);
    }
  }

  private static String sessionOf(SseReader.Frame frame) {
    return "/api/v1/sessions/" + frame.json().string("session_id").orElseThrow();
  }

  @Test
  void a_reader_goes_on_behind_what_it_saw() {
    for (int i = 0; i < 5; i++) {
      server.session("{}");
    }
    var seen = new ArrayList<String>();
    String last = server.get(EVENTS + "?limit=1").json().string("next_cursor").orElseThrow();
    for (int i = 0; i < 4; i++) {
      String from = last;
      try (SseReader events = all("", request -> request.header("Last-Event-ID", from))) {
        SseReader.Frame frame = events.next().orElseThrow();
        last = frame.id().orElseThrow();
        seen.add(sessionOf(frame));
      }
    }
    assertThat(seen).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void a_reader_of_one_kind_gets_nothing_else() {
    server.model().thenReplies("", FakeChatModel.call("execute_command", "{\"command\":\"rm x\"}"));
    try (SseReader inbox = all("?type=approval.*", request -> request)) {
      inbox.until("stream.live");
      String session = server.session("{\"agent\":\"coder\"}");
      server.post(session + "/messages", "{\"content\":\"go\"}");
      assertThat(inbox.next().orElseThrow().name()).isEqualTo("approval.requested");
    }
  }

  @Test
  void a_page_of_one_type_is_filled_with_it() {
    for (int i = 0; i < 3; i++) {
      server.post(server.session("{}") + "/close", "{}");
    }
    JsonObject page = server.get(EVENTS + "?type=session.closed&limit=2").json();
    assertThat(page.array("data")).hasSize(2);
    JsonObject rest =
        server
            .get(
                EVENTS
                    + "?type=session.closed&limit=2&after="
                    + page.string("next_cursor").orElseThrow())
            .json();
    assertThat(rest.array("data")).hasSize(1);
    assertThat(rest.bool("has_more")).contains(false);
  }

  @Test
  void a_cursor_that_is_none_resets_a_stream_and_is_refused_in_a_page() {
    try (SseReader events = all("", request -> request.header("Last-Event-ID", "nonsense"))) {
      assertThat(events.next().orElseThrow().name()).isEqualTo("stream.reset");
      server.session("{}");
      assertThat(events.until("session.created").getLast().name()).isEqualTo("session.created");
    }
    Served.Answer page = server.get(EVENTS + "?after=nonsense");
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.json().array("errors").toString()).contains("after");
  }

  @Test
  void a_position_beyond_the_end_resets_a_sessions_stream() {
    String session = server.session("{}");
    try (SseReader events =
        server.stream(session + "/events", request -> request.header("Last-Event-ID", "4711"))) {
      SseReader.Frame reset = events.next().orElseThrow();
      assertThat(reset.name()).isEqualTo("stream.reset");
      assertThat(server.get(reset.json().string("snapshot").orElseThrow()).status()).isEqualTo(200);
      server.post(session + "/close", "{}");
      assertThat(events.until("session.closed").getLast().id()).contains("2");
    }
  }

  @Test
  void readers_are_told_that_the_server_closes() {
    String session = server.session("{}");
    SseReader one = server.stream(session + "/events", request -> request);
    SseReader all = all("", request -> request);
    one.until("stream.live");
    all.until("stream.live");
    server.api().close();
    assertThat(one.until("stream.closing").getLast().name()).isEqualTo("stream.closing");
    assertThat(all.until("stream.closing").getLast().name()).isEqualTo("stream.closing");
  }
}
