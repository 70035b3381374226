package dev.agentruntime.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on loopback that plays answers in order, and fails a request for which there is none.
 */
final class FakeEndpoint implements AutoCloseable {

  /** Plays one answer. */
  interface Answer {
    void play(HttpExchange exchange, FakeEndpoint endpoint) throws IOException;
  }

  /** What came. */
  record Received(String path, Headers headers, JsonNode body) {}

  static {
    // Else every small answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Received> requests = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private FakeEndpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static FakeEndpoint playing(Answer... answers) throws IOException {
    var endpoint = new FakeEndpoint();
    endpoint.plays(answers);
    return endpoint;
  }

  synchronized void plays(Answer... more) {
    answers.addAll(List.of(more));
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  synchronized List<Received> requests() {
    return List.copyOf(requests);
  }

  JsonNode request() {
    return requests().getFirst().body();
  }

  /** A complete stream. */
  static Answer stream(String body) {
    return stream(body.getBytes(UTF_8), Integer.MAX_VALUE);
  }

  /** A stream that comes byte by byte. */
  static Answer drip(String body) {
    return stream(body.getBytes(UTF_8), 1);
  }

  static Answer stream(byte[] body, int piece) {
    return (exchange, endpoint) -> {
      try (OutputStream out = begin(exchange)) {
        for (int at = 0; at < body.length; at += Math.min(piece, body.length - at)) {
          out.write(body, at, Math.min(piece, body.length - at));
          out.flush();
        }
      }
    };
  }

  /** A stream whose connection is dropped in the middle, without the end of the body. */
  static Answer dropped(byte[] body) {
    return (exchange, endpoint) -> {
      OutputStream out = begin(exchange);
      out.write(body);
      out.flush();
      exchange.close();
    };
  }

  /** A stream that says no more, and does not end either. */
  static Answer stuck(String body) {
    return (exchange, endpoint) -> {
      OutputStream out = begin(exchange);
      out.write(body.getBytes(UTF_8));
      out.flush();
      endpoint.untilClosed();
      exchange.close();
    };
  }

  /** The same piece again and again. */
  static Answer endless(String piece) {
    return (exchange, endpoint) -> {
      try (OutputStream out = begin(exchange)) {
        while (endpoint.closed.getCount() > 0) {
          out.write(piece.getBytes(UTF_8));
          out.flush();
        }
      }
    };
  }

  /** Not even a status. */
  static Answer silence() {
    return (exchange, endpoint) -> {
      endpoint.untilClosed();
      exchange.close();
    };
  }

  static Answer json(int status, String body) {
    return answer(status, "application/json", body);
  }

  static Answer answer(int status, String type, String body, String... headers) {
    return (exchange, endpoint) -> {
      exchange.getResponseHeaders().set("Content-Type", type);
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    };
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private static OutputStream begin(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Answer answer;
    byte[] body = exchange.getRequestBody().readAllBytes();
    synchronized (this) {
      requests.add(
          new Received(
              exchange.getRequestURI().toString(), exchange.getRequestHeaders(), parsed(body)));
      answer = answers.poll();
    }
    if (answer == null) {
      answer = json(418, "{\"error\":{\"message\":\"no answer is left\"}}");
    }
    answer.play(exchange, this);
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return new ObjectMapper().readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void untilClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
