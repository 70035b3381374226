package dev.agentruntime.testkit;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.agent.FilePatterns;
import dev.agentruntime.domain.approval.ApprovalGate;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.PolicyInForce;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.ControlTools;
import dev.agentruntime.domain.session.ModelReply;
import dev.agentruntime.domain.session.OpenCall;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A small world for sessions: three agents, five tools and a policy that allows reads, asks for
 * edits and commands, and denies what is forbidden.
 */
public record Workshop(Supplier<UUID> ids) {

  /** An agent. */
  public static final AgentName CODER = new AgentName("coder");

  /** Another agent. */
  public static final AgentName DEBUG = new AgentName("debug");

  /** All of them. */
  public static final AgentProfiles AGENTS =
      new AgentProfiles(
          Stream.of(AgentName.ORCHESTRATOR, CODER, DEBUG)
              .map(name -> new AgentProfile(name, "d", "p", Set.of(), FilePatterns.any()))
              .toList());

  /** The policy in force. */
  public static final ApprovalGate GATE =
      new ApprovalGate(
          PolicyInForce.of(
              new ApprovalPolicy(
                  PolicyVersion.ofOwner(1),
                  true,
                  List.of(
                      rule("never", "forbidden", Ruling.DENY),
                      rule("reads", "read_file", Ruling.ALLOW),
                      rule("steering", ControlTools.SWITCH_MODE, Ruling.ALLOW),
                      rule("asking", ControlTools.ASK_FOLLOWUP_QUESTION, Ruling.ALLOW),
                      rule("ending", ControlTools.ATTEMPT_COMPLETION, Ruling.ALLOW)),
                  Ruling.ASK)));

  private static PolicyRule rule(String id, String subject, Ruling ruling) {
    return new PolicyRule(
        id,
        new PolicyRule.Scope(
            Optional.empty(), new TextPattern(subject, subject::equals), Optional.empty()),
        List.of(),
        ruling,
        id,
        ApprovalTerms.DEFAULT);
  }

  /** The same, executed by the client. */
  public static SessionSettings clientSettings() {
    SessionSettings settings = settings();
    return new SessionSettings(
        settings.title(),
        settings.labels(),
        settings.limits(),
        settings.runner(),
        settings.routing(),
        new SessionSettings.Tools(ToolExecution.CLIENT, List.of()));
  }

  /** Settings without a title, any runner, executed by the runtime. */
  public static SessionSettings settings(TurnLimits limits, Map<String, String> labels) {
    return new SessionSettings(
        "",
        labels,
        limits,
        new Runner.Any(),
        RoutingMode.FIRST,
        new SessionSettings.Tools(ToolExecution.WORKSPACE, List.of()));
  }

  /** The same with default limits and no labels. */
  public static SessionSettings settings() {
    return settings(TurnLimits.DEFAULT, Map.of());
  }

  /** A reply of the model. */
  public ModelReply reply(String text, Preparation... calls) {
    return new ModelReply(
        new MessageId(ids.get()), text, Optional.of("thinking"), List.of(calls), cost());
  }

  /** What a reply took. */
  public static ModelReply.Cost cost() {
    return new ModelReply.Cost("m-1", new Usage(10, 5), 120);
  }

  /** A call that is allowed. */
  public Preparation read(String path) {
    return ready("read_file", SideEffect.READ, arguments("path", path), ToolExecution.WORKSPACE);
  }

  /** A call that is asked for. */
  public Preparation write(String path, String content) {
    return write(path, content, ToolExecution.WORKSPACE);
  }

  /** The same, executed by somebody. */
  public Preparation write(String path, String content, ToolExecution execution) {
    JsonObject arguments = JsonObject.builder().put("path", path).put("content", content).build();
    return ready("write_file", SideEffect.EDIT, arguments, execution);
  }

  /** A call of which nobody knows what it does. */
  public Preparation command(String command) {
    return ready(
        "execute_command",
        SideEffect.COMMAND,
        arguments("command", command),
        ToolExecution.WORKSPACE);
  }

  /** A call that is denied. */
  public Preparation forbidden() {
    return ready("forbidden", SideEffect.COMMAND, JsonObject.empty(), ToolExecution.WORKSPACE);
  }

  /** A call that steers. */
  public Preparation control(String tool, JsonObject arguments) {
    return ready(tool, SideEffect.CONTROL, arguments, ToolExecution.WORKSPACE);
  }

  /** A call that cannot be read. */
  public Preparation malformed(String raw) {
    var call =
        new ToolCall(
            newCall(),
            "p-0",
            "write_file",
            new ToolArguments.Malformed(raw, "it ends in the middle"));
    return new Preparation.Unfit(call, ToolResult.failed("unusable arguments"), true);
  }

  /** An object with one member. */
  public static JsonObject arguments(String name, String value) {
    return JsonObject.builder().put(name, value).build();
  }

  private Preparation ready(
      String tool, SideEffect effect, JsonObject arguments, ToolExecution execution) {
    // Providers repeat their ids: nothing may rest on them.
    var call = new ToolCall(newCall(), "p-1", tool, new ToolArguments.Parsed(arguments));
    return prepared(call, effect, execution, arguments, "before");
  }

  private ToolCallId newCall() {
    return new ToolCallId(ids.get());
  }

  /** An open call prepared again, as it is just before it runs. */
  public static Preparation again(OpenCall call) {
    JsonObject arguments = ((ToolArguments.Parsed) call.call().arguments()).value();
    return again(call, arguments, "before");
  }

  /** The same with other arguments and another content of the file on disk. */
  public static Preparation again(OpenCall call, JsonObject arguments, String onDisk) {
    return prepared(call.call(), call.sideEffect(), call.execution(), arguments, onDisk);
  }

  private static Preparation prepared(
      ToolCall call,
      SideEffect effect,
      ToolExecution execution,
      JsonObject arguments,
      String onDisk) {
    var spec = new ToolSpec(new ToolName(call.name()), "d", JsonObject.empty(), effect);
    return new Preparation.Ready(
        new PreparedCall(call, spec, execution, arguments, preview(effect, arguments, onDisk)));
  }

  private static Preview preview(SideEffect effect, JsonObject arguments, String onDisk) {
    if (effect != SideEffect.EDIT) {
      return Preview.nothing();
    }
    String path = arguments.string("path").orElseThrow();
    String content = arguments.string("content").orElseThrow();
    var impact =
        new FileImpact(path, Optional.of(Digest.of(onDisk)), Optional.of(Digest.of(content)));
    return new Preview(
        List.of(path),
        List.of(impact),
        OptionalLong.of(content.length()),
        Optional.of("diff"),
        false);
  }
}
