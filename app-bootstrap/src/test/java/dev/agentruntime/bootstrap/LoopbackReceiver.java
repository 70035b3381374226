package dev.agentruntime.bootstrap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver of webhooks that is a server of its own: it checks signatures as the world does. */
final class LoopbackReceiver implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 150_000;

  private final HttpServer server;
  private final Map<String, String> bodies = new HashMap<>();
  private byte[] key = new byte[0];
  private int wrong;

  LoopbackReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** What messages have to be signed with. */
  synchronized void trusts(String secret) {
    key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String id = exchange.getRequestHeaders().getFirst("webhook-id");
      String time = exchange.getRequestHeaders().getFirst("webhook-timestamp");
      String signatures = exchange.getRequestHeaders().getFirst("webhook-signature");
      note(id, body, isSigned(id, time, body, signatures));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private synchronized void note(String id, String body, boolean signed) {
    wrong += signed ? 0 : 1;
    bodies.put(id, body);
    notifyAll();
  }

  private synchronized boolean isSigned(String id, String time, String body, String signatures) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] signed =
          mac.doFinal(String.join(".", id, time, body).getBytes(StandardCharsets.UTF_8));
      return Arrays.asList(signatures.split(" ", -1))
          .contains("v1," + Base64.getEncoder().encodeToString(signed));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until a message about each of these events came; tells which did not. */
  synchronized Set<String> missing(Collection<String> events) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    Set<String> missing = left(events);
    while (!missing.isEmpty() && System.nanoTime() < deadline) {
      wait(1_000);
      missing = left(events);
    }
    return missing;
  }

  private Set<String> left(Collection<String> events) {
    var left = new TreeSet<>(events);
    left.removeAll(bodies.keySet());
    return left;
  }

  synchronized List<String> bodies() {
    return List.copyOf(bodies.values());
  }

  /** How many were not signed with the secret. */
  synchronized int wrong() {
    return wrong;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
