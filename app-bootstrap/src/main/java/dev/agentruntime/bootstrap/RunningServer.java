package dev.agentruntime.bootstrap;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.cli.RuntimeFactory;
import dev.agentruntime.http.HttpApi;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server with the runtime behind it.
 *
 * @param notices what whoever started it has to know
 */
record RunningServer(
    AgentRuntime runtime, HttpApi api, ServerSettings settings, List<String> notices)
    implements RuntimeFactory.Serving {

  /**
   * How long models may answer and tools may end. With what comes before and after it is less than
   * the ten seconds in which a server stops.
   */
  private static final Duration GRACE = Duration.ofSeconds(4);

  private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);

  RunningServer {
    notices = List.copyOf(notices);
  }

  @Override
  public URI address() {
    String host = settings.listening().host();
    String name = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + api.port());
  }

  @Override
  public String line(String text) {
    return switch (settings.logging().format()) {
      case TEXT -> text;
      case JSON -> JsonLineEncoder.line(InstantSource.system().instant(), text);
    };
  }

  /**
   * Hands over what it is at. Not ready first; then turns end behind the step that they are at, and
   * readers are told, while another server may take them over. What takes longer is broken off.
   */
  @Override
  public void close() {
    long deadline = System.nanoTime() + GRACE.toNanos();
    try (runtime) {
      CompletableFuture<Void> handedOver;
      try (api) {
        api.leave();
        handedOver = runtime.handOver();
      }
      handedOver.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.info("turns are broken off; they go on where they are taken up next");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
