package dev.agentruntime.application.approval;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.text.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What requests of the types that everybody knows must say, so that a rule on one of these details
 * is never blind. Further details are the requester's own matter, as all are of other types.
 */
final class RequestShapes {

  private static final Shape TEXT =
      new Shape("a text that is not blank", v -> v instanceof JsonString s && !s.value().isBlank());
  private static final Shape COUNT =
      new Shape(
          "a whole number from 0 on",
          v -> v instanceof JsonNumber n && n.isWhole() && n.value() >= 0);
  private static final Shape DURATION =
      new Shape(
          DurationText.FORMS,
          v -> v instanceof JsonString s && DurationText.parse(s.value()).isPresent());
  private static final Shape LIST = new Shape("a list", v -> v instanceof JsonArray);

  /** The details of each, as the rules of policies name them. */
  private static final Map<String, List<Detail>> TYPES =
      Map.of(
          "plan",
          List.of(
              new Detail("plan_id", TEXT),
              new Detail("description", TEXT),
              new Detail("total_subtasks", COUNT),
              new Detail("estimated_duration", DURATION),
              new Detail("subtasks", LIST)),
          "deployment",
          List.of(
              new Detail("target", TEXT),
              new Detail("version", TEXT),
              new Detail("environment", TEXT)));

  private static final int MAX_SUBJECT = 1_000;
  private static final int MAX_DETAILS = 256 * 1024;

  private RequestShapes() {}

  private record Shape(String text, Predicate<JsonValue> test) {}

  private record Detail(String name, Shape shape) {}

  /**
   * Refuses a request that lacks something.
   *
   * @throws RefusedException with all that is missing or of another shape
   */
  static void require(RequestApproval.Wanted wanted) {
    List<Refusal.Flaw> flaws = flaws(wanted);
    if (!flaws.isEmpty()) {
      throw new RefusedException(new Refusal.Invalid(flaws));
    }
  }

  /** All that is missing or of another shape. */
  static List<Refusal.Flaw> flaws(RequestApproval.Wanted wanted) {
    var flaws = new ArrayList<Refusal.Flaw>();
    if (wanted.subject().length() > MAX_SUBJECT) {
      flaws.add(
          new Refusal.Flaw(
              "/subject",
              "subject has more than " + MAX_SUBJECT + " characters; put the rest into details"));
    }
    if (wanted.details().canonical().length() > MAX_DETAILS) {
      flaws.add(
          new Refusal.Flaw(
              "/details", "details have more than " + MAX_DETAILS + " characters as JSON"));
    }
    if (wanted.subject().isBlank()) {
      flaws.add(new Refusal.Flaw("/subject", "subject is blank; say in a line what is asked for"));
    }
    for (Detail detail : TYPES.getOrDefault(wanted.type().value(), List.of())) {
      if (wanted.details().get(detail.name()).filter(detail.shape().test()).isEmpty()) {
        flaws.add(flaw(detail.name(), "is missing or not " + detail.shape().text()));
      }
    }
    requireFullCount(wanted, flaws);
    return flaws;
  }

  private static Refusal.Flaw flaw(String detail, String message) {
    return new Refusal.Flaw("/details/" + detail, "details." + detail + " " + message);
  }

  /** A rule on the number must not be passed by counting less than there is. */
  private static void requireFullCount(RequestApproval.Wanted wanted, List<Refusal.Flaw> flaws) {
    JsonObject details = wanted.details();
    boolean isPlan = wanted.type().value().equals("plan");
    if (isPlan
        && flaws.isEmpty()
        && details.integer("total_subtasks").orElse(-1L) < details.array("subtasks").size()) {
      flaws.add(flaw("total_subtasks", "is less than there are subtasks"));
    }
  }
}
