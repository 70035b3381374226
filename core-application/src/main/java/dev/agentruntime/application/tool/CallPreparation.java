package dev.agentruntime.application.tool;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.ToolExecutor;
import dev.agentruntime.application.port.ToolExecutor.Previewed;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a call as the model sent it through everything it must pass before the policy is asked: the
 * session's catalogue, the tool's schema, the agent's tools, the executor's preview and the agent's
 * files. Changes nothing and decides nothing.
 *
 * @param executor of the session's workspace; empty where the client executes
 */
public record CallPreparation(
    SessionTools tools,
    AgentProfile agent,
    Optional<? extends ToolExecutor> executor,
    ToolSchemas schemas) {

  private static final Logger LOG = LoggerFactory.getLogger(CallPreparation.class);

  private static final String HAND_OVER = "Hand over with switch_mode to an agent that may.";

  private static final String SECRET_WITHIN =
      "refused, because a known secret value stands in them (it is masked here): name the"
          + " environment variable or the file that holds it instead";

  /**
   * A call of the model, with an identity of ours and its arguments read.
   *
   * @param secrets what must not be recorded: a call that holds some is kept masked, and can only
   *     be answered as malformed. To run it with a mask in their place would not be what was asked,
   *     and to run it as it came would write a secret into a file, a command or the log
   */
  public static ToolCall received(ChatModel.Call call, ToolCallId id, KnownSecrets secrets) {
    return new ToolCall(
        id,
        RecordableText.of(secrets.mask(call.id())),
        RecordableText.of(secrets.mask(call.name())),
        withoutSecrets(arguments(call.arguments()), secrets));
  }

  private static ToolArguments withoutSecrets(ToolArguments arguments, KnownSecrets secrets) {
    KnownSecrets.Masked masked =
        switch (arguments) {
          case ToolArguments.Parsed parsed -> secrets.look(parsed.value());
          case ToolArguments.Malformed malformed -> secrets.look(malformed.raw());
        };
    return masked.found() ? new ToolArguments.Malformed(masked.text(), SECRET_WITHIN) : arguments;
  }

  private static ToolArguments arguments(String raw) {
    if (raw.isBlank()) {
      return new ToolArguments.Parsed(JsonObject.empty());
    }
    return switch (JsonText.read(raw)) {
      case JsonText.Valid(JsonObject object) -> new ToolArguments.Parsed(object);
      case JsonText.Valid other ->
          new ToolArguments.Malformed(RecordableText.of(raw), "not a JSON object");
      case JsonText.Invalid invalid ->
          new ToolArguments.Malformed(RecordableText.of(raw), invalid.problem());
    };
  }

  /** Prepares a call with the arguments the model sent. */
  public Preparation prepare(ToolCall call) {
    return switch (call.arguments()) {
      case ToolArguments.Parsed parsed -> prepare(call, parsed.value());
      case ToolArguments.Malformed malformed ->
          tools.find(call.name()).isEmpty()
              ? unknown(call)
              : malformed(call, "The arguments are " + malformed.problem() + ".");
    };
  }

  /** Prepares a call with other arguments in place of the model's. */
  public Preparation prepare(ToolCall call, JsonObject arguments) {
    Optional<ToolSpec> found = tools.find(call.name());
    if (found.isEmpty()) {
      return unknown(call);
    }
    ToolSpec spec = found.get();
    List<String> problems = schemas.problems(spec.schema(), arguments);
    if (!problems.isEmpty()) {
      return malformed(call, "The arguments do not fit the schema: " + String.join("; ", problems));
    }
    if (!tools.mayCall(agent, spec)) {
      return unfit(
          call,
          failed("The agent " + agent.name() + " may not use " + spec.name() + ".", HAND_OVER));
    }
    ToolExecution execution = tools.executionOf(spec.name());
    return switch (preview(spec, arguments, execution)) {
      case Previewed.Impossible impossible -> unfit(call, ToolResult.failed(impossible.problem()));
      case Previewed.Possible possible ->
          withinFiles(new PreparedCall(call, spec, execution, arguments, possible.preview()));
    };
  }

  private Previewed preview(ToolSpec spec, JsonObject arguments, ToolExecution execution) {
    if (spec.sideEffect() == SideEffect.CONTROL) {
      return new Previewed.Possible(Preview.nothing());
    }
    if (execution == ToolExecution.CLIENT) {
      return new Previewed.Possible(Preview.ofPaths(ClientPaths.of(spec, arguments)));
    }
    return executor
        .map(e -> preview(e, spec, arguments))
        .orElseGet(() -> new Previewed.Impossible("This session has no workspace."));
  }

  /** A defect of one tool is an answer to one call, never the end of the turn. */
  private static Previewed preview(ToolExecutor executor, ToolSpec spec, JsonObject arguments) {
    try {
      return executor.preview(spec.name(), arguments);
    } catch (RuntimeException e) {
      LOG.error("the preview of {} failed unexpectedly", spec.name(), e);
      return new Previewed.Impossible(
          "The tool failed unexpectedly ("
              + e.getClass().getSimpleName()
              + ") before it did anything.");
    }
  }

  /**
   * An agent that is held to some files must not edit others; paths nobody knows count as others.
   */
  private Preparation withinFiles(PreparedCall call) {
    if (call.spec().sideEffect() != SideEffect.EDIT || !agent.editable().isRestricted()) {
      return new Preparation.Ready(call);
    }
    List<String> paths = call.preview().paths();
    List<String> outside = paths.stream().filter(path -> !agent.editable().covers(path)).toList();
    if (paths.isEmpty() || !outside.isEmpty()) {
      String which = paths.isEmpty() ? "files that cannot be told" : String.join(", ", outside);
      return unfit(
          call.call(),
          failed(
              "The agent "
                  + agent.name()
                  + " may only edit "
                  + agent.editable()
                  + ", not "
                  + which
                  + ".",
              HAND_OVER));
    }
    return new Preparation.Ready(call);
  }

  private Preparation unknown(ToolCall call) {
    List<String> offered = tools.offeredTo(agent).stream().map(s -> s.name().value()).toList();
    return unfit(
        call,
        failed("There is no tool of that name.", "Available: " + String.join(", ", offered) + "."));
  }

  private static Preparation unfit(ToolCall call, ToolResult answer) {
    return new Preparation.Unfit(call, answer, false);
  }

  private static Preparation malformed(ToolCall call, String why) {
    return new Preparation.Unfit(
        call, failed(why, "It was not run; call again with valid arguments."), true);
  }

  private static ToolResult failed(String why, String advice) {
    return ToolResult.failed(why).with(advice);
  }
}
