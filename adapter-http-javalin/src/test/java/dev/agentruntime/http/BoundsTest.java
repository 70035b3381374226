package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundsTest {

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration HEARTBEAT = Duration.ofMillis(100);

  private final Served server =
      Served.inMemory(
          new HttpSettings(
              "127.0.0.1",
              0,
              false,
              HttpSettings.Guards.NONE,
              new HttpSettings.Bounds(10_000, 4096, 100, 1, 1000, 1000, PATIENCE, HEARTBEAT)));

  @AfterEach
  void stop() {
    server.close();
  }

  private Socket connect() throws IOException {
    URI uri = server.uri("/");
    var socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Sends a byte whenever the server had the time to read the one before, until it is closed. */
  private static boolean isCutOffWhileTrickling(Socket socket, String endless) {
    try {
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      for (int i = 0; System.nanoTime() < deadline; i++) {
        send(socket, endless.substring(i % endless.length(), i % endless.length() + 1));
        socket.setSoTimeout(50);
        if (isOver(socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  private static boolean isOver(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException nothing) {
      return false;
    }
  }

  @Test
  void a_request_whose_head_never_ends_is_cut_off() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\nX: ");
      assertThat(isCutOffWhileTrickling(socket, "a")).isTrue();
    }
  }

  @Test
  void a_body_that_never_ends_is_cut_off() throws IOException {
    try (Socket socket = connect()) {
      send(
          socket,
          "POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
              + Served.KEY
              + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(isCutOffWhileTrickling(socket, "1\r\n \r\n")).isTrue();
    }
  }

  @Test
  void a_stream_whose_reader_says_nothing_lasts_longer_than_a_request() throws Exception {
    String session = server.session("{}");
    try (SseReader events = server.stream(session + "/events", request -> request)) {
      events.until("stream.live");
      // Several times the patience with requests; the reader says nothing all the while.
      events.awaitComments(10);
      server.post(session + "/close", "{}");
      assertThat(events.until("session.closed").getLast().name()).isEqualTo("session.closed");
    }
  }

  @Test
  void a_heartbeat_comes_before_the_patience_is_over() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpSettings.Bounds(1, 1, 1, 1, 1, 1, HEARTBEAT, HEARTBEAT))
        .withMessageContaining("heartbeat");
  }

  @Test
  void a_body_that_is_too_large_is_refused() {
    Served.Answer answer =
        server.post("/api/v1/sessions", "{\"title\":\"" + "x".repeat(10_000) + "\"}");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().string("code")).contains("payload_too_large");
  }

  @Test
  void headers_that_are_too_large_are_refused_with_a_problem() {
    Served.Answer answer =
        server.send(server.request("/api/v1/sessions").header("X-Long", "x".repeat(5000)));
    assertThat(answer.status()).isEqualTo(431);
    assertThat(answer.json().string("code")).contains("headers_too_large");
  }

  @Test
  void a_key_has_a_bounded_number_of_streams() {
    String session = server.session("{}");
    try (SseReader first = server.stream(session + "/events", request -> request)) {
      first.until("stream.live");
      Served.Answer second =
          server.send(
              server.request(session + "/events").header("Accept", "text/event-stream").GET());
      assertThat(second.status()).isEqualTo(429);
      assertThat(second.json().string("code")).contains("too_many_streams");
      assertThat(second.header("Retry-After")).isPresent();
    }
  }

  @Test
  void stopping_waits_for_no_connection_that_is_silent() throws IOException {
    try (Socket kept = connect()) {
      send(kept, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(kept.getInputStream().read()).isEqualTo('H');
      long began = System.nanoTime();
      server.api().close();
      // Jetty itself would wait a second.
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(900));
    }
  }

  /** More than the buffers of both sides of a connection hold. */
  private static final int MORE_THAN_BUFFERS = 16 * 1024 * 1024;

  @Test
  void a_reader_that_does_not_read_is_cut_off_and_gives_its_place_back() throws IOException {
    String path = server.session("{\"agent\":\"coder\"}");
    SessionId session = SessionId.parse(path.substring(path.lastIndexOf('/') + 1));
    try (var stalled = new Socket()) {
      stalled.setReceiveBufferSize(4096);
      stalled.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.uri("/").getPort()));
      send(
          stalled,
          "GET %s/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n\r\n"
              .formatted(path, Served.KEY));
      assertThat(stalled.getInputStream().read()).isEqualTo('H');
      String text = "x".repeat(1024 * 1024);
      for (int sent = 0; sent < MORE_THAN_BUFFERS; sent += text.length()) {
        server
            .runtime()
            .send(
                new SendMessage(
                    new Owner("us"), session, text, Optional.empty(), IfBusy.INTERRUPT));
      }
      try (var http = new RawHttp(server.uri("/"))) {
        RawHttp.Request another =
            RawHttp.Request.of(
                "HEAD",
                path + "/events",
                List.of(
                    "Host: localhost",
                    "Authorization: Bearer " + Served.KEY,
                    "Accept: text/event-stream"));
        int status = http.send(another).status();
        while (status == 429) {
          status = http.send(another).status();
        }
        assertThat(status).isEqualTo(200);
      }
    }
  }

  @Test
  void an_encoded_body_is_not_decoded() {
    Served.Answer answer =
        server.send(
            server
                .request("/api/v1/sessions")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(answer.status()).isEqualTo(415);
  }
}
