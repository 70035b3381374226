package dev.agentruntime.http;

import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what a new session is to be.
 *
 * @param limits of sessions that ask for none
 */
record SessionInput(WorkspaceRoots workspaces, TurnLimits limits) {

  private static final int MAX_LABELS = 64;
  private static final int MAX_LABEL = 500;
  private static final int MAX_LIMIT = 1_000_000;

  CreateSession creation(Owner owner, Members members) {
    Optional<String> title = members.text("title");
    Optional<AgentName> agent = members.parsed("agent", AgentName::new);
    Optional<Map<String, String>> labels = labels(members);
    Optional<TurnLimits> given =
        members.members("limits").flatMap(part -> limits(members, part, limits));
    Optional<RoutingMode> routing = members.constant("routing", RoutingMode.class);
    List<ToolSpec> declared =
        members.each("client_tools").stream()
            .map(SessionInput::declared)
            .flatMap(Optional::stream)
            .toList();
    ToolExecution execution =
        members.constant("tool_execution", ToolExecution.class).orElse(ToolExecution.CLIENT);
    Optional<Runner> runner = runner(members, execution);
    return members.finish(
        () ->
            new CreateSession(
                owner,
                new SessionSettings(
                    title.orElse(""),
                    labels.orElse(Map.of()),
                    given.orElse(limits),
                    runner.orElseThrow(),
                    routing.orElse(RoutingMode.FIRST),
                    new SessionSettings.Tools(execution, declared)),
                agent,
                Optional.empty()));
  }

  /** A session of which nothing is said but who takes the first message. */
  CreateSession plain(Owner owner, Optional<AgentName> agent) {
    var members = JsonObject.builder().put("agent", agent.map(AgentName::value));
    return creation(owner, Members.of(members.build()));
  }

  private Optional<Runner> runner(Members members, ToolExecution execution) {
    Optional<String> workspace = members.text("workspace");
    return switch (execution) {
      case CLIENT -> {
        workspace.ifPresent(
            given -> members.fault("workspace", "goes with tool_execution workspace only"));
        yield Optional.of(new Runner.Any());
      }
      case WORKSPACE ->
          members
              .required("workspace", workspace)
              .flatMap(given -> members.attempt("workspace", () -> workspaces.on(given)));
    };
  }

  private static Optional<ToolSpec> declared(Members tool) {
    Optional<ToolName> name = tool.required("name", tool.parsed("name", ToolName::new));
    Optional<String> description = tool.required("description", tool.text("description"));
    Optional<JsonObject> schema = tool.required("schema", tool.object("schema"));
    Optional<SideEffect> effect = tool.constant("side_effect", SideEffect.class);
    effect
        .filter(SideEffect.CONTROL::equals)
        .ifPresent(control -> tool.fault("side_effect", "must be one of read, edit, command"));
    return name.flatMap(
        n ->
            description.flatMap(
                d -> schema.map(s -> new ToolSpec(n, d, s, effect.orElse(SideEffect.COMMAND)))));
  }

  /** Labels as given; bounded, since every list of sessions shows them. */
  static Optional<Map<String, String>> labels(Members members) {
    Optional<Map<String, String>> labels = members.texts("labels");
    labels
        .filter(
            given ->
                given.size() > MAX_LABELS
                    || given.entrySet().stream()
                        .anyMatch(
                            label ->
                                label.getKey().length() > MAX_LABEL
                                    || label.getValue().length() > MAX_LABEL))
        .ifPresent(
            many ->
                members.fault(
                    "labels",
                    "must be at most "
                        + MAX_LABELS
                        + ", with names and values of at most "
                        + MAX_LABEL
                        + " characters"));
    return labels;
  }

  /** Limits with the given ones changed. */
  static Optional<TurnLimits> limits(Members members, Members given, TurnLimits present) {
    int modelCalls = given.count("model_calls", MAX_LIMIT, present.modelCalls());
    int toolCalls = given.count("tool_calls", MAX_LIMIT, present.toolCalls());
    int equalCalls = given.count("equal_calls", MAX_LIMIT, present.equalCalls());
    int autoApprovals = given.count("auto_approvals", MAX_LIMIT, present.autoApprovals());
    int callsPerReply = given.count("calls_per_reply", MAX_LIMIT, present.callsPerReply());
    Duration running =
        Duration.ofSeconds(
            given.count(
                "running_seconds", MAX_LIMIT, Math.toIntExact(present.runningTime().toSeconds())));
    Optional<Long> tokens = given.whole("tokens");
    return members.attempt(
        "limits",
        () ->
            new TurnLimits(
                modelCalls,
                toolCalls,
                equalCalls,
                autoApprovals,
                callsPerReply,
                running,
                tokens
                    .map(most -> new TurnBudget(OptionalLong.of(most), present.budget().cost()))
                    .orElse(present.budget())));
  }
}
