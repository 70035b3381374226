package dev.agentruntime.application.event;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Runner;

/** Who may run a session, as JSON. */
public final class RunnerJson {

  private RunnerJson() {}

  /** The name of the kind of runner. */
  public static String kind(Runner runner) {
    return switch (runner) {
      case Runner.Any any -> "any";
      case Runner.OnHost host -> "host";
    };
  }

  /** The JSON form. */
  public static JsonObject write(Runner runner) {
    var json = JsonObject.builder().put("kind", kind(runner));
    if (runner instanceof Runner.OnHost on) {
      json.put("host", on.host()).put("workspace", on.workspace()).put("model", model(on.model()));
    }
    return json.build();
  }

  /** Reads {@link #write}. */
  public static Runner read(JsonObject json) {
    var fields = new Fields(json);
    return switch (fields.text("kind")) {
      case "any" -> new Runner.Any();
      case "host" ->
          new Runner.OnHost(
              fields.text("host"), fields.text("workspace"), model(fields.fields("model")));
      case String other -> throw Fields.unknown("runner", other);
    };
  }

  private static JsonObject model(ModelChoice model) {
    return switch (model) {
      case ModelChoice.Live live ->
          JsonObject.builder()
              .put("kind", "live")
              .put("model", live.model())
              .put("base_url", live.baseUrl())
              .build();
      case ModelChoice.Scripted scripted ->
          JsonObject.builder()
              .put("kind", "scripted")
              .put("source", scripted.source())
              .put("digest", scripted.digest().hex())
              .build();
    };
  }

  private static ModelChoice model(Fields model) {
    return switch (model.text("kind")) {
      case "live" -> new ModelChoice.Live(model.text("model"), model.text("base_url"));
      case "scripted" -> new ModelChoice.Scripted(model.text("source"), model.digest("digest"));
      case String other -> throw Fields.unknown("model choice", other);
    };
  }
}
