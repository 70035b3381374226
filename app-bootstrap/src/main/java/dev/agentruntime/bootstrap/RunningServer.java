package dev.agentruntime.bootstrap;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.cli.RuntimeFactory;
import dev.agentruntime.http.HttpApi;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/**
 * A server with the runtime behind it.
 *
 * @param notices what whoever started it has to know
 */
record RunningServer(
    AgentRuntime runtime, HttpApi api, ServerSettings settings, List<String> notices)
    implements RuntimeFactory.Serving {

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

  /** Readers first: they are told by the server, and nothing happens any more behind it. */
  @Override
  public void close() {
    try (runtime) {
      api.close();
    }
  }
}
