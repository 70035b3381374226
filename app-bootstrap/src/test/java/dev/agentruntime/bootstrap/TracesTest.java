package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.sun.net.httpserver.HttpServer;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.application.port.RuntimeObserver.AgentRun;
import dev.agentruntime.application.port.RuntimeObserver.AgentStart;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {

  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";
  private static final String CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

  /** A request that came in. */
  private record Sent(String path, String type, Optional<String> authorization, String body) {}

  /** Takes whatever is sent. */
  private record Receiver(HttpServer server, List<Sent> sent) implements AutoCloseable {

    static Receiver open() throws IOException {
      var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var receiver = new Receiver(HttpServer.create(here, 0), new CopyOnWriteArrayList<>());
      receiver.server.createContext(
          "/",
          exchange -> {
            var headers = exchange.getRequestHeaders();
            byte[] body = exchange.getRequestBody().readAllBytes();
            receiver.sent.add(
                new Sent(
                    exchange.getRequestURI().getPath(),
                    headers.getFirst("Content-Type"),
                    Optional.ofNullable(headers.getFirst("Authorization")),
                    new String(body, StandardCharsets.ISO_8859_1)));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      receiver.server.start();
      return receiver;
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static Traces opened(Map<String, String> variables) {
    var problems = new ArrayList<Problem>();
    Traces traces = Traces.open(variables, problems);
    assertThat(problems).isEmpty();
    return traces;
  }

  private static Optional<RuntimeObserver> observer(Traces traces) {
    return traces.observer("openai", Optional.of("gpt-5"));
  }

  private static boolean traces(Map<String, String> variables) {
    try (Traces traces = opened(variables)) {
      return observer(traces).isPresent();
    }
  }

  private static List<String> problems(Map<String, String> variables) {
    var problems = new ArrayList<Problem>();
    try (Traces traces = Traces.open(variables, problems)) {
      assertThat(observer(traces)).isEmpty();
    }
    return problems.stream().map(Problem::text).toList();
  }

  private static void work(RuntimeObserver observer) {
    var session = new SessionId(new UUID(1, 1));
    AgentRun run =
        observer.begins(
            new AgentStart(
                Owner.LOCAL,
                session,
                new TurnId(new UUID(1, 2)),
                new AgentName("coder"),
                Optional.empty(),
                Optional.empty()));
    var question = new Message.User(new MessageId(new UUID(1, 3)), "a private question");
    run.asks(new ChatModel.Request(session, Purpose.REPLY, 0, List.of(question), List.of()))
        .ends(new ChatModel.Outcome.Failed(FailureKind.TIMEOUT, "too late"));
    run.ends(new AgentEnd.Left());
  }

  /** What arrives of some work at a receiver, with these variables beside its address. */
  private static List<Sent> sent(Map<String, String> more) throws IOException {
    try (Receiver receiver = Receiver.open()) {
      var variables = new HashMap<>(more);
      variables.put(ENDPOINT, receiver.address());
      try (Traces traces = opened(variables)) {
        work(observer(traces).orElseThrow());
      }
      return receiver.sent();
    }
  }

  @Test
  void where_nothing_is_set_or_it_is_switched_off_no_class_of_opentelemetry_is_loaded()
      throws Exception {
    List<Map<String, String>> silent =
        List.of(
            Map.of(),
            Map.of("OTEL_SERVICE_NAME", "mine", ENDPOINT, " "),
            Map.of(ENDPOINT, "http://localhost:4318", "OTEL_SDK_DISABLED", "TRUE"),
            Map.of(ENDPOINT, "http://localhost:4318", "OTEL_TRACES_EXPORTER", "none"));

    for (Map<String, String> variables : silent) {
      Class<?> traces = new Without("io.opentelemetry.").loadClass(Traces.class.getName());
      var open = traces.getDeclaredMethod("open", Map.class, List.class);
      var observer = traces.getDeclaredMethod("observer", String.class, Optional.class);
      open.setAccessible(true);
      observer.setAccessible(true);
      var problems = new ArrayList<Problem>();

      try (var opened = (AutoCloseable) open.invoke(null, variables, problems)) {
        assertThat(observer.invoke(opened, "openai", Optional.empty())).isEqualTo(Optional.empty());
      }
      assertThat(problems).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_TRACES_EXPORTER, otlp",
    "OTEL_EXPORTER_OTLP_ENDPOINT, http://127.0.0.1:4318",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, https://localhost/v1/traces"
  })
  void any_of_the_usual_variables_switches_traces_on(String variable, String value) {
    assertThat(traces(Map.of(variable, value))).isTrue();
  }

  @Test
  void a_format_for_other_programs_is_no_problem() {
    assertThat(traces(Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_PROPAGATORS", "b3"))).isTrue();
  }

  @Test
  void what_happened_is_sent_as_protobuf_at_the_latest_when_traces_are_closed() throws IOException {
    List<Sent> sent = sent(Map.of());

    assertThat(sent)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.path()).isEqualTo("/v1/traces");
              assertThat(one.type()).isEqualTo("application/x-protobuf");
              assertThat(one.body())
                  .contains("invoke_agent coder", "chat gpt-5", "agent-runtime")
                  .doesNotContain("unknown_service", "private", "too late");
            });
  }

  @ParameterizedTest
  @CsvSource({"OTEL_SERVICE_NAME, my-service", "OTEL_RESOURCE_ATTRIBUTES, service.name=my-service"})
  void a_service_is_called_as_its_owner_says(String variable, String value) throws IOException {
    assertThat(sent(Map.of(variable, value)).getFirst().body())
        .contains("my-service")
        .doesNotContain("agent-runtime");
  }

  @Test
  void headers_are_sent_along() throws IOException {
    List<Sent> sent = sent(Map.of(HEADERS, "Authorization=Bearer%20something-secret"));

    assertThat(sent.getFirst().authorization()).contains("Bearer something-secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "SPAN_ONLY", "span_and_event"})
  void content_is_sent_where_it_is_asked_for(String value) throws IOException {
    assertThat(sent(Map.of(CONTENT, value)).getFirst().body()).contains("a private question");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "NO_CONTENT", "event_only", " "})
  void content_stays_here_where_it_is_not_asked_for(String value) throws IOException {
    assertThat(sent(Map.of(CONTENT, value)).getFirst().body()).doesNotContain("private");
  }

  @Test
  void a_sampler_that_is_set_is_heeded() throws IOException {
    assertThat(sent(Map.of("OTEL_TRACES_SAMPLER", "always_off"))).isEmpty();
  }

  @Test
  void a_receiver_that_never_answers_holds_up_the_end_no_longer_than_allowed() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Traces traces = opened(Map.of(ENDPOINT, "http://127.0.0.1:" + silent.getLocalPort()));
      work(observer(traces).orElseThrow());

      assertTimeout(Duration.ofSeconds(4), () -> traces.close(Duration.ofMillis(100)));
    }
  }

  @Test
  void a_receiver_that_is_not_there_is_no_failure() throws IOException {
    int port;
    try (var gone = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    try (Traces traces = opened(Map.of(ENDPOINT, "http://127.0.0.1:" + port))) {
      work(observer(traces).orElseThrow());
    }
  }

  @Test
  void nothing_is_registered_for_the_whole_process() {
    try (Traces traces = opened(Map.of("OTEL_TRACES_EXPORTER", "otlp"))) {
      assertThat(observer(traces)).isPresent();
      assertThat(GlobalOpenTelemetry.isSet()).isFalse();
    }
    assertThat(Logger.getLogger("io.opentelemetry").getHandlers()).isEmpty();
    assertThat(Logger.getLogger("io.opentelemetry").getUseParentHandlers()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OTEL_SDK_DISABLED | perhaps | true or false",
        "OTEL_TRACES_EXPORTER | zipkin | otlp or none",
        "OTEL_TRACES_EXPORTER | otlp,console | otlp or none",
        "OTEL_EXPORTER_OTLP_PROTOCOL | grpc | http/protobuf",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL | http/json | http/protobuf",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT | localhost:4318 | http://localhost:4318",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT | //localhost/a | http://localhost:4318",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT | http://a b | http://localhost:4318",
        "OTEL_EXPORTER_OTLP_HEADERS | hunter2-alone | name=value",
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS | =hunter2 | name=value",
        "OTEL_EXPORTER_OTLP_HEADERS | a b=hunter2 | name=value",
        "OTEL_EXPORTER_OTLP_HEADERS | key=hunter2%zz | %20",
        "OTEL_EXPORTER_OTLP_HEADERS | key=hunter2%0Ax: y | %20",
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT | some | span_only",
        "OTEL_BSP_SCHEDULE_DELAY | soon | Mend",
        "OTEL_TRACES_SAMPLER | sometimes | Mend",
        "OTEL_METRICS_EXPORTER | prometheus | Mend"
      })
  void a_setting_that_cannot_be_used_is_named_with_what_would_do(
      String variable, String value, String hint) {
    var variables = new HashMap<>(Map.of(ENDPOINT, "http://127.0.0.1:4318"));
    variables.put(variable, value);

    assertThat(problems(variables))
        .singleElement()
        .satisfies(
            text -> assertThat(text).contains(variable, hint).doesNotContain("hunter2", "\n"));
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    assertThat(
            problems(
                Map.of(
                    "OTEL_TRACES_EXPORTER",
                    "zipkin",
                    "OTEL_EXPORTER_OTLP_PROTOCOL",
                    "grpc",
                    ENDPOINT,
                    "nowhere")))
        .hasSize(3);
  }

  @Test
  void what_the_sdk_says_of_a_setting_shows_no_header() {
    assertThat(
            problems(
                Map.of(
                    ENDPOINT,
                    "http://127.0.0.1:4318",
                    HEADERS,
                    "api-key=correct-horse-battery",
                    "OTEL_TRACES_SAMPLER",
                    "correct-horse-battery")))
        .singleElement()
        .satisfies(text -> assertThat(text).doesNotContain("correct-horse-battery"));
  }

  /** Loads the program's classes anew, and refuses those whose names begin in a certain way. */
  private static final class Without extends ClassLoader {

    private final String refused;

    Without(String refused) {
      super(TracesTest.class.getClassLoader());
      this.refused = refused;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(refused)) {
        throw new ClassNotFoundException(name + " was not to be loaded");
      }
      if (!name.startsWith(Traces.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? defined(name) : loaded;
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
      try (var file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
