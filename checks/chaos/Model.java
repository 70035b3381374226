import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An OpenAI-compatible endpoint that does what the plan in the last message says, slowly, and fails
 * by itself now and then. Looks at each transcript: every call has its one answer right behind it.
 */
final class Model {

  private static final int FAULTS_PER_THOUSAND = 10;

  private final Random random;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  private final ConcurrentLinkedQueue<String> unpaired = new ConcurrentLinkedQueue<>();

  private Model(long seed) {
    random = new Random(seed);
  }

  public static void main(String[] arguments) throws IOException {
    var address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    var model = new Model(Long.parseLong(arguments[2]));
    HttpServer server = HttpServer.create(address, 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/v1/chat/completions", model::reply);
    server.createContext("/seen", model::tell);
    server.start();
    System.out.println("listening");
  }

  private void tell(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        Json.write(
            Map.of(
                "requests", requests.get(),
                "faults", faults.get(),
                "unpaired", List.copyOf(unpaired))));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private void reply(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    List<?> messages = Json.list(Json.read(body), "messages");
    checkPairs(messages);
    Turn turn = Turn.of(messages);
    int fault = random.nextInt(1000);
    if (turn.isRefused()) {
      answer(exchange, 400, "{\"error\":{\"message\":\"as planned\",\"type\":\"invalid\"}}");
    } else if (fault < FAULTS_PER_THOUSAND) {
      faults.incrementAndGet();
      fail(exchange, turn, fault % 4);
    } else {
      stream(exchange, turn, Integer.MAX_VALUE);
    }
  }

  private void fail(HttpExchange exchange, Turn turn, int how) throws IOException {
    switch (how) {
      case 0 -> answer(exchange, 500, "{\"error\":{\"message\":\"a defect\",\"type\":\"server\"}}");
      case 1 -> {
        exchange.getResponseHeaders().add("Retry-After", "1");
        answer(exchange, 429, "{\"error\":{\"message\":\"too many\",\"type\":\"rate\"}}");
      }
      case 2 -> exchange.close();
      default -> stream(exchange, turn, 2);
    }
  }

  /**
   * Streams a reply.
   *
   * @param pieces after so many it breaks off
   */
  private void stream(HttpExchange exchange, Turn turn, int pieces) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    int length = 3 + random.nextInt(6);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; i < length; i++) {
        if (i == pieces) {
          return;
        }
        pause(100 + random.nextInt(600));
        send(out, delta(Map.of("content", "piece " + i + " "), null));
      }
      List<Map<String, Object>> calls = turn.calls();
      if (!calls.isEmpty()) {
        send(out, delta(Map.of("tool_calls", calls), null));
      }
      send(out, delta(Map.of(), calls.isEmpty() ? "stop" : "tool_calls"));
      send(
          out,
          Map.of(
              "choices",
              List.of(),
              "usage",
              Map.of("prompt_tokens", 100, "completion_tokens", 10, "total_tokens", 110)));
      out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    } finally {
      exchange.close();
    }
  }

  private static void pause(int millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException("stopped", e);
    }
  }

  private static Map<String, Object> delta(Map<String, Object> delta, String end) {
    return Map.of(
        "choices",
        List.of(
            end == null
                ? Map.of("index", 0, "delta", delta)
                : Map.of("index", 0, "delta", delta, "finish_reason", end)));
  }

  private static void send(OutputStream out, Map<String, Object> chunk) throws IOException {
    out.write(("data: " + Json.write(chunk) + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** The answers to a reply's calls stand right behind it, one for each, and nowhere else. */
  private void checkPairs(List<?> messages) {
    Set<String> open = new HashSet<>();
    for (Object message : messages) {
      String role = Json.text(message, "role");
      if (role.equals("tool")) {
        if (!open.remove(Json.text(message, "tool_call_id"))) {
          unpaired.add("an answer without a call: " + Json.write(message));
        }
      } else if (!open.isEmpty()) {
        unpaired.add("calls without an answer: " + open + " before " + Json.write(message));
        open.clear();
      }
      Json.list(message, "tool_calls").forEach(call -> open.add(Json.text(call, "id")));
    }
    if (!open.isEmpty()) {
      unpaired.add("calls without an answer at the end: " + open);
    }
  }

  /**
   * The turn that is to go on.
   *
   * @param done how many of its steps have been asked for
   */
  private record Turn(Plan plan, int done) {

    static Turn of(List<?> messages) {
      var later = new ArrayList<Object>();
      String said = "";
      for (Object message : messages) {
        if (Json.text(message, "role").equals("user")) {
          said = content(message);
          later.clear();
        } else {
          later.add(message);
        }
      }
      int done = (int) later.stream().filter(m -> !Json.list(m, "tool_calls").isEmpty()).count();
      return new Turn(Plan.read(said), done);
    }

    private static String content(Object message) {
      return Json.at(message, "content") instanceof String text
          ? text
          : Json.write(Json.at(message, "content"));
    }

    boolean isRefused() {
      return done < plan.steps().size() && plan.steps().get(done) == Plan.Step.REFUSAL;
    }

    List<Map<String, Object>> calls() {
      if (done >= plan.steps().size()) {
        return List.of();
      }
      String effect = plan.effect(done);
      return switch (plan.steps().get(done)) {
        case READ -> List.of(call(0, "read_file", Map.of("path", effect + ".txt")));
        case READS ->
            List.of(
                call(0, "read_file", Map.of("path", effect + "a.txt")),
                call(1, "read_file", Map.of("path", effect + "b.txt")));
        case WRITE ->
            List.of(
                call(0, "write_file", Map.of("path", effect + ".txt", "content", effect + "\n")));
        case COMMAND ->
            List.of(
                call(
                    0,
                    "execute_command",
                    Map.of("command", "sleep 0.4; echo " + effect + " >> effects.log; sleep 0.4")));
        case NOTE -> List.of(call(0, "note", Map.of("text", effect)));
        case REFUSAL -> throw new IllegalStateException("no reply");
      };
    }

    private Map<String, Object> call(int index, String tool, Map<String, Object> arguments) {
      return Map.of(
          "index",
          index,
          "id",
          "call-" + done + "-" + index,
          "type",
          "function",
          "function",
          Map.of("name", tool, "arguments", Json.write(arguments)));
    }
  }
}
