package dev.agentruntime.webhook;

import static dev.agentruntime.webhook.Sending.allowing;
import static dev.agentruntime.webhook.Sending.answered;
import static dev.agentruntime.webhook.Sending.impatient;
import static dev.agentruntime.webhook.Sending.leadingTo;
import static dev.agentruntime.webhook.Sending.send;
import static dev.agentruntime.webhook.Sending.unreachable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class UnreachableTest {

  private static final WebhookSettings LOOPBACK = allowing("127.0.0.1");

  @Test
  void a_port_that_nobody_listens_on_refuses() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThat(
            unreachable(send(LOOPBACK, URI.create("http://127.0.0.1:" + port + "/secret?secret"))))
        .isEqualTo(
            "127.0.0.1:"
                + port
                + " refused the connection: nothing listens there, or it cannot be reached");
  }

  @Test
  void a_host_that_no_name_server_knows_is_unknown() throws Exception {
    Dns nobody =
        host -> {
          throw new UnknownHostException(host + ": internals");
        };
    URI target = URI.create("https://hooks.example.com/secret?secret");

    assertThat(unreachable(send(LOOPBACK, nobody, target)))
        .isEqualTo(
            "the host hooks.example.com:443 is not known: check its name, or the name server");
  }

  @Test
  void a_receiver_that_says_nothing_is_waited_for_until_the_timeout() throws Exception {
    try (var receiver = Receiver.answering(Receiver.silence())) {
      assertThat(unreachable(send(impatient("127.0.0.1"), receiver.url())))
          .isEqualTo("127.0.0.1:" + receiver.port() + " timed out: no answer within 200 ms");
      receiver.awaitEnd();
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void a_receiver_that_does_not_end_its_headers_is_waited_for_until_the_timeout() throws Exception {
    Receiver.Answer half =
        (in, out) -> {
          out.write("HTTP/1.1 200 OK\r\nX-Half: ".getBytes(UTF_8));
          Receiver.silence().play(in, out);
        };
    try (var receiver = Receiver.answering(half)) {
      assertThat(unreachable(send(impatient("127.0.0.1"), receiver.url()))).contains("timed out");
      receiver.awaitEnd();
    }
  }

  @Test
  void a_name_server_that_says_nothing_is_waited_for_until_the_timeout() throws Exception {
    var closed = new CountDownLatch(1);
    Dns silent =
        host -> {
          try {
            closed.await();
          } catch (InterruptedException e) {
            throw (UnknownHostException) new UnknownHostException(host).initCause(e);
          }
          return leadingTo("127.0.0.1").lookup(host);
        };
    try (var receiver = Receiver.answering("200 OK")) {
      assertThat(
              unreachable(
                  send(impatient("127.0.0.1"), silent, receiver.at("hooks.example.com", "/"))))
          .contains("timed out");
      closed.countDown();
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void endless_headers_are_not_read_to_their_end() throws Exception {
    String line = "X-Long: " + "x".repeat(8000) + "\r\n";
    try (var receiver = Receiver.answering(Receiver.endless("HTTP/1.1 200 OK\r\n", line))) {
      assertThat(unreachable(send(LOOPBACK, receiver.url()))).contains("did not speak http");
      receiver.awaitEnd();
    }
  }

  @Test
  void one_endless_header_is_not_read_to_its_end() throws Exception {
    try (var receiver =
        Receiver.answering(Receiver.endless("HTTP/1.1 200 OK\r\nX: ", "x".repeat(8000)))) {
      assertThat(unreachable(send(LOOPBACK, receiver.url()))).contains("did not speak http");
      receiver.awaitEnd();
    }
  }

  @Test
  void what_is_no_http_is_told() throws Exception {
    try (var receiver = Receiver.answering(Receiver.endless("220 mail.example.com\r\n", "x"))) {
      assertThat(unreachable(send(LOOPBACK, receiver.url())))
          .isEqualTo("127.0.0.1:" + receiver.port() + " broke off, or did not speak http");
    }
  }

  @Test
  void an_endless_body_is_not_read_to_its_end() throws Exception {
    String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    for (String head :
        new String[] {
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
          "HTTP/1.1 200 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 9000000000000\r\n\r\n"
        }) {
      try (var receiver = Receiver.answering(Receiver.endless(head, chunk));
          var transport = new OkHttpWebhookTransport(LOOPBACK)) {
        assertThat(send(transport, receiver.url())).isEqualTo(answered(200));
        receiver.awaitEnd();
      }
    }
  }

  /** What the system keeps for a reader that does not read is some megabytes. */
  @Test
  void of_a_fast_endless_body_little_is_taken() throws Exception {
    var taken = new AtomicLong();
    byte[] piece = new byte[1 << 16];
    Receiver.Answer flood =
        (in, out) -> {
          out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
          while (true) {
            out.write(piece);
            taken.addAndGet(piece.length);
          }
        };
    try (var receiver = Receiver.answering(flood);
        var transport = new OkHttpWebhookTransport(LOOPBACK)) {
      assertThat(send(transport, receiver.url())).isEqualTo(answered(200));
      receiver.awaitEnd();
      assertThat(taken.get()).isLessThan(64 << 20);
    }
  }

  @Test
  void a_body_that_does_not_come_is_not_waited_for() throws Exception {
    Receiver.Answer stalled =
        (in, out) -> {
          Receiver.text("200 OK").play(in, out);
          Receiver.silence().play(in, out);
        };
    Receiver.Answer never =
        (in, out) -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".getBytes(UTF_8));
          Receiver.silence().play(in, out);
        };
    for (Receiver.Answer answer : new Receiver.Answer[] {stalled, never}) {
      try (var receiver = Receiver.answering(answer);
          var transport = new OkHttpWebhookTransport(LOOPBACK)) {
        assertThat(send(transport, receiver.url())).isEqualTo(answered(200));
        receiver.awaitEnd();
      }
    }
  }

  @Test
  void every_failure_is_told_by_host_and_port_and_in_own_words() {
    HttpUrl url = HttpUrl.get("https://[2001:db8::1]:8443/secret?secret");
    var failures = new Failures(LOOPBACK);

    assertThat(failures.of(new SocketTimeoutException("internals"), url))
        .isEqualTo("[2001:db8::1]:8443 timed out: no connection within 10 s");
    assertThat(failures.of(new NoRouteToHostException("internals"), url))
        .isEqualTo("no network leads to [2001:db8::1]:8443");
    for (IOException failure :
        new IOException[] {
          new ConnectException("internals"),
          new SocketException("internals"),
          new UnknownHostException("internals"),
          new IOException("internals", new IllegalStateException("internals"))
        }) {
      assertThat(failures.of(failure, url))
          .contains("[2001:db8::1]:8443")
          .doesNotContain("secret", "internals", "Exception");
    }
  }
}
