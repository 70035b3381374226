package dev.agentruntime.application.approval;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.Optional;

/**
 * A policy under which reading runs and nothing is changed. It is another policy with a rule that
 * denies: such a rule wins wherever it stands, so neither a resumed session nor what is allowed for
 * a session can undo it.
 */
public final class DryRun {

  /** The rule's id, by which calls that would have been run are known. */
  public static final String RULE = "dry-run";

  private static final JsonObject DENIAL =
      JsonObject.builder()
          .put("id", RULE)
          .put("request_type", "tool")
          .put("subject_pattern", "write_file|apply_diff|execute_command")
          .put("decision", "deny")
          .put(
              "reason",
              "not run: dry run. What would be done is shown to the user; go on as if it had been"
                  + " done, do not try it in another way, and say in the end what is left to do")
          .build();

  private DryRun() {}

  /** The policy's JSON form, with everything that changes something denied. */
  public static JsonObject of(JsonObject policy) {
    if (isOf(policy)) {
      return policy;
    }
    var rules = new ArrayList<JsonValue>();
    rules.add(DENIAL);
    policy.array("rules").stream().filter(rule -> !isNamed(rule)).forEach(rules::add);
    var dry = JsonObject.builder();
    policy.members().forEach(dry::put);
    return dry.put("rules", new JsonArray(rules)).build();
  }

  /** Whether a policy is that of a dry run. */
  public static boolean isOf(JsonObject policy) {
    return policy.array("rules").contains(DENIAL);
  }

  private static boolean isNamed(JsonValue rule) {
    return rule instanceof JsonObject object
        && object.get("id").equals(Optional.of(new JsonString(RULE)));
  }
}
