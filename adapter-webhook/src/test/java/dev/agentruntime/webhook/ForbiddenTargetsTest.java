package dev.agentruntime.webhook;

import static dev.agentruntime.webhook.Sending.address;
import static dev.agentruntime.webhook.Sending.allowing;
import static dev.agentruntime.webhook.Sending.answered;
import static dev.agentruntime.webhook.Sending.forbidden;
import static dev.agentruntime.webhook.Sending.leadingTo;
import static dev.agentruntime.webhook.Sending.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each has a receiver at the forbidden place, which notices whoever comes. */
class ForbiddenTargetsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
        "0",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "localhost",
        "%6cocalhost",
        "LOCALHOST"
      })
  void nothing_is_sent_to_loopback_in_any_spelling(String host) throws Exception {
    try (var receiver = everywhere()) {
      for (String scheme : List.of("http", "https")) {
        URI target = URI.create(scheme + "://" + host + ":" + receiver.port() + "/secret?secret");

        assertThat(forbidden(send(WebhookSettings.DEFAULT, target))).doesNotContain("secret");
        assertThat(forbidden(send(allowing("10.0.0.0/8"), target))).doesNotContain("secret");
      }
      assertThat(receiver.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "0.0.0.0",
        "10.0.0.1",
        "169.254.169.254",
        "fd00:ec2::254",
        "64:ff9b::127.0.0.1",
        "2002:7f00:1::"
      })
  void nothing_is_sent_to_a_name_that_leads_to_such_an_address(String address) throws Exception {
    try (var receiver = everywhere()) {
      URI target = URI.create("https://hooks.example.com:" + receiver.port() + "/secret?secret");

      assertThat(forbidden(send(WebhookSettings.DEFAULT, leadingTo(address), target)))
          .startsWith("hooks.example.com leads to a")
          .endsWith("(setting server_webhook_targets, option --webhook-target)")
          .doesNotContain("secret");
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void one_forbidden_address_of_a_host_keeps_all_from_being_connected_to() throws Exception {
    try (var receiver = everywhere()) {
      assertThat(
              forbidden(
                  send(
                      allowing("127.0.0.1"),
                      leadingTo("127.0.0.1", "127.0.0.2"),
                      receiver.at("hooks.example.com", "/"))))
          .startsWith("hooks.example.com leads to a loopback address");
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void a_host_that_is_rebound_after_its_registration_gets_nothing() throws Exception {
    try (var receiver = everywhere();
        var transport =
            new OkHttpWebhookTransport(WebhookSettings.DEFAULT, leadingTo("127.0.0.1"))) {
      URI target = URI.create("https://rebound.example.com:" + receiver.port() + "/");
      assertThat(transport.refusal(target)).isEmpty();

      assertThat(forbidden(send(transport, target)))
          .startsWith("rebound.example.com leads to a loopback address");
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void a_host_is_looked_up_once_so_it_cannot_be_rebound_between_check_and_connection()
      throws Exception {
    try (var receiver = everywhere()) {
      // Here 127.0.0.1 is what a public address is elsewhere.
      var names = new Rebinding("127.0.0.1", "127.0.0.2");
      try (var transport = new OkHttpWebhookTransport(allowing("127.0.0.1"), names)) {
        URI target = receiver.at("rebound.example.com", "/");

        assertThat(send(transport, target)).isEqualTo(answered(200));
        assertThat(names.left()).isEqualTo(1);
        assertThat(forbidden(send(transport, target))).contains("a loopback address");
        assertThat(names.left()).isZero();
        assertThat(receiver.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void over_http_a_name_gets_nothing_unless_its_address_is_allowed() throws Exception {
    try (var receiver = everywhere()) {
      var allowed = allowing("127.0.0.1");

      assertThat(forbidden(send(allowed, leadingTo("8.8.8.8"), receiver.at("a.example.com", "/"))))
          .startsWith("http would be readable on its way to a.example.com");
      assertThat(send(allowed, leadingTo("127.0.0.1"), receiver.at("a.example.com", "/")))
          .isEqualTo(answered(200));
    }
  }

  @Test
  void a_named_host_is_sent_to_wherever_it_leads_in_the_own_network() throws Exception {
    try (var receiver = everywhere()) {
      assertThat(
              send(
                  allowing("hooks.internal"),
                  leadingTo("127.0.0.1"),
                  receiver.at("hooks.internal", "/")))
          .isEqualTo(answered(200));
    }
  }

  private static Receiver everywhere() throws IOException {
    return new Receiver(new ServerSocket(0), Receiver.text("200 OK"));
  }

  /** A name server that leads elsewhere each time, and fails when it has no more to tell. */
  private static final class Rebinding implements Dns {
    private final Queue<String> addresses;

    Rebinding(String... addresses) {
      this.addresses = new ArrayDeque<>(List.of(addresses));
    }

    @Override
    public synchronized List<InetAddress> lookup(String hostname) {
      return List.of(address(addresses.remove()));
    }

    synchronized int left() {
      return addresses.size();
    }
  }
}
