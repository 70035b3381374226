package dev.agentruntime.bootstrap;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.access.ApiKeys;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.cli.InvalidConfigurationException;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.cli.RuntimeFactory;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.openai.OpenAiChatModel;
import dev.agentruntime.openai.OpenAiSettings;
import dev.agentruntime.webhook.OkHttpWebhookTransport;
import dev.agentruntime.workspace.LocalWorkspace;
import dev.agentruntime.workspace.WorkspaceSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The composition root: what the program is made of, and nothing else. */
final class ConfiguredRuntimes implements RuntimeFactory {

  private final Map<String, String> variables;
  private final UserFolders folders;

  ConfiguredRuntimes(Map<String, String> variables, Path home) {
    this.variables = Map.copyOf(variables);
    this.folders = new UserFolders(variables, home);
  }

  @Override
  public Prepared prepare(List<Flag> flags) {
    Configuration configuration = ConfigurationReader.read(flags, variables, folders).usable();
    return new Configured(configuration, variables, folders, masked(configuration));
  }

  @Override
  public Inspection inspect(List<Flag> flags) {
    Reading reading = ConfigurationReader.read(flags, variables, folders);
    masked(reading.configuration());
    return new Inspected(reading, folders);
  }

  private KnownSecrets masked(Configuration configuration) {
    KnownSecrets secrets = SecretValues.of(configuration, variables);
    Logging.mask(secrets);
    return secrets;
  }

  @Override
  public UserConfiguration userConfiguration() {
    return new UserConfiguration(folders.configuration(), ConfigurationTemplate.text());
  }

  private record Configured(
      Configuration configuration,
      Map<String, String> variables,
      UserFolders folders,
      KnownSecrets secrets)
      implements Prepared {

    @Override
    public AgentRuntime open(Opening opening) {
      try (var opened = new Opened()) {
        Persistence store = opened.add(persistence(opening.makes()), Persistence::close);
        RuntimeObserver traces =
            opened.add(
                Observing.traces(variables, configuration.model().name()), RuntimeObserver::close);
        AgentRuntime.Builder builder = builder(opening).persistence(store).observer(traces);
        // What builds closes them, also where it fails.
        opened.handOver();
        return builder.build();
      }
    }

    private AgentRuntime.Builder builder(Opening opening) {
      return AgentRuntime.builder()
          .model(opening.model())
          .workspaces(LocalWorkspace.factory(workspaces(opening)))
          .agents(configuration.agents())
          .policy(configuration.approving().policy())
          .running(
              new RunnerSettings(
                  LeaseTerms.DEFAULT,
                  opening.mayRun().and(Configured::isOfThisHost),
                  Optional.empty()))
          .prices(configuration.model().prices())
          .secrets(secrets);
    }

    /** Nobody has to have run anything to be told that there are no sessions yet. */
    private Persistence persistence(boolean makes) {
      Configuration.Database database = configuration.database();
      if (makes) {
        return Stores.open(database.url());
      }
      return Stores.existing(database.url())
          .orElseGet(
              () -> {
                if (database.origin().isDefault()) {
                  return new InMemoryPersistence();
                }
                throw new InvalidConfigurationException(List.of(Stores.missing(database)));
              });
    }

    private WorkspaceSettings workspaces(Opening opening) {
      var environment = new HashMap<>(folders.variables());
      environment.putAll(opening.environment());
      return configuration.running().commands().workspaces(environment);
    }

    private static boolean isOfThisHost(Session session) {
      return session.state().header().settings().runner() instanceof Runner.OnHost on
          && on.host().equals(LocalProcess.hostName());
    }

    @Override
    public ModelChoice.Live liveModel() {
      String name =
          configuration
              .model()
              .name()
              .orElseThrow(
                  () ->
                      invalid(
                          "no model is named: give --model, set AGENT_RUNTIME_MODEL, or write"
                              + " model: NAME into the configuration file; --script needs none"));
      return new ModelChoice.Live(name, configuration.model().endpoint().baseUrl());
    }

    @Override
    public ChatModel model(ModelChoice.Live choice) {
      Configuration.Model model = configuration.model();
      var endpoint =
          new OpenAiSettings.Endpoint(
              choice.baseUrl(), model.endpoint().apiKey(), model.endpoint().headers());
      if (endpoint.apiKey().isEmpty() && endpoint.baseUrl().contains("//api.openai.com")) {
        throw invalid(
            endpoint.baseUrl()
                + " wants a key: set OPENAI_API_KEY, or name another endpoint with --base-url");
      }
      var settings = OpenAiSettings.of(endpoint, choice.model()).withTimeouts(model.timeouts());
      var chat =
          new OpenAiChatModel(
              model.maxOutputTokens().map(settings::withMaxOutputTokens).orElse(settings));
      chat.warmUp();
      return chat;
    }

    private static InvalidConfigurationException invalid(String problem) {
      return new InvalidConfigurationException(List.of(new Problem(problem, false)));
    }

    @Override
    public RunSettings run() {
      return new RunSettings(
          configuration.model().endpoint().baseUrl(),
          policy(configuration.approving()),
          configuration.approving().handling(),
          configuration.running().limits(),
          configuration.running().timeout());
    }

    private static SessionPolicy policy(Configuration.Approving approving) {
      return new SessionPolicy(
          approving.policyName(),
          approving.policy(),
          approving.rules().origin(),
          approving.isChosen());
    }

    @Override
    public AgentProfiles agents() {
      return configuration.agents();
    }

    @Override
    public int keys(boolean makes, ToIntFunction<ApiKeys> work) {
      try (Persistence store = persistence(makes)) {
        return work.applyAsInt(new ApiKeys(store));
      }
    }

    @Override
    public int webhooks(boolean makes, ToIntFunction<Webhooks> work) {
      try (Persistence store = persistence(makes);
          var transport =
              new OkHttpWebhookTransport(configuration.server().webhooks().settings())) {
        return work.applyAsInt(new Webhooks(store, transport, new UuidV7()));
      }
    }

    @Override
    public int database(boolean there, ToIntFunction<Maintenance> work) {
      Maintenance database = Stores.maintenance(configuration.database().url());
      if (there && database.status().tables().isEmpty()) {
        throw new InvalidConfigurationException(List.of(Stores.missing(configuration.database())));
      }
      return work.applyAsInt(database);
    }

    @Override
    public List<Check> verifyDatabase() {
      return new DatabaseCheck(configuration.database()).checks();
    }

    @Override
    public Serving serve(ChatModel model, ModelChoice choice) {
      return new Server(configuration, variables, folders, secrets).start(model, choice);
    }
  }
}
