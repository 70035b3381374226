package dev.agentruntime.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The runtime's own server on a fresh SQLite file, with a session in it. */
final class RuntimeServer implements AutoCloseable {

  private final MeasuredServer server;
  private final String key;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String session;

  private RuntimeServer(MeasuredServer server, String key)
      throws IOException, InterruptedException {
    this.server = server;
    this.key = key;
    HttpResponse<String> made = post("/api/v1/sessions", "{\"agent\":\"coder\"}");
    this.session = made.headers().firstValue("Location").orElseThrow();
  }

  /**
   * Starts it.
   *
   * @param launcher the program
   * @param folder for everything that it keeps
   */
  static RuntimeServer start(Path launcher, Path folder, ModelServer model)
      throws IOException, InterruptedException {
    String key = UUID.randomUUID() + "-" + UUID.randomUUID();
    Map<String, String> environment = new HashMap<>();
    environment.put("AGENT_RUNTIME_API_KEY", key);
    environment.put("AGENT_RUNTIME_SERVER_MAX_STREAMS", "3000");
    environment.put("AGENT_RUNTIME_SERVER_REQUESTS_PER_MINUTE", "600000");
    environment.put("AGENT_RUNTIME_MODEL", "m");
    environment.put("OPENAI_API_KEY", "none");
    environment.put("OPENAI_BASE_URL", model.baseUrl());
    List.of("DATA", "CONFIG", "STATE")
        .forEach(kind -> environment.put("XDG_" + kind + "_HOME", folder.toString()));
    List<String> command =
        List.of(
            launcher.toString(),
            "serve",
            "--port",
            "0",
            "--db",
            "sqlite:" + folder.resolve(key + ".db"));
    return new RuntimeServer(MeasuredServer.start(command, environment), key);
  }

  MeasuredServer process() {
    return server;
  }

  /** Opens a stream of the session. */
  HeldStream stream() throws IOException {
    return HeldStream.open(server.address(), session + "/events", key);
  }

  /** Begins a turn. */
  void say(String text) throws IOException, InterruptedException {
    post(session + "/messages", "{\"content\":\"" + text + "\"}");
  }

  private HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    URI uri = server.address().resolve(path);
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
