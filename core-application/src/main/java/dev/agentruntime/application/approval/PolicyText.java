package dev.agentruntime.application.approval;

import dev.agentruntime.application.document.Place;
import dev.agentruntime.application.document.Problem;
import dev.agentruntime.application.document.Problems;
import dev.agentruntime.application.document.YamlNode;
import dev.agentruntime.application.document.YamlReader;
import dev.agentruntime.application.document.YamlValue;
import dev.agentruntime.domain.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A policy as people write it: YAML, which JSON is, too. What {@link PolicyDocument} finds wrong is
 * told with line and column, together with what is wrong with the text itself.
 */
public sealed interface PolicyText {

  /**
   * It is a policy.
   *
   * @param document its JSON form
   */
  record Valid(JsonObject document) implements PolicyText {}

  /**
   * It is none.
   *
   * @param problems all of them, in the order of the text
   */
  record Invalid(List<Problem> problems) implements PolicyText {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /** Reads a text. */
  static PolicyText read(String text) {
    var problems = new Problems();
    Optional<YamlNode> root = YamlReader.read(text, problems);
    if (root.isEmpty() && problems.isEmpty()) {
      problems.add(Place.START, "the policy is empty; it has to be a mapping with \"rules\"");
    }
    JsonObject document = root.map(node -> document(node, problems)).orElseGet(JsonObject::empty);
    return problems.isEmpty() ? new Valid(document) : new Invalid(problems.inOrder());
  }

  private static JsonObject document(YamlNode root, Problems problems) {
    if (!(root instanceof YamlNode.Members mapping)) {
      problems.add(root.place(), "a policy has to be a mapping with \"rules\"");
      return JsonObject.empty();
    }
    JsonObject document = YamlValue.object(mapping, problems);
    PolicyDocument.flaws(document).forEach(flaw -> problems.add(flaw.part().in(root), flaw.text()));
    return document;
  }
}
