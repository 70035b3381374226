package dev.agentruntime.cli;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.script.ScriptedChatModel;
import dev.agentruntime.domain.session.ModelChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the runtime over HTTP until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Serves sessions over HTTP, with event streams, until SIGINT or SIGTERM.",
      "The interface is described in docs/http.md and by the server itself at /docs.",
      "A signal is answered within 10 seconds: readers are told, turns end behind the step they are"
          + " at or stop after four seconds, and go on at another server or after the next start."
          + " SIGTERM then ends the program with 0.",
      "Each option is a setting too, of the configuration file or of a variable that begins with"
          + " AGENT_RUNTIME_: server_host, server_port, server_behind_tls, server_hosts,"
          + " server_origins, server_workspace_roots, server_max_streams,"
          + " server_requests_per_minute, server_close_idle, server_keep, server_webhook_targets,"
          + " log_format, log_level. A key of an administrator comes from AGENT_RUNTIME_API_KEY"
          + " (api_key), 32 characters or more, or from the file that AGENT_RUNTIME_API_KEY_FILE"
          + " names."
    },
    footer = {
      "agent-runtime serve --model gpt-x",
      "agent-runtime serve --port 0 --db sqlite:/tmp/a.db --script"
          + " examples/scripts/refused-deletion.yaml",
      "agent-runtime serve --host 0.0.0.0 --behind-tls --allow-host agents.example",
      "agent-runtime serve --workspace-root ~/projects --allow-origin https://ide.example"
    })
final class ServeCommand implements Callable<Integer> {

  /** Longest way from a signal to the end; the rest of ten seconds is for the process to end. */
  private static final long STOP_SECONDS = 9;

  private final RuntimeFactory factory;
  private final Surroundings surroundings;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "The address to listen on. Default: 127.0.0.1. Another one than loopback needs keys and"
              + " --behind-tls.")
  private Optional<String> host = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen on, 0 for any free one. Default: 8080.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--behind-tls",
      description = "A proxy in front of the server encrypts what comes from other machines.")
  private boolean behindTls;

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description = "A further name by which the server is called, such as a proxy's.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--allow-origin",
      paramLabel = "ORIGIN",
      description = "An origin whose pages may call, such as https://ide.example.")
  private List<String> origins = new ArrayList<>();

  @Option(
      names = "--workspace-root",
      paramLabel = "DIR",
      description =
          "Sessions may have their workspace on this machine below this folder. Default: none, so"
              + " that clients execute the tools.")
  private List<Path> roots = new ArrayList<>();

  @Option(
      names = "--close-idle",
      paramLabel = "DURATION",
      description =
          "After what time without anything new sessions are closed in which nothing is under way"
              + " and nothing waits, such as 30d. Default: never.")
  private Optional<String> closeIdle = Optional.empty();

  @Option(
      names = "--keep",
      paramLabel = "DURATION",
      description =
          "How long closed sessions and decided requests stay, such as 90d; then they are removed"
              + " for good. Default: for ever.")
  private Optional<String> keep = Optional.empty();

  @Mixin private final WebhookTargets webhookTargets = new WebhookTargets();

  @Option(
      names = "--max-streams",
      paramLabel = "N",
      description = "Open event streams of one key at the most. Default: 100.")
  private Optional<Integer> maxStreams = Optional.empty();

  @Option(
      names = "--requests-per-minute",
      paramLabel = "N",
      description = "Requests that one key may send in a minute. Default: 1200.")
  private Optional<Integer> requestsPerMinute = Optional.empty();

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      completionCandidates = Words.LogFormats.class,
      description = "text or json. Default: text.")
  private Optional<String> logFormat = Optional.empty();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      completionCandidates = Words.LogLevels.class,
      description =
          "error, warn, info or debug. Default: info. An administrator changes it while the server"
              + " runs.")
  private Optional<String> logLevel = Optional.empty();

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Play the replies of this YAML script instead of asking a model.")
  private Optional<Path> script = Optional.empty();

  ServeCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    RuntimeFactory.Prepared prepared = factory.prepare(flags());
    try (RuntimeFactory.Serving serving = begin(prepared)) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-server"));
      // By itself the JVM would end with 143, which those who start services take for a failure.
      Signals.register("TERM", stopping::countDown);
      serving.notices().forEach(notice -> tell(serving, notice));
      tell(serving, "listening on " + serving.address());
      stopping.await();
      tell(serving, "stopping");
      Thread.ofPlatform().daemon().name("stop-in-time").start(() -> endInTime(serving));
    } finally {
      stopped.countDown();
    }
    return ExitCode.DONE.status();
  }

  /** On another signal: the process ends when this returns. */
  private void stop() {
    stopping.countDown();
    isStopped();
  }

  /** Whatever does not come to its end is left behind, as a killed process leaves it. */
  private void endInTime(RuntimeFactory.Serving serving) {
    if (!isStopped()) {
      tell(serving, "not everything came to its end in time; sessions go on after the next start");
      Runtime.getRuntime().halt(ExitCode.TIMEOUT.status());
    }
  }

  private void tell(RuntimeFactory.Serving serving, String text) {
    surroundings.tell(serving.line(text));
  }

  private boolean isStopped() {
    try {
      return stopped.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A store that stayed away is nothing to mend here: whoever starts services shall try again. */
  private RuntimeFactory.Serving begin(RuntimeFactory.Prepared prepared) {
    try {
      return serve(prepared);
    } catch (PersistenceException e) {
      if (e.trouble() == PersistenceException.Trouble.AWAY) {
        throw new CommandFailure(ExitCode.TIMEOUT, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private RuntimeFactory.Serving serve(RuntimeFactory.Prepared prepared) {
    if (script.isPresent()) {
      ScriptFile file =
          new ScriptFile.Choice(surroundings.folder().resolve(script.get()).normalize(), Map.of())
              .read();
      ModelChoice choice =
          file.choice()
              .orElseThrow(
                  () -> CommandFailure.usage("the script " + file.file() + " has no replies"));
      return prepared.serve(new ScriptedChatModel(file.script()), choice);
    }
    ModelChoice.Live choice = prepared.liveModel();
    ChatModel live = prepared.model(choice);
    return prepared.serve(live, choice);
  }

  private List<RuntimeFactory.Flag> flags() {
    List<RuntimeFactory.Flag> flags = common.flags();
    model.addTo(flags);
    CommonOptions.add(flags, SettingNames.SERVER_HOST, host, "--host");
    CommonOptions.add(flags, SettingNames.SERVER_PORT, port, "--port");
    if (behindTls) {
      flags.add(new RuntimeFactory.Flag(SettingNames.SERVER_BEHIND_TLS, "true", "--behind-tls"));
    }
    addAll(flags, SettingNames.SERVER_HOSTS, hosts, "--allow-host");
    addAll(flags, SettingNames.SERVER_ORIGINS, origins, "--allow-origin");
    List<String> folders =
        roots.stream()
            .map(root -> surroundings.folder().resolve(root).normalize().toString())
            .toList();
    addAll(flags, SettingNames.SERVER_WORKSPACE_ROOTS, folders, "--workspace-root");
    CommonOptions.add(flags, SettingNames.SERVER_CLOSE_IDLE, closeIdle, "--close-idle");
    CommonOptions.add(flags, SettingNames.SERVER_KEEP, keep, "--keep");
    webhookTargets.addTo(flags);
    CommonOptions.add(flags, SettingNames.SERVER_MAX_STREAMS, maxStreams, "--max-streams");
    CommonOptions.add(
        flags, SettingNames.SERVER_REQUESTS_PER_MINUTE, requestsPerMinute, "--requests-per-minute");
    CommonOptions.add(flags, SettingNames.LOG_FORMAT, logFormat, "--log-format");
    CommonOptions.add(flags, SettingNames.LOG_LEVEL, logLevel, "--log-level");
    return flags;
  }

  private static void addAll(
      List<RuntimeFactory.Flag> flags, String setting, List<String> values, String flag) {
    if (!values.isEmpty()) {
      flags.add(new RuntimeFactory.Flag(setting, String.join(",", values), flag));
    }
  }
}
