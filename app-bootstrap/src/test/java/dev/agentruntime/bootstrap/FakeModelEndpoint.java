package dev.agentruntime.bootstrap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenAI-compatible endpoint without a memory: what it says follows from what it is sent, so
 * that it does not matter who asks, and how often. It answers in pieces of a text, and then with
 * what it wants called.
 */
final class FakeModelEndpoint implements AutoCloseable {

  /** What each reply took, as it says itself. */
  static final int PROMPT_TOKENS = 1_000;

  static final int COMPLETION_TOKENS = 100;

  private static final int PIECES = 8;

  private static final JsonObject USAGE =
      JsonObject.builder()
          .put("choices", new JsonArray(List.of()))
          .put(
              "usage",
              JsonObject.builder()
                  .put("prompt_tokens", PROMPT_TOKENS)
                  .put("completion_tokens", COMPLETION_TOKENS)
                  .put("total_tokens", PROMPT_TOKENS + COMPLETION_TOKENS)
                  .build())
          .build();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Midway midway;
  private final Mind mind;

  /** What it wants called. */
  interface Mind {

    /**
     * Whoever says something is answered by a call of {@code read_file}, a tool's result by none.
     */
    Mind READS_A_FILE =
        conversation ->
            conversation.getLast().string("role").orElseThrow().equals("user")
                ? List.of(
                    new Call(
                        "read_file",
                        JsonObject.builder()
                            .put("path", "file-" + conversation.size() + ".txt")
                            .build()))
                : List.of();

    /** The calls that come next; none where all is done. */
    List<Call> calls(List<JsonObject> conversation);
  }

  /** A call. */
  record Call(String tool, JsonObject arguments) {}

  /** What happens in the midst of a reply. */
  interface Midway {

    /** Nothing. */
    Midway NOTHING = conversation -> {};

    /** Called by the thread that replies, which goes on when it returns. */
    void reached(List<JsonObject> conversation) throws InterruptedException;
  }

  FakeModelEndpoint(Midway midway) throws IOException {
    this(midway, Mind.READS_A_FILE);
  }

  FakeModelEndpoint(Midway midway, Mind mind) throws IOException {
    this.midway = midway;
    this.mind = mind;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::reply);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private void reply(HttpExchange exchange) throws IOException {
    List<JsonObject> conversation = conversation(exchange);
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; i < PIECES; i++) {
        if (i == PIECES / 2) {
          midway.reached(conversation);
        }
        send(out, delta("content", "piece " + i + "\r\n\n: \u2028 id: 7\n\n"));
      }
      List<Call> calls = mind.calls(conversation);
      for (int i = 0; i < calls.size(); i++) {
        send(out, call(i, "call-" + conversation.size() + "-" + i, calls.get(i)));
      }
      send(out, end(calls.isEmpty() ? "stop" : "tool_calls"));
      write(out, USAGE);
      out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<JsonObject> conversation(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return JsonText.readObject(body).array("messages").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static void send(OutputStream out, JsonObject choice) throws IOException {
    write(out, JsonObject.builder().put("choices", new JsonArray(List.of(choice))).build());
  }

  private static void write(OutputStream out, JsonObject chunk) throws IOException {
    out.write(("data: " + chunk.canonical() + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static JsonObject delta(String member, String text) {
    return choice(JsonObject.builder().put(member, text).build());
  }

  private static JsonObject choice(JsonObject delta) {
    return JsonObject.builder().put("index", 0L).put("delta", delta).build();
  }

  private static JsonObject call(int index, String id, Call wanted) {
    JsonObject function =
        JsonObject.builder()
            .put("name", wanted.tool())
            .put("arguments", wanted.arguments().canonical())
            .build();
    JsonValue call =
        JsonObject.builder()
            .put("index", (long) index)
            .put("id", id)
            .put("type", "function")
            .put("function", function)
            .build();
    return choice(JsonObject.builder().put("tool_calls", new JsonArray(List.of(call))).build());
  }

  private static JsonObject end(String reason) {
    return JsonObject.builder()
        .put("index", 0L)
        .put("delta", JsonObject.empty())
        .put("finish_reason", reason)
        .build();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
