package dev.agentruntime.application.approval;

import dev.agentruntime.application.document.DocumentPath;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Reads a policy from its JSON form. Everything that is wrong is reported at once, each with its
 * place; nothing unknown is ignored, because an ignored condition would widen what may run.
 */
public final class PolicyDocument {

  private static final List<String> MEMBERS =
      List.of("enabled", "rules", "default", "default_requires_approval");

  /** Most rules; a policy that people cannot read protects nobody. */
  public static final int MAX_RULES = 200;

  /** Longest policy in characters of its canonical form. */
  public static final int MAX_LENGTH = 128 * 1024;

  private final PolicyFlaws flaws = new PolicyFlaws();
  private final RuleReader rules = new RuleReader(flaws);

  private PolicyDocument() {}

  /**
   * The policy of a document.
   *
   * @param version to give it
   * @throws RefusedException with every problem
   */
  public static ApprovalPolicy read(JsonObject document, PolicyVersion version) {
    var reader = new PolicyDocument();
    ApprovalPolicy policy = reader.policy(document, version);
    reader.requireSound();
    return policy;
  }

  /**
   * The policy of a document that is stored nowhere.
   *
   * @throws RefusedException with every problem
   */
  public static ApprovalPolicy read(JsonObject document) {
    return read(document, PolicyVersion.DEFAULT);
  }

  /**
   * A rule that stands alone.
   *
   * @throws RefusedException with every problem
   */
  static PolicyRule rule(JsonObject document) {
    var reader = new PolicyDocument();
    PolicyRule rule = reader.rules.read(document, 1, DocumentPath.ROOT.member("rule"));
    reader.requireSound();
    return rule;
  }

  private void requireSound() {
    List<Refusal.Flaw> found =
        flaws.found().stream()
            .map(flaw -> new Refusal.Flaw(flaw.part().pointer(), flaw.text()))
            .toList();
    if (!found.isEmpty()) {
      throw new RefusedException(new Refusal.Invalid(found));
    }
  }

  /** Everything that is wrong with a document. */
  static List<PolicyFlaws.Flaw> flaws(JsonObject document) {
    var reader = new PolicyDocument();
    reader.policy(document, PolicyVersion.DEFAULT);
    return reader.flaws.found();
  }

  private ApprovalPolicy policy(JsonObject document, PolicyVersion version) {
    DocumentPath root = DocumentPath.ROOT;
    flaws.requireKnown(document, MEMBERS, root);
    flaws.requireType(document, "enabled", JsonBoolean.class, "true or false", root);
    flaws.requireType(document, "rules", JsonArray.class, "an array", root);
    var read = new ArrayList<PolicyRule>();
    var ids = new HashSet<String>();
    List<JsonValue> items = document.array("rules");
    if (items.size() > MAX_RULES || document.canonical().length() > MAX_LENGTH) {
      flaws.add(
          root.member("rules"),
          " has to have at most %d rules, and the policy %d characters"
              .formatted(MAX_RULES, MAX_LENGTH));
      items = List.of();
    }
    for (int i = 0; i < items.size(); i++) {
      DocumentPath path = root.member("rules").item(i);
      if (!(items.get(i) instanceof JsonObject item)) {
        flaws.add(path, " is no object");
        continue;
      }
      PolicyRule rule = rules.read(item, i + 1, path);
      read.add(rule);
      if (!ids.add(rule.id())) {
        flaws.add(path.member("id"), ": " + rule.id() + " is taken by an earlier rule");
      }
    }
    return new ApprovalPolicy(
        version,
        document.bool("enabled").orElse(true),
        read,
        rules
            .ruling(document, new RuleReader.Words("default", "default_requires_approval"), root)
            .orElse(Ruling.ASK));
  }
}
