package dev.agentruntime.bootstrap;

import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.cli.RuntimeFactory.Check;
import dev.agentruntime.cli.RuntimeFactory.Check.Level;
import dev.agentruntime.openai.OpenAiSettings;
import dev.agentruntime.workspace.Capability;
import dev.agentruntime.workspace.LocalWorkspace;
import dev.agentruntime.workspace.WorkspaceSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Looks whether everything works that sessions need. What is wrong with the configuration is told
 * first; what nobody knows because of it is not looked at: a default in its place may be another
 * database, or somebody who must not see the key.
 */
record Doctor(Reading reading, UserFolders folders) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int NEWEST_JAVA = 25;

  List<Check> examine(Path workspace) {
    var checks = new ArrayList<Check>();
    checks.add(java());
    reading.problems().forEach(problem -> checks.add(wrong(problem)));
    checks.addAll(database());
    checks.add(written("configuration", folders.configuration().resolveSibling("")));
    checks.add(written("data", folders.database().resolveSibling("")));
    checks.add(workspace(workspace));
    checks.add(endpoint());
    checks.add(git());
    checks.addAll(tools(workspace));
    return checks;
  }

  private static Check wrong(Problem problem) {
    return new Check(
        "settings",
        Level.FAILED,
        problem.text(),
        "mend it there; agent-runtime config show --origin lists what is set where");
  }

  private List<Check> database() {
    return reading.knows(SettingKey.DATABASE)
        ? new StoreCheck(reading.configuration().database()).checks()
        : List.of(unknown("database"));
  }

  private static Check unknown(String name) {
    return new Check(
        name, Level.WARNING, "not looked at: its settings cannot be read", "mend them first");
  }

  private static Check java() {
    String found = Runtime.version() + ", " + System.getProperty("java.home");
    return Runtime.version().feature() >= NEWEST_JAVA
        ? Check.ok("java", found)
        : new Check(
            "java",
            Level.WARNING,
            found,
            "it works; Java " + NEWEST_JAVA + " is better with many sessions at once");
  }

  /** A folder that is not there yet is made when something is written to it. */
  private static Check written(String name, Path folder) {
    Path existing = nearest(folder);
    if (!Files.isDirectory(existing)) {
      return new Check(
          name, Level.FAILED, existing + " is no folder", "remove it, or set XDG variables");
    }
    String state = existing.equals(folder.toAbsolutePath().normalize()) ? "" : ", not made yet";
    return Files.isWritable(existing)
        ? Check.ok(name, folder + " can be written" + state)
        : new Check(
            name,
            Level.WARNING,
            folder + " cannot be written" + state,
            "give yourself the right to write it, or set XDG_CONFIG_HOME and XDG_DATA_HOME");
  }

  /** The folder, or the nearest one around it that is there. */
  static Path nearest(Path folder) {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return existing;
  }

  private static Check workspace(Path folder) {
    if (!Files.isDirectory(folder)) {
      return new Check(
          "workspace",
          Level.FAILED,
          folder + " is not an existing folder",
          "name the folder to work in with --workspace");
    }
    return Files.isWritable(folder)
        ? Check.ok("workspace", folder + " can be written")
        : new Check(
            "workspace",
            Level.WARNING,
            folder + " can be read, not written",
            "edits will fail; give yourself the right to write it");
  }

  private Check endpoint() {
    if (!reading.knows(
        SettingKey.MODEL, SettingKey.BASE_URL, SettingKey.MODEL_API_KEY, SettingKey.HEADERS)) {
      return unknown("model");
    }
    Configuration.Model model = reading.configuration().model();
    String base = model.endpoint().baseUrl();
    if (model.name().isEmpty()) {
      return new Check(
          "model",
          Level.WARNING,
          "no model is named: only scripts run",
          "set AGENT_RUNTIME_MODEL, or model in the configuration file (agent-runtime config init);"
              + " or give --model to run and serve");
    }
    try {
      return answered(base, ask(model.endpoint()));
    } catch (IOException e) {
      return new Check(
          "model",
          Level.FAILED,
          base + " cannot be reached: " + trouble(e),
          "check base_url, the network and its proxy");
    }
  }

  private static String trouble(IOException failure) {
    return switch (failure) {
      case UnknownHostException e -> "there is no host of that name";
      case SocketTimeoutException e ->
          "it does not answer within " + PATIENCE.toSeconds() + " seconds";
      case NoRouteToHostException e -> "there is no way to the host";
      case ConnectException e -> "nothing listens there";
      case SSLException e ->
          "no encrypted connection comes about; its certificate may not be trusted";
      default -> "it does not answer as an HTTP server does";
    };
  }

  private static Check answered(String base, int status) {
    return switch (status) {
      case 401, 403 ->
          new Check(
              "model",
              Level.FAILED,
              base + " refuses the key (status " + status + ")",
              "set OPENAI_API_KEY to a key of this endpoint, or base_url to the endpoint of the"
                  + " key");
      case 404, 405, 501 ->
          new Check(
              "model",
              Level.WARNING,
              base + " answers, and lists no models (status " + status + ")",
              "check that base_url is right, with /v1 at its end where the endpoint has it");
      default ->
          status < 400
              ? Check.ok("model", base + " answers and accepts the key (status " + status + ")")
              : new Check(
                  "model",
                  Level.WARNING,
                  base + " answers with status " + status,
                  "try again later; the endpoint's own logs tell more");
    };
  }

  /** Lists models: that costs nothing and wants the key. */
  private static int ask(OpenAiSettings.Endpoint endpoint) throws IOException {
    String url = endpoint.baseUrl() + "/models";
    var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout((int) PATIENCE.toMillis());
    connection.setReadTimeout((int) PATIENCE.toMillis());
    connection.setInstanceFollowRedirects(false);
    endpoint
        .apiKey()
        .ifPresent(key -> connection.setRequestProperty("Authorization", "Bearer " + key.value()));
    endpoint.headers().forEach((name, value) -> connection.setRequestProperty(name, value.value()));
    try {
      int status = connection.getResponseCode();
      if (status < 0) {
        throw new ProtocolException("the answer has no status line");
      }
      return status;
    } finally {
      connection.disconnect();
    }
  }

  private Check git() {
    Optional<Path> found =
        Stream.of(folders.variables().getOrDefault("PATH", "").split(":", -1))
            .filter(folder -> folder.startsWith("/"))
            .map(folder -> Path.of(folder, "git"))
            .filter(Files::isExecutable)
            .findFirst();
    return found
        .map(path -> Check.ok("git", path.toString()))
        .orElseGet(
            () ->
                new Check(
                    "git",
                    Level.WARNING,
                    "not installed",
                    "install it, for commands that work with version control"));
  }

  /** What the machine gives to tools can only be told on a folder that is there. */
  private List<Check> tools(Path workspace) {
    if (!Files.isDirectory(workspace)) {
      return List.of();
    }
    try {
      WorkspaceSettings tools =
          reading.configuration().running().commands().workspaces(folders.variables());
      return LocalWorkspace.capabilities(tools, workspace).stream().map(Doctor::check).toList();
    } catch (IOException e) {
      return List.of(
          new Check(
              "tools",
              Level.FAILED,
              "the tools cannot be tried in " + workspace + ": " + FileTrouble.of(workspace, e),
              "mend that, and look again"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static Check check(Capability capability) {
    Level level =
        switch (capability.state()) {
          case THERE -> Level.OK;
          case LACKING -> Level.WARNING;
          case BROKEN -> Level.FAILED;
        };
    return new Check(capability.name(), level, capability.detail(), capability.advice());
  }
}
