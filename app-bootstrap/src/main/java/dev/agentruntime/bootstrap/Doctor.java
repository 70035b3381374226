package dev.agentruntime.bootstrap;

import dev.agentruntime.cli.RuntimeFactory.Check;
import dev.agentruntime.cli.RuntimeFactory.Check.Level;
import dev.agentruntime.workspace.Capability;
import dev.agentruntime.workspace.LocalWorkspace;
import dev.agentruntime.workspace.WorkspaceSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks whether everything works that sessions need. */
record Doctor(Configuration configuration, WorkspaceSettings tools, UserFolders folders) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int NEWEST_JAVA = 25;

  List<Check> examine(Path workspace) {
    var checks = new ArrayList<Check>();
    checks.add(java());
    checks.addAll(new StoreCheck(configuration.database()).checks());
    checks.add(written("configuration", folders.configuration().resolveSibling("")));
    checks.add(written("data", folders.database().resolveSibling("")));
    checks.add(workspace(workspace));
    checks.add(endpoint());
    checks.add(git());
    checks.addAll(tools(workspace));
    return checks;
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
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
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
    String base = configuration.model().endpoint().baseUrl();
    if (configuration.model().name().isEmpty()) {
      return new Check(
          "model",
          Level.WARNING,
          "no model is named: only scripts run",
          "give --model, or set model in the configuration file (agent-runtime config init)");
    }
    try {
      return answered(base, ask(base + "/models"));
    } catch (IOException | IllegalArgumentException e) {
      return new Check(
          "model",
          Level.FAILED,
          base + " cannot be reached: " + e,
          "check base_url, the network and its proxy");
    }
  }

  private static Check answered(String base, int status) {
    return switch (status) {
      case 401, 403 ->
          new Check(
              "model",
              Level.FAILED,
              base + " refuses the key (status " + status + ")",
              "set OPENAI_API_KEY to a key of this endpoint, or name another with --base-url");
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
  private int ask(String url) throws IOException {
    var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout((int) PATIENCE.toMillis());
    connection.setReadTimeout((int) PATIENCE.toMillis());
    connection.setInstanceFollowRedirects(false);
    var endpoint = configuration.model().endpoint();
    endpoint
        .apiKey()
        .ifPresent(key -> connection.setRequestProperty("Authorization", "Bearer " + key.value()));
    endpoint.headers().forEach((name, value) -> connection.setRequestProperty(name, value.value()));
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private Check git() {
    Optional<Path> found =
        Stream.of(tools.environment().getOrDefault("PATH", "").split(":", -1))
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
      return LocalWorkspace.capabilities(tools, workspace).stream().map(Doctor::check).toList();
    } catch (IOException e) {
      return List.of(new Check("tools", Level.FAILED, e.toString(), "mend that, and look again"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static Check check(Capability capability) {
    return switch (capability.state()) {
      case THERE -> Check.ok(capability.name(), capability.detail());
      case LACKING ->
          new Check(
              capability.name(), Level.WARNING, capability.detail(), advice(capability.name()));
      case BROKEN ->
          new Check(
              capability.name(), Level.FAILED, capability.detail(), advice(capability.name()));
    };
  }

  private static String advice(String name) {
    return switch (name) {
      case "confinement" ->
          "use Linux, in a container or WSL if need be, for folders you do not trust";
      case "sandbox" -> "install bubblewrap, and set sandbox to auto or required";
      case "rg" -> "install ripgrep";
      case "setsid" -> "install util-linux";
      default -> "install bubblewrap: its sandbox ends everything a command leaves behind";
    };
  }
}
