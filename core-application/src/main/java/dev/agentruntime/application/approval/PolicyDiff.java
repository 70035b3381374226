package dev.agentruntime.application.approval;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What two policies do not have in common: rules by their id, and the members beside them.
 *
 * @param reordered whether rules that both have stand in another order, which can change verdicts
 */
public record PolicyDiff(PolicyView from, PolicyView to, List<Change> changes, boolean reordered) {

  private static final String RULES = "rules.";

  public PolicyDiff {
    changes = List.copyOf(changes);
  }

  /**
   * A part that is not the same.
   *
   * @param part {@code rules.ID}, or a member's name
   * @param before empty where it was added
   * @param after empty where it was removed
   */
  public record Change(String part, Optional<JsonValue> before, Optional<JsonValue> after) {}

  static PolicyDiff of(PolicyView from, PolicyView to) {
    Map<String, JsonValue> before = parts(from.document());
    Map<String, JsonValue> after = parts(to.document());
    var changes = new ArrayList<Change>();
    before.forEach(
        (part, value) -> {
          Optional<JsonValue> now = Optional.ofNullable(after.get(part));
          if (!now.equals(Optional.of(value))) {
            changes.add(new Change(part, Optional.of(value), now));
          }
        });
    after.forEach(
        (part, value) -> {
          if (!before.containsKey(part)) {
            changes.add(new Change(part, Optional.empty(), Optional.of(value)));
          }
        });
    return new PolicyDiff(from, to, changes, !common(before, after).equals(common(after, before)));
  }

  private static List<String> common(Map<String, JsonValue> one, Map<String, JsonValue> other) {
    return one.keySet().stream()
        .filter(other::containsKey)
        .filter(part -> part.startsWith(RULES))
        .toList();
  }

  private static Map<String, JsonValue> parts(JsonObject document) {
    Map<String, JsonValue> parts = new LinkedHashMap<>();
    List<JsonValue> rules = document.array("rules");
    for (int i = 0; i < rules.size(); i++) {
      // What was stored was read before: each of its rules is an object.
      JsonObject rule = (JsonObject) rules.get(i);
      parts.put(RULES + rule.string("id").orElse(RuleReader.name(i + 1)), rule);
    }
    document.members().entrySet().stream()
        .filter(member -> !member.getKey().equals("rules"))
        .forEach(member -> parts.put(member.getKey(), member.getValue()));
    return parts;
  }
}
