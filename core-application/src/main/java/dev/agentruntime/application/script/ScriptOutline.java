package dev.agentruntime.application.script;

import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.approval.PolicyDocument;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.tool.BuiltinTools;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What would happen if a script was played, told without playing it: as far as the built-in agents,
 * the mode of approval and the script itself say. What only the files of the workspace or the
 * outcome of a call decide is not foreseen.
 */
public final class ScriptOutline {

  /** Something that would happen. */
  public sealed interface Step {

    /** The user says something, or answers the question before. */
    record Said(String text) implements Step {}

    /** The request goes to an agent; none is named where the answer is of no use. */
    record Routed(Optional<AgentName> to) implements Step {}

    /** An agent answers. */
    record Replied(Optional<AgentName> agent, String text, List<Call> calls) implements Step {
      public Replied {
        calls = List.copyOf(calls);
      }
    }
  }

  /**
   * A call.
   *
   * @param about what it is about, on one line
   * @param fate what becomes of it
   */
  public record Call(String tool, String about, String fate) {}

  private static final Pattern HEAD =
      Pattern.compile("(?m)^(?:---|\\+\\+\\+) (?:[ab]/)?([^\\t\\n]+)");

  private final Script script;
  private final Script.Model model;
  private final ApprovalPolicy policy;
  private final List<ScriptedDecision> unnamed;
  private final List<Step> steps = new ArrayList<>();
  private Optional<AgentName> agent;
  private int messages;
  private int routes;
  private int decisions;
  private boolean over;

  private ScriptOutline(Script script, Script.Model model) {
    this.script = script;
    this.model = model;
    this.policy = PolicyDocument.read(script.setup().approve().document());
    this.unnamed = script.decisions().stream().filter(d -> d.when().isEmpty()).toList();
    this.agent = script.setup().agent().or(() -> Optional.of(AgentName.ORCHESTRATOR));
  }

  /** The steps; nothing of the replies where a live model gives them. */
  public static List<Step> of(Script script) {
    var outline =
        new ScriptOutline(
            script, script.model().orElseGet(() -> new Script.Model(List.of(), List.of())));
    outline.begin();
    return List.copyOf(outline.steps);
  }

  private void begin() {
    say();
    model.replies().forEach(this::reply);
    while (messages < script.messages().size()) {
      say();
    }
  }

  private void say() {
    if (messages < script.messages().size()) {
      steps.add(new Step.Said(script.messages().get(messages++)));
      if (agent.filter(AgentName.ORCHESTRATOR::equals).isPresent()
          && routes < model.routes().size()) {
        route(model.routes().get(routes++));
      }
    }
  }

  private void route(ChatModel.Reply route) {
    agent =
        object(route.text())
            .flatMap(json -> json.string("agent"))
            .filter(AgentName::isValid)
            .map(AgentName::new);
    steps.add(new Step.Routed(agent));
  }

  private static Optional<JsonObject> object(String text) {
    return JsonText.read(text) instanceof JsonText.Valid(JsonObject object)
        ? Optional.of(object)
        : Optional.empty();
  }

  private void reply(ChatModel.Reply reply) {
    Optional<AgentName> speaker = agent;
    over = reply.calls().isEmpty();
    boolean asks = false;
    var calls = new ArrayList<Call>();
    for (ChatModel.Call call : reply.calls()) {
      calls.add(call(call));
      asks |= call.name().equals("ask_followup_question");
    }
    steps.add(new Step.Replied(speaker, reply.text(), calls));
    if (over || asks) {
      say();
    }
  }

  private Call call(ChatModel.Call call) {
    Optional<JsonObject> arguments = object(call.arguments());
    return new Call(
        call.name(),
        arguments.map(ScriptOutline::about).orElse(Excerpts.of(call.arguments())),
        arguments
            .map(object -> fate(call.name(), object))
            .orElse("answered with an error: its arguments are no JSON object"));
  }

  private static String about(JsonObject arguments) {
    return Excerpts.of(
        arguments
            .string("command")
            .or(() -> arguments.string("path"))
            .or(() -> arguments.string("query"))
            .or(() -> arguments.string("mode"))
            .or(() -> arguments.string("question"))
            .or(() -> arguments.string("result"))
            .or(() -> arguments.string("diff"))
            .orElseGet(arguments::canonical));
  }

  private String fate(String tool, JsonObject arguments) {
    Optional<ToolSpec> spec =
        Optional.of(tool).filter(ToolName::isValid).map(ToolName::new).flatMap(BuiltinTools::find);
    if (spec.isEmpty()) {
      return "answered with an error: there is no such tool";
    }
    Optional<AgentProfile> profile = agent.flatMap(BuiltinAgents.byDefault()::find);
    if (profile.filter(p -> !p.tools().contains(spec.get().name())).isPresent()) {
      return "answered with an error: it is none of the agent's tools";
    }
    List<String> paths = paths(arguments);
    if (spec.get().sideEffect() == SideEffect.EDIT
        && profile.filter(p -> !paths.stream().allMatch(p.editable()::covers)).isPresent()) {
      return "answered with an error: the agent may not edit this file";
    }
    String asked = asked(request(spec.get(), arguments));
    return spec.get().sideEffect() == SideEffect.CONTROL ? control(tool, arguments) : asked;
  }

  /** The files of a call, a diff's as its heads name them. */
  private static List<String> paths(JsonObject arguments) {
    return arguments
        .string("path")
        .map(List::of)
        .orElseGet(
            () ->
                HEAD.matcher(arguments.string("diff").orElse(""))
                    .results()
                    .map(head -> head.group(1))
                    .filter(path -> !path.equals("/dev/null"))
                    .distinct()
                    .toList());
  }

  private ApprovalRequest request(ToolSpec tool, JsonObject arguments) {
    var details = JsonObject.builder().put("arguments", arguments);
    List<String> paths = paths(arguments);
    if (!paths.isEmpty()) {
      details.put("path", paths.getFirst()).put("paths", paths);
    }
    if (tool.sideEffect() == SideEffect.COMMAND) {
      details.put("command", arguments.string("command"));
    }
    return new ApprovalRequest(
        ApprovalType.TOOL, tool.name().value(), details.build(), agent, List.of());
  }

  private String asked(ApprovalRequest request) {
    return switch (policy.evaluate(request)) {
      case Verdict.Allowed allowed -> "runs by itself";
      case Verdict.Denied denied -> "denied by the policy";
      case Verdict.ApprovalRequired required -> "asks: " + decision(request);
    };
  }

  private String decision(ApprovalRequest request) {
    Optional<ScriptedDecision> named =
        script.decisions().stream()
            .filter(d -> d.when().filter(target -> target.covers(request)).isPresent())
            .findFirst();
    if (named.isPresent()) {
      return words(named.get().decision()) + " (the decision on " + named.get().when().get() + ")";
    }
    if (decisions < unnamed.size()) {
      return words(unnamed.get(decisions++).decision()) + " (decision " + decisions + ")";
    }
    return "nobody decides, and the run ends here";
  }

  /** A decision in words. */
  public static String words(ApprovalDecision decision) {
    return switch (decision) {
      case ApprovalDecision.Approve approve -> "approved";
      case ApprovalDecision.ApproveWithEdits edits -> "edited";
      case ApprovalDecision.Reject reject when reject.feedback().isEmpty() -> "rejected";
      case ApprovalDecision.Reject reject -> "rejected: " + Excerpts.of(reject.feedback());
    };
  }

  private String control(String tool, JsonObject arguments) {
    return switch (tool) {
      case "ask_followup_question" ->
          messages < script.messages().size()
              ? "the next message is the answer"
              : "nobody answers, and the run ends here";
      case "switch_mode" -> {
        agent = arguments.string("mode").filter(AgentName::isValid).map(AgentName::new);
        yield agent.map(name -> name + " takes over").orElse("another agent takes over");
      }
      default -> {
        over = true;
        yield "ends the turn";
      }
    };
  }
}
