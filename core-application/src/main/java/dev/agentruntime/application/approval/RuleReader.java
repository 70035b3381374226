package dev.agentruntime.application.approval;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.document.DocumentPath;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Grant;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.text.DurationText;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the rules of a policy's document. */
final class RuleReader {

  private static final Words DECISION = new Words("decision", "requires_approval");
  private static final String TIMEOUT = "timeout";
  private static final String ON_TIMEOUT = "on_timeout";
  private static final String NEEDED = "approvals_needed";
  private static final String ROLES = "roles";
  private static final List<String> TERMS = List.of(TIMEOUT, ON_TIMEOUT, NEEDED, ROLES);
  private static final List<String> MEMBERS =
      List.of(
          "id",
          "request_type",
          "subject_pattern",
          "agent",
          "conditions",
          DECISION.name(),
          DECISION.asked(),
          "reason",
          TIMEOUT,
          ON_TIMEOUT,
          NEEDED,
          ROLES);
  private static final String EVERY_TYPE = "*";
  private static final List<String> RUNTIME_TYPES =
      List.of(ApprovalType.TOOL.value(), ApprovalType.RECOVERY.value(), ApprovalType.LIMIT.value());

  private final PolicyFlaws flaws;
  private final ConditionReader conditions;

  RuleReader(PolicyFlaws flaws) {
    this.flaws = flaws;
    this.conditions = new ConditionReader(flaws);
  }

  /**
   * The two members that can hold a ruling.
   *
   * @param asked true for ask, false for allow: the older form
   */
  record Words(String name, String asked) {}

  /**
   * The rule; where something is wrong with it, flaws are noted and it allows nothing.
   *
   * @param number counts the rules from 1; names one that has no id
   */
  PolicyRule read(JsonObject rule, int number, DocumentPath path) {
    flaws.requireKnown(rule, MEMBERS, path);
    for (String name : List.of("id", "request_type", "subject_pattern", "agent", "reason")) {
      flaws.requireType(rule, name, JsonString.class, "a text", path);
    }
    flaws.requireType(rule, "conditions", JsonObject.class, "an object", path);
    String id = rule.string("id").orElse(name(number));
    if (id.isBlank()) {
      flaws.add(path.member("id"), " is blank");
    }
    if (Grant.isName(id)) {
      flaws.add(path.member("id"), " begins as what people grant is named: choose another one");
    }
    Optional<ApprovalType> type = type(rule, path.member("request_type"));
    Optional<Ruling> ruling = ruling(rule, DECISION, path);
    if (!rule.members().containsKey(DECISION.name())
        && !rule.members().containsKey(DECISION.asked())) {
      flaws.add(path.member(DECISION.name()), " is missing: allow, ask or deny");
    }
    return new PolicyRule(
        id,
        new PolicyRule.Scope(
            type, subject(rule, path.member("subject_pattern")), agent(rule, path.member("agent"))),
        conditions.read(
            rule.object("conditions").orElse(JsonObject.empty()), type, path.member("conditions")),
        ruling.orElse(Ruling.DENY),
        rule.string("reason").orElse("rule " + id),
        terms(rule, ruling, path));
  }

  /** What a rule without an id is called; its number counts from 1. */
  static String name(int number) {
    return "rule-" + number;
  }

  private Optional<ApprovalType> type(JsonObject rule, DocumentPath path) {
    String written = rule.string("request_type").orElse(EVERY_TYPE);
    if (written.equals(EVERY_TYPE)) {
      return Optional.empty();
    }
    requireFarFromRuntimes(written, path);
    return flaws.read(ApprovalType::new, written, path);
  }

  /** Any name is a type; one that looks like the runtime's own was meant to be that. */
  private void requireFarFromRuntimes(String written, DocumentPath path) {
    NearestName.to(written, RUNTIME_TYPES)
        .filter(near -> !near.equals(written))
        .ifPresent(
            near ->
                flaws.add(
                    path,
                    ": did you mean \""
                        + near
                        + "\"? A type of your own needs a name that is less like it than \""
                        + written
                        + "\""));
  }

  private TextPattern subject(JsonObject rule, DocumentPath path) {
    String source = rule.string("subject_pattern").orElse(".*");
    return flaws.pattern(source, path).orElseGet(() -> new TextPattern(source, text -> false));
  }

  private Optional<AgentName> agent(JsonObject rule, DocumentPath path) {
    return rule.string("agent").flatMap(name -> flaws.read(AgentName::new, name, path));
  }

  /** What is decided; nothing if it is not written, or not well. */
  Optional<Ruling> ruling(JsonObject object, Words words, DocumentPath path) {
    Optional<JsonValue> decision = object.get(words.name());
    Optional<JsonValue> asked = object.get(words.asked());
    if (decision.isPresent() && asked.isPresent()) {
      return flaws.none(
          path.member(words.asked()), " says the same as " + words.name() + "; leave one out");
    }
    if (asked.isPresent()) {
      return asked.get() instanceof JsonBoolean asks
          ? Optional.of(asks.value() ? Ruling.ASK : Ruling.ALLOW)
          : flaws.none(path.member(words.asked()), " is not true or false");
    }
    return decision.flatMap(value -> ruling(value, path.member(words.name())));
  }

  private Optional<Ruling> ruling(JsonValue value, DocumentPath path) {
    return value instanceof JsonString text
        ? Ruling.named(text.value())
            .or(() -> flaws.none(path, " is allow, ask or deny, not \"" + text.value() + "\""))
        : flaws.none(path, " is not a text");
  }

  private ApprovalTerms terms(JsonObject rule, Optional<Ruling> ruling, DocumentPath path) {
    if (ruling.isPresent() && ruling.get() != Ruling.ASK) {
      TERMS.stream()
          .filter(rule.members()::containsKey)
          .forEach(
              name ->
                  flaws.add(
                      path.member(name),
                      " says how people decide, and this rule does not ask them"));
      return ApprovalTerms.DEFAULT;
    }
    Optional<Duration> timeout = timeout(rule, path.member(TIMEOUT));
    return new ApprovalTerms(
        needed(rule, path.member(NEEDED)),
        roles(rule, path.member(ROLES)),
        timeout,
        onTimeout(rule, path.member(ON_TIMEOUT)));
  }

  private Optional<Duration> timeout(JsonObject rule, DocumentPath path) {
    return rule.get(TIMEOUT)
        .flatMap(
            written ->
                duration(written)
                    .filter(ApprovalTerms::isTimeout)
                    .or(
                        () ->
                            flaws.none(
                                path,
                                " is "
                                    + DurationText.FORMS
                                    + ", or a number of seconds; 1 second to 365 days")));
  }

  private static Optional<Duration> duration(JsonValue written) {
    return switch (written) {
      case JsonString text -> DurationText.parse(text.value());
      case JsonNumber number when number.isWhole() ->
          Optional.of(Duration.ofSeconds((long) number.value()));
      default -> Optional.empty();
    };
  }

  /** Silence is consent only to what is named: a rule for all types would cover any new one. */
  private OnTimeout onTimeout(JsonObject rule, DocumentPath path) {
    Optional<JsonValue> written = rule.get(ON_TIMEOUT);
    if (written.isEmpty()) {
      return OnTimeout.REJECT;
    }
    Optional<OnTimeout> found = rule.string(ON_TIMEOUT).flatMap(OnTimeout::named);
    if (found.isEmpty()) {
      flaws.add(path, " is reject or approve");
    } else if (!rule.members().containsKey(TIMEOUT)) {
      flaws.add(path, " says nothing without a timeout");
    } else if (found.get() == OnTimeout.APPROVE
        && (rule.members().containsKey(NEEDED) || rule.members().containsKey(ROLES))) {
      flaws.add(path, " cannot be approve where certain people or several have to decide");
    } else if (found.get() == OnTimeout.APPROVE
        && rule.string("request_type").orElse(EVERY_TYPE).equals(EVERY_TYPE)) {
      flaws.add(path, " can be approve only where the rule names its request_type");
    }
    return found.orElse(OnTimeout.REJECT);
  }

  private int needed(JsonObject rule, DocumentPath path) {
    return rule.get(NEEDED)
        .flatMap(
            written ->
                written instanceof JsonNumber number && isCount(number)
                    ? Optional.of((int) number.value())
                    : flaws.none(path, " is a whole number from 1 to " + ApprovalTerms.MAX_NEEDED))
        .orElse(1);
  }

  private static boolean isCount(JsonNumber number) {
    return number.isWhole() && number.value() >= 1 && number.value() <= ApprovalTerms.MAX_NEEDED;
  }

  private Set<Role> roles(JsonObject rule, DocumentPath path) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Optional<JsonValue> written = rule.get(ROLES);
    if (written.isPresent()
        && !(written.get() instanceof JsonArray list && !list.items().isEmpty())) {
      flaws.add(path, " is an array of at least one role");
      return roles;
    }
    List<JsonValue> items = rule.array(ROLES);
    for (int i = 0; i < items.size(); i++) {
      role(items.get(i), path.item(i)).ifPresent(roles::add);
    }
    return roles;
  }

  private Optional<Role> role(JsonValue item, DocumentPath path) {
    return Optional.of(item)
        .filter(JsonString.class::isInstance)
        .flatMap(text -> Role.named(((JsonString) text).value()))
        .or(() -> flaws.none(path, " is user, approver or admin"));
  }
}
