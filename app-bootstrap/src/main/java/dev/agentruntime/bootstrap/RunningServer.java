package dev.agentruntime.bootstrap;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.cli.RuntimeFactory;
import dev.agentruntime.http.HttpApi;
import java.net.URI;
import java.util.List;

/**
 * A server with the runtime behind it.
 *
 * @param notices what whoever started it has to know
 */
record RunningServer(AgentRuntime runtime, HttpApi api, String host, List<String> notices)
    implements RuntimeFactory.Serving {

  RunningServer {
    notices = List.copyOf(notices);
  }

  @Override
  public URI address() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + api.port());
  }

  /** Readers first: they are told by the server, and nothing happens any more behind it. */
  @Override
  public void close() {
    api.close();
    runtime.close();
  }
}
