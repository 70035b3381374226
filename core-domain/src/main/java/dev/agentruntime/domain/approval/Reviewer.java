package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.json.RecordableText;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Who decides. Two are the same person if their names are equal, however those are written: in
 * capitals or not, in wide letters or not, with characters that nobody sees or not.
 *
 * @param name as it is recorded and shown
 * @param role what they may decide
 */
public record Reviewer(String name, Role role) {

  private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}+");
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

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
    String plain = UNSEEN.matcher(Normalizer.normalize(name, Normalizer.Form.NFKC)).replaceAll("");
    String words = SPACE.matcher(plain.strip()).replaceAll(" ");
    // Up and down again: there are letters with two small forms.
    return words.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
