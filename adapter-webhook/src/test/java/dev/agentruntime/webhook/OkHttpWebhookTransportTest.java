package dev.agentruntime.webhook;

import static dev.agentruntime.webhook.Sending.allowing;
import static dev.agentruntime.webhook.Sending.answered;
import static dev.agentruntime.webhook.Sending.awaitEnd;
import static dev.agentruntime.webhook.Sending.leadingTo;
import static dev.agentruntime.webhook.Sending.send;
import static dev.agentruntime.webhook.Sending.threadsTo;
import static dev.agentruntime.webhook.Sending.unreachable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.port.WebhookTransport.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OkHttpWebhookTransportTest {

  private static final WebhookSettings LOOPBACK = allowing("127.0.0.1");

  @Test
  void a_body_arrives_as_it_is_with_its_headers_and_no_more_of_them() throws Exception {
    try (var receiver = Receiver.answering("202 Accepted");
        var transport = new OkHttpWebhookTransport(LOOPBACK)) {
      Result result =
          transport.post(
              receiver.at("127.0.0.1", "/a%2Fb/hook?token=x%20y"),
              Map.of("Content-Type", "application/json", "X-Sign", "t=1,v1=ab"),
              "{\"text\":\"ü\"}".getBytes(UTF_8));

      Receiver.Request request = receiver.request();
      assertThat(result).isEqualTo(answered(202));
      assertThat(request.line()).isEqualTo("POST /a%2Fb/hook?token=x%20y HTTP/1.1");
      assertThat(request.body()).isEqualTo("{\"text\":\"ü\"}");
      assertThat(request.headers())
          .containsExactlyInAnyOrder(
              "Content-Type: application/json",
              "X-Sign: t=1,v1=ab",
              "User-Agent: agent-runtime",
              "Content-Length: 13",
              "Host: 127.0.0.1:" + receiver.port(),
              "Connection: close",
              "Accept-Encoding: identity");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK",
        "202 Accepted",
        "204 No",
        "205 No",
        "400 Bad",
        "401 No",
        "407 Proxy",
        "410 Gone",
        "500 Oh"
      })
  void the_status_is_handed_on(String status) throws Exception {
    try (var receiver = Receiver.answering(status)) {
      assertThat(send(LOOPBACK, receiver.url())).isEqualTo(answered(code(status)));
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void a_receiver_may_ask_to_be_left_alone() throws Exception {
    try (var receiver = Receiver.answering("429 Too Many", "Retry-After: 120")) {
      assertThat(send(LOOPBACK, receiver.url()))
          .isEqualTo(new Result.Answered(429, Optional.of(Duration.ofMinutes(2))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"})
  void a_redirect_is_an_answer_and_not_followed(String status) throws Exception {
    try (var elsewhere = Receiver.answering("200 OK");
        var receiver = Receiver.answering(status, "Location: " + elsewhere.url())) {
      assertThat(sentToTheEnd(receiver)).isEqualTo(answered(code(status)));
      assertThat(receiver.requests()).hasSize(1);
      assertThat(elsewhere.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"408 Request Timeout", "503 Unavailable", "421 Misdirected"})
  void an_answer_that_asks_for_it_again_does_not_get_it(String status) throws Exception {
    try (var receiver = Receiver.answering(status, "Retry-After: 0")) {
      assertThat(sentToTheEnd(receiver))
          .isEqualTo(new Result.Answered(code(status), Optional.of(Duration.ZERO)));
      assertThat(receiver.connections()).isEqualTo(1);
    }
  }

  @Test
  void a_connection_that_breaks_after_the_body_was_sent_is_not_tried_again() throws Exception {
    try (var receiver = Receiver.answering((in, out) -> {})) {
      assertThat(unreachable(sentToTheEnd(receiver)))
          .isEqualTo("hooks.example.com:" + receiver.port() + " broke off, or did not speak http");
      assertThat(receiver.connections()).isEqualTo(1);
    }
  }

  @Test
  void where_one_address_of_a_host_is_down_the_next_is_tried() throws Exception {
    try (var receiver = Receiver.answering("200 OK")) {
      assertThat(
              send(
                  allowing("127.0.0.0/8"),
                  leadingTo("127.0.0.2", "127.0.0.1"),
                  receiver.at("hooks.example.com", "/")))
          .isEqualTo(answered(200));
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void cookies_are_not_kept_and_connections_neither() throws Exception {
    try (var receiver = Receiver.answering("200 OK", "Set-Cookie: a=b; Path=/");
        var transport = new OkHttpWebhookTransport(LOOPBACK)) {
      send(transport, receiver.url());
      send(transport, receiver.url());

      receiver.request();
      assertThat(receiver.request().headers()).noneMatch(line -> line.startsWith("Cookie"));
      assertThat(receiver.connections()).isEqualTo(2);
    }
  }

  @Test
  void proxies_of_the_environment_are_not_used() throws Exception {
    ProxySelector usual = ProxySelector.getDefault();
    try (var proxy = Receiver.answering("200 OK");
        var receiver = Receiver.answering("202 Accepted")) {
      ProxySelector.setDefault(leadingToProxy(proxy));
      assertThat(send(LOOPBACK, receiver.url())).isEqualTo(answered(202));

      receiver.request();
      assertThat(proxy.connections()).isZero();
    } finally {
      ProxySelector.setDefault(usual);
    }
  }

  @Test
  void a_header_that_would_be_two_is_refused_before_anything_is_sent() throws Exception {
    try (var receiver = Receiver.answering("200 OK");
        var transport = new OkHttpWebhookTransport(LOOPBACK)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  transport.post(receiver.url(), Map.of("X-Sign", "a\r\nX-Evil: 1"), new byte[0]));
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void a_target_that_is_refused_as_written_is_refused_when_sent_to() throws Exception {
    try (var transport = new OkHttpWebhookTransport(WebhookSettings.DEFAULT)) {
      URI target = URI.create("ftp://hooks.example.com/");

      assertThat(send(transport, target))
          .isEqualTo(new Result.Forbidden(transport.refusal(target).orElseThrow()));
    }
  }

  private static ProxySelector leadingToProxy(Receiver proxy) {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return List.of(
            new Proxy(
                Proxy.Type.HTTP,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())));
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException e) {}
    };
  }

  /** To a host of two addresses; back when the client is done with it, whatever it still does. */
  private static Result sentToTheEnd(Receiver receiver) throws InterruptedException {
    var names = leadingTo("127.0.0.1", "127.0.0.1");
    try (var transport = new OkHttpWebhookTransport(LOOPBACK, names)) {
      Result result = send(transport, receiver.at("hooks.example.com", "/hook"));
      awaitEnd(threadsTo(receiver));
      return result;
    }
  }

  private static int code(String status) {
    return Integer.parseInt(status.substring(0, 3));
  }
}
