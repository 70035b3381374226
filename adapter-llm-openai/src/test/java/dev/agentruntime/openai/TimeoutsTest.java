package dev.agentruntime.openai;

import static dev.agentruntime.openai.Streams.FINISH;
import static dev.agentruntime.openai.Streams.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.openai.OpenAiSettings.Endpoint;
import dev.agentruntime.openai.OpenAiSettings.Timeouts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TimeoutsTest {

  /** Loading classes takes longer than the timeouts here. */
  @BeforeAll
  static void load() throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.stream(Streams.complete("loaded")))) {
      Talk.replied(Talk.ask(endpoint));
    }
  }

  @Test
  void no_first_byte_is_a_timeout_by_that_name() throws Exception {
    assertThat(failure(FakeEndpoint.silence(), Talk.seconds(0.2, 5, 20), FailureKind.TIMEOUT))
        .contains("first-byte timeout of 200 ms");
    assertThat(failure(FakeEndpoint.stuck(""), Talk.seconds(0.2, 5, 20), FailureKind.TIMEOUT))
        .contains("first-byte timeout of 200 ms");
  }

  @Test
  void a_stream_that_stalls_is_a_timeout_by_that_name() throws Exception {
    Timeouts timeouts = Talk.seconds(20, 0.2, 20);

    assertThat(failure(FakeEndpoint.stuck(": hello\n\n"), timeouts, FailureKind.TIMEOUT))
        .contains("idle timeout of 200 ms");
    assertThat(failure(FakeEndpoint.stuck(says("half")), timeouts, FailureKind.CUT))
        .contains("idle timeout of 200 ms")
        .contains("after part of it was shown");
  }

  @Test
  void a_stream_without_end_is_a_timeout_by_that_name() throws Exception {
    Timeouts timeouts = Talk.seconds(5, 5, 0.3);

    assertThat(failure(FakeEndpoint.endless(": alive\n\n"), timeouts, FailureKind.TIMEOUT))
        .contains("whole-call timeout of 300 ms");
    assertThat(failure(FakeEndpoint.endless(says("x")), timeouts, FailureKind.CUT))
        .contains("whole-call timeout of 300 ms");
  }

  @Test
  void the_whole_call_timeout_counts_all_tries_and_ends_them() throws Exception {
    try (var endpoint =
        FakeEndpoint.playing(
            FakeEndpoint.silence(), FakeEndpoint.silence(), FakeEndpoint.silence())) {
      OpenAiSettings settings =
          Talk.settings(endpoint)
              .withTimeouts(Talk.seconds(0.4, 5, 0.6))
              .withRetries(Talk.retries(9, 1000));

      assertThat(Talk.failed(Talk.ask(settings), FailureKind.TIMEOUT)).contains("whole-call");
      assertThat(endpoint.requests()).hasSize(2);
    }
  }

  @Test
  void a_finished_reply_is_kept_when_its_stream_stalls() throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.stuck(says("a") + FINISH))) {
      OpenAiSettings settings = Talk.settings(endpoint).withTimeouts(Talk.seconds(5, 0.2, 20));
      assertThat(Talk.replied(Talk.ask(settings)).text()).isEqualTo("a");
    }
  }

  /** A listener whose queue is full drops further requests to connect. */
  @Test
  void a_connection_that_does_not_come_about_is_a_timeout_by_that_name() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> queued = fillQueue(listener);
      var settings =
          OpenAiSettings.of(
                  Endpoint.of("http://127.0.0.1:" + listener.getLocalPort(), Talk.KEY), "m")
              .withRetries(Talk.retries(0, 1000))
              .withTimeouts(
                  new Timeouts(
                      Duration.ofMillis(300),
                      Duration.ofSeconds(20),
                      Duration.ofSeconds(20),
                      Duration.ofSeconds(20)));
      assertThat(Talk.failed(Talk.ask(settings), FailureKind.TIMEOUT))
          .contains("connect timeout of 300 ms");
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  private static List<Socket> fillQueue(ServerSocket listener) throws Exception {
    var queued = new ArrayList<Socket>();
    var address = new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    while (true) {
      var socket = new Socket();
      try {
        socket.connect(address, 200);
        queued.add(socket);
      } catch (SocketTimeoutException e) {
        socket.close();
        return queued;
      }
    }
  }

  private static String failure(FakeEndpoint.Answer answer, Timeouts timeouts, FailureKind kind)
      throws Exception {
    try (var endpoint = FakeEndpoint.playing(answer)) {
      return Talk.failed(Talk.ask(Talk.settings(endpoint).withTimeouts(timeouts)), kind);
    }
  }
}
