package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.json.RecordableText;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Who decides. Two are the same person if their names are equal, however those are written: in
 * capitals or not, in wide letters or not.
 *
 * @param name as it is recorded and shown
 * @param role what they may decide
 */
public record Reviewer(String name, Role role) {

  public Reviewer {
    // As requesters are recorded, so that the same name is the same person.
    name = RecordableText.of(name).strip();
    if (isSamePerson(name, PendingApprovalState.POLICY)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" stands for rules that decide and can be no person's name");
    }
  }

  /** Whether two recorded names are one person's. */
  static boolean isSamePerson(String one, String other) {
    return folded(one).equals(folded(other));
  }

  private static String folded(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).strip();
    // Up and down again: there are letters with two small forms.
    return plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
