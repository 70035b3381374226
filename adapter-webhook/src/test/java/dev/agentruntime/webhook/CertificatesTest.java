package dev.agentruntime.webhook;

import static dev.agentruntime.webhook.Sending.allowing;
import static dev.agentruntime.webhook.Sending.answered;
import static dev.agentruntime.webhook.Sending.leadingTo;
import static dev.agentruntime.webhook.Sending.send;
import static dev.agentruntime.webhook.Sending.unreachable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {

  private static final String PASSWORD = "changeit";
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final WebhookSettings LOOPBACK = allowing("127.0.0.1");

  @TempDir static Path folder;

  @BeforeAll
  static void make_a_certificate() throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "hooks",
                "-keyalg",
                "EC",
                "-dname",
                "CN=hooks.example.com",
                "-ext",
                "san=dns:hooks.example.com",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_not_trusted() throws Exception {
    try (var receiver = receiver()) {
      assertThat(
              unreachable(
                  send(LOOPBACK, leadingTo("127.0.0.1"), at("hooks.example.com", receiver))))
          .isEqualTo(
              "the certificate of hooks.example.com:"
                  + receiver.port()
                  + " is not trusted: it needs one of a known issuer");
      receiver.awaitEnd();
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void a_certificate_in_the_trust_store_is_trusted_for_its_host_and_no_other() throws Exception {
    System.setProperty(TRUST_STORE, store());
    System.setProperty(TRUST_STORE + "Password", PASSWORD);
    try (var receiver = receiver();
        var transport = new OkHttpWebhookTransport(LOOPBACK, leadingTo("127.0.0.1"))) {
      assertThat(send(transport, at("hooks.example.com", receiver))).isEqualTo(answered(200));
      receiver.awaitEnd();
      receiver.request();

      assertThat(unreachable(send(transport, at("other.example.com", receiver))))
          .isEqualTo(
              "other.example.com:"
                  + receiver.port()
                  + " broke off, or did not speak https with a certificate for this host");
      receiver.awaitEnd();
      assertThat(receiver.requests()).isEmpty();
    } finally {
      System.clearProperty(TRUST_STORE);
      System.clearProperty(TRUST_STORE + "Password");
    }
  }

  @Test
  void https_is_not_spoken_in_the_clear_to_who_cannot_speak_it() throws Exception {
    try (var receiver = Receiver.answering("200 OK")) {
      // The first bytes of TLS have no end of a line: it would wait for one.
      var settings = Sending.impatient("127.0.0.1");

      assertThat(unreachable(send(settings, at("127.0.0.1", receiver)))).contains("127.0.0.1:");
      assertThat(receiver.requests()).noneMatch(request -> request.line().startsWith("POST"));
    }
  }

  private static URI at(String host, Receiver receiver) {
    return URI.create("https://" + host + ":" + receiver.port() + "/secret?secret");
  }

  private static String store() {
    return folder.resolve("hooks.p12").toString();
  }

  private static Receiver receiver() throws Exception {
    var keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(store()))) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new Receiver(
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
        Receiver.text("200 OK"));
  }
}
