package dev.agentruntime.application.event;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a session is set to, as JSON. */
public final class SettingsJson {

  private static final String CLIENT_TIMEOUT = "client_timeout_seconds";

  private SettingsJson() {}

  /** The JSON form. */
  public static JsonObject write(SessionSettings settings) {
    return JsonObject.builder()
        .put("title", settings.title())
        .put("labels", labels(settings.labels()))
        .put("limits", limits(settings.limits()))
        .put("runner", RunnerJson.write(settings.runner()))
        .put("routing", Fields.name(settings.routing()))
        .put("tool_execution", Fields.name(settings.tools().execution()))
        .put("client_tools", Fields.list(settings.tools().declared(), SettingsJson::spec))
        .put(CLIENT_TIMEOUT, timeout(settings.tools().clientTimeout()))
        .build();
  }

  /** Reads {@link #write}. */
  public static SessionSettings read(JsonObject json) {
    var fields = new Fields(json);
    return new SessionSettings(
        fields.text("title"),
        labels(fields.fields("labels")),
        limits(fields.fields("limits")),
        RunnerJson.read(fields.object("runner")),
        fields.constant("routing", RoutingMode.class),
        tools(fields));
  }

  private static JsonObject labels(Map<String, String> labels) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    labels.forEach((name, value) -> members.put(name, new JsonString(value)));
    return new JsonObject(members);
  }

  private static Map<String, String> labels(Fields labels) {
    Map<String, String> read = new LinkedHashMap<>();
    labels.json().members().keySet().forEach(name -> read.put(name, labels.text(name)));
    return read;
  }

  private static JsonObject limits(TurnLimits limits) {
    TurnBudget budget = limits.budget();
    return JsonObject.builder()
        .put("model_calls", limits.modelCalls())
        .put("tool_calls", limits.toolCalls())
        .put("equal_calls", limits.equalCalls())
        .put("calls_per_reply", limits.callsPerReply())
        .put("running_seconds", Fields.whole(limits.runningTime().toSeconds()))
        .put(
            "tokens",
            budget.tokens().isPresent() ? Fields.whole(budget.tokens().getAsLong()) : null)
        .put("cost", budget.cost().map(SettingsJson::cost).orElse(null))
        .build();
  }

  private static TurnLimits limits(Fields limits) {
    return new TurnLimits(
        limits.count("model_calls"),
        limits.count("tool_calls"),
        limits.count("equal_calls"),
        limits.count("calls_per_reply"),
        Duration.ofSeconds(limits.whole("running_seconds")),
        budget(limits));
  }

  private static TurnBudget budget(Fields limits) {
    return new TurnBudget(
        limits.has("tokens") ? OptionalLong.of(limits.whole("tokens")) : OptionalLong.empty(),
        limits.has("cost") ? Optional.of(cost(limits.fields("cost"))) : Optional.empty());
  }

  private static JsonObject cost(TurnBudget.CostLimit limit) {
    return JsonObject.builder()
        .put("most_micros", Fields.whole(limit.most()))
        .put("prompt_micros", Fields.whole(limit.price().prompt()))
        .put("completion_micros", Fields.whole(limit.price().completion()))
        .build();
  }

  private static TurnBudget.CostLimit cost(Fields limit) {
    return new TurnBudget.CostLimit(
        new TurnBudget.Price(limit.whole("prompt_micros"), limit.whole("completion_micros")),
        limit.whole("most_micros"));
  }

  private static SessionSettings.Tools tools(Fields settings) {
    return new SessionSettings.Tools(
        settings.constant("tool_execution", ToolExecution.class),
        settings.list("client_tools", SettingsJson::spec),
        settings.has(CLIENT_TIMEOUT)
            ? Duration.ofSeconds(settings.whole(CLIENT_TIMEOUT))
            : SessionSettings.Tools.CLIENT_TIMEOUT);
  }

  /** Left out where it is the usual one, as it is in settings of earlier versions. */
  private static @Nullable JsonValue timeout(Duration timeout) {
    return timeout.equals(SessionSettings.Tools.CLIENT_TIMEOUT)
        ? null
        : Fields.whole(timeout.toSeconds());
  }

  private static JsonObject spec(ToolSpec spec) {
    return JsonObject.builder()
        .put("name", spec.name().value())
        .put("description", spec.description())
        .put("schema", spec.schema())
        .put("side_effect", Fields.name(spec.sideEffect()))
        .build();
  }

  private static ToolSpec spec(JsonObject json) {
    var fields = new Fields(json);
    return new ToolSpec(
        new ToolName(fields.text("name")),
        fields.text("description"),
        fields.object("schema"),
        fields.constant("side_effect", SideEffect.class));
  }
}
