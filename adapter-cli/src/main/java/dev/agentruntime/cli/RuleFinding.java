package dev.agentruntime.cli;

import dev.agentruntime.domain.approval.Condition;
import dev.agentruntime.domain.approval.PolicyFindings;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a rule says of a request.
 *
 * @param concerned whether it is about requests of this kind at all
 * @param seen what its conditions saw, in their order
 */
record RuleFinding(String id, String decision, boolean concerned, String matches, List<Seen> seen) {

  /**
   * What a condition wants and saw.
   *
   * @param name as it is written, or only the detail it looks at
   * @param saw null where the request has no such detail
   * @param part what of it settles the condition; empty where it is all of it
   */
  record Seen(
      String name, JsonValue wants, JsonValue saw, Optional<JsonValue> part, String holds) {}

  /** The rule's conditions were read in the order in which its document has them. */
  static RuleFinding of(PolicyFindings.OnRule finding, List<JsonObject> documents) {
    List<Map.Entry<String, JsonValue>> written =
        documents.stream()
            .filter(rule -> rule.string("id").orElse("").equals(finding.rule().id()))
            .flatMap(rule -> rule.object("conditions").stream())
            .flatMap(conditions -> conditions.members().entrySet().stream())
            .toList();
    return new RuleFinding(
        finding.rule().id(),
        finding.rule().ruling().id(),
        finding.concerned(),
        word(finding.truth()),
        IntStream.range(0, finding.conditions().size())
            .mapToObj(i -> seen(finding.conditions().get(i), written, i))
            .toList());
  }

  private static Seen seen(
      PolicyFindings.OnCondition on, List<Map.Entry<String, JsonValue>> written, int place) {
    boolean known = place < written.size();
    return new Seen(
        known ? written.get(place).getKey() : on.condition().detail(),
        known ? written.get(place).getValue() : new JsonString("(see policy grants)"),
        on.seen().orElse(JsonNull.NULL),
        on.part(),
        word(on.truth()));
  }

  private static String word(Condition.Truth truth) {
    return truth.name().toLowerCase(Locale.ROOT);
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("id", id)
        .put("decision", decision)
        .put("concerned", concerned)
        .put("matches", matches)
        .put("conditions", PolicyForm.array(seen.stream().map(RuleFinding::json).toList()))
        .build();
  }

  private static JsonObject json(Seen one) {
    return JsonObject.builder()
        .put("condition", one.name())
        .put("wants", one.wants())
        .put("saw", one.saw())
        .put("part", one.part().orElse(null))
        .put("holds", one.holds())
        .build();
  }
}
