package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.access.ApiKeys;
import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.DryRun;
import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.FakeReceiver;
import dev.agentruntime.testkit.FakeWorkspace;
import dev.agentruntime.testkit.ForwardingPersistence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * Runtimes in memory: every one that is opened is new, as in another process, and all share the
 * store and the workspaces.
 */
final class FakeRuntimes implements RuntimeFactory {

  private static final long ONE_A_TOKEN = 1_000_000L * 1_000_000L;

  final FakeChatModel model = new FakeChatModel(what -> {});
  TurnLimits limits = TurnLimits.DEFAULT;
  Optional<Path> configuration = Optional.empty();
  Optional<String> broken = Optional.empty();
  Optional<String> keyless = Optional.empty();
  boolean away;
  List<Check> checks = List.of(Check.ok("java", "25"));
  final FakeMaintenance database = new FakeMaintenance();
  final List<ModelChoice.Live> asked = new ArrayList<>();

  final FakeReceiver receiver = new FakeReceiver();
  private final Persistence store = new KeptOpen(new InMemoryPersistence());
  private final Map<String, FakeWorkspace> workspaces = new ConcurrentHashMap<>();

  FakeWorkspace workspace(Path folder) {
    return workspaces.computeIfAbsent(
        SessionFinder.real(folder), root -> new FakeWorkspace(what -> {}));
  }

  /** What the commands on webhooks work on. */
  Webhooks webhooks() {
    return new Webhooks(store, receiver, new UuidV7());
  }

  Persistence store() {
    return store;
  }

  @Override
  public Prepared prepare(List<Flag> flags) {
    if (broken.isPresent()) {
      throw new InvalidConfigurationException(problems());
    }
    return new FakePrepared(flags);
  }

  private List<InvalidConfigurationException.Problem> problems() {
    return broken.stream()
        .map(problem -> new InvalidConfigurationException.Problem(problem, false))
        .toList();
  }

  @Override
  public Inspection inspect(List<Flag> flags) {
    String database = new FakePrepared(flags).flag("database").orElse("memory");
    return new FakeInspection(
        List.of(new Setting("database", database, "--db")), problems(), checks);
  }

  private record FakeInspection(
      List<Setting> settings,
      List<InvalidConfigurationException.Problem> problems,
      List<Check> checks)
      implements Inspection {
    @Override
    public List<Check> examine(Path workspace) {
      return checks;
    }
  }

  @Override
  public UserConfiguration userConfiguration() {
    return new UserConfiguration(configuration.orElseThrow(), "# model: NAME\n");
  }

  private final class FakePrepared implements Prepared {
    private final List<Flag> flags;

    FakePrepared(List<Flag> flags) {
      this.flags = flags;
    }

    private Optional<String> flag(String name) {
      return flags.stream().filter(f -> f.setting().equals(name)).map(Flag::value).findFirst();
    }

    @Override
    public RunSettings run() {
      ApprovalMode mode =
          flag("approve")
              .map(name -> ApprovalMode.valueOf(name.toUpperCase(Locale.ROOT)))
              .orElse(ApprovalMode.READS);
      return new RunSettings(
          flag("base_url").orElse("http://models/v1"),
          policy(mode),
          flag("approvals").map(name -> ApprovalHandling.valueOf(name.toUpperCase(Locale.ROOT))),
          limits(),
          flag("timeout").map(seconds -> Duration.ofSeconds(Long.parseLong(seconds))));
    }

    private SessionPolicy policy(ApprovalMode mode) {
      Optional<PolicyPreset> preset =
          flag("policy").map(value -> value.replace("preset:", "")).flatMap(PolicyPreset::named);
      boolean dry = flag("dry_run").isPresent();
      JsonObject document = preset.map(PolicyPreset::document).orElseGet(mode::document);
      String name = preset.map(PolicyPreset::id).orElseGet(mode::id);
      return new SessionPolicy(
          dry ? DryRun.RULE : name,
          dry ? DryRun.of(document) : document,
          preset.isPresent() ? "preset " + name : "--approve " + name,
          flag("approve").isPresent() || preset.isPresent());
    }

    private TurnLimits limits() {
      return new TurnLimits(
          flag("max_model_calls").map(Integer::parseInt).orElse(limits.modelCalls()),
          limits.toolCalls(),
          limits.equalCalls(),
          limits.autoApprovals(),
          limits.callsPerReply(),
          limits.runningTime(),
          new TurnBudget(
              flag("max_tokens")
                  .map(tokens -> OptionalLong.of(Long.parseLong(tokens)))
                  .orElse(OptionalLong.empty()),
              flag("max_cost")
                  .map(
                      cost ->
                          new TurnBudget.CostLimit(
                              new TurnBudget.Price(ONE_A_TOKEN, ONE_A_TOKEN),
                              Long.parseLong(cost) * 1_000_000))));
    }

    @Override
    public ModelChoice.Live liveModel() {
      return new ModelChoice.Live(flag("model").orElse("fake"), run().baseUrl());
    }

    @Override
    public ChatModel model(ModelChoice.Live choice) {
      keyless.ifPresent(
          problem -> {
            throw new InvalidConfigurationException(
                List.of(new InvalidConfigurationException.Problem(problem, false)));
          });
      asked.add(choice);
      return model;
    }

    @Override
    public AgentRuntime open(Opening opening) {
      return AgentRuntime.builder()
          .persistence(store)
          .model(opening.model())
          .workspaces(root -> workspace(Path.of(root)))
          .running(new RunnerSettings(LeaseTerms.DEFAULT, opening.mayRun(), Optional.empty()))
          .build();
    }

    @Override
    public AgentProfiles agents() {
      return BuiltinAgents.byDefault();
    }

    @Override
    public int keys(boolean makes, ToIntFunction<ApiKeys> work) {
      return work.applyAsInt(new ApiKeys(store));
    }

    @Override
    public int webhooks(boolean makes, ToIntFunction<Webhooks> work) {
      return work.applyAsInt(
          flag("server_webhook_targets").isPresent()
              ? new Webhooks(store, new FakeReceiver(), new UuidV7())
              : FakeRuntimes.this.webhooks());
    }

    @Override
    public int database(boolean there, ToIntFunction<Maintenance> work) {
      return work.applyAsInt(database);
    }

    @Override
    public List<Check> verifyDatabase() {
      return checks;
    }

    @Override
    public Serving serve(ChatModel served, ModelChoice choice) {
      if (away) {
        throw new PersistenceException(
            "the store is away", null, PersistenceException.Trouble.AWAY);
      }
      throw new InvalidConfigurationException(
          List.of(
              new InvalidConfigurationException.Problem(
                  "no server here; flags were "
                      + flags.stream().map(f -> f.setting() + "=" + f.value()).toList(),
                  true)));
    }
  }

  private static final class KeptOpen extends ForwardingPersistence {
    KeptOpen(Persistence store) {
      super(store);
    }

    @Override
    public void close() {
      // The next process finds what this one left.
    }
  }
}
