package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.cli.InvalidConfigurationException;
import dev.agentruntime.cli.RuntimeFactory.Flag;
import dev.agentruntime.cli.RuntimeFactory.Opening;
import dev.agentruntime.cli.RuntimeFactory.Prepared;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.ModelChoice;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** A start that breaks in its midst leaves nothing open. */
@Isolated("it looks at the threads of the whole process")
class FailedStartTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ModelChoice CHOICE = new ModelChoice.Live("m", "http://127.0.0.1:1/v1");

  /** What the threads of a runtime, a store, a server and of traces are called. */
  private static final List<String> OURS =
      List.of("lease-watch", "sqlite-", "Jetty", "BatchSpanProcessor");

  @TempDir private Path home;
  private final Map<String, String> variables = new HashMap<>();
  private final Set<Thread> before = new HashSet<>();

  @BeforeEach
  void look() {
    // Nobody listens there; what is left to send is not sent.
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
    before.addAll(Thread.getAllStackTraces().keySet());
  }

  /** A server logs otherwise than the rest of the tests here. */
  @AfterEach
  void logAsBefore() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new Logging().configure(context);
  }

  private Prepared prepared(Flag... more) {
    var flags = new ArrayList<>(List.of(more));
    flags.add(new Flag("database", "sqlite:" + home.resolve("a.db"), "--db"));
    return new ConfiguredRuntimes(variables, home).prepare(flags);
  }

  private static ChatModel model() {
    return (request, deltas) -> new ChatModel.Outcome.Failed(FailureKind.INTERNAL, "not asked");
  }

  private static Opening opening(ChatModel model) {
    return new Opening(model, session -> true, Map.of(), true);
  }

  private void thenNothingIsOpen() throws InterruptedException {
    List<Thread> left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !before.contains(thread))
            .filter(thread -> OURS.stream().anyMatch(thread.getName()::startsWith))
            .toList();
    for (Thread thread : left) {
      assertThat(thread.join(PATIENCE)).as(thread.getName()).isTrue();
    }
    assertThat(home.resolve("a.db")).exists();
    assertThat(home.resolve("a.db-wal")).as("a connection to the store is open").doesNotExist();
  }

  @Test
  void a_runtime_whose_traces_cannot_be_sent_closes_its_store() throws Exception {
    variables.put("OTEL_BSP_SCHEDULE_DELAY", "soon");

    Prepared prepared = prepared();

    assertThatThrownBy(() -> prepared.open(opening(model())))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("OTEL_BSP_SCHEDULE_DELAY");
    thenNothingIsOpen();
  }

  @Test
  void a_runtime_that_cannot_be_built_closes_its_store_and_its_traces() throws Exception {
    Prepared prepared = prepared();

    assertThatThrownBy(() -> prepared.open(opening(null))).isInstanceOf(NullPointerException.class);
    thenNothingIsOpen();
  }

  @Test
  void a_server_that_cannot_be_built_closes_its_store_and_its_traces() throws Exception {
    Prepared prepared = prepared();

    assertThatThrownBy(() -> prepared.serve(null, CHOICE)).isInstanceOf(NullPointerException.class);
    thenNothingIsOpen();
  }

  @Test
  void a_server_whose_port_is_taken_closes_what_runs_behind_it() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = new Flag("server_port", String.valueOf(taken.getLocalPort()), "--port");
      Prepared prepared = prepared(port);

      assertThatThrownBy(() -> prepared.serve(model(), CHOICE))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("is taken");
    }
    thenNothingIsOpen();
  }
}
