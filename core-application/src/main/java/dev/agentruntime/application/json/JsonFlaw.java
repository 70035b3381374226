package dev.agentruntime.application.json;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is wrong with a text that is no JSON, for whoever wrote it. The parser has no codes for its
 * errors, only sentences; some of these speak of its own settings and classes, which nobody who
 * sends JSON can change. A sentence that is not known here is passed on as it is.
 */
final class JsonFlaw {

  /** In this order, each on what the one before it left. */
  private static final List<Wording> WORDINGS =
      List.of(
          wording("(?s)^Unexpected end-of-input.*", "the text ends before the value is complete"),
          wording("(?s)Unexpected character \\('(.)' \\(code [^)]*\\)\\)", "unexpected '$1'"),
          wording("was expecting double-quote to start field name", "a name in double quotes"),
          wording("was expecting a colon to separate .*", "a colon between name and value"),
          wording("was expecting comma to separate .*", "a comma"),
          wording("expected a( valid)? value.*", "a value"),
          wording("^(unexpected '.'): (a .*)", "$1 where $2 is expected"),
          wording(": maybe a \\(non-standard\\) comment.*", ": JSON has no comments"),
          wording("^Unrecognized token '(.*)': .*", "$1 is no JSON value; text is quoted"),
          wording("^Non-standard token '(.*)': .*", "$1 is no JSON value"),
          wording("^Duplicate field '(.*)'", "$1 is there a second time"),
          wording(
              "(?s)^Unrecognized character escape '(.)'.*",
              "\\\\$1 is no escape of JSON; a backslash is written \\\\\\\\"),
          wording(
              "^Illegal (unquoted )?character.*",
              "a control character that has to be written as an escape, such as \\\\n"),
          wording("^Unexpected close marker '(.)'.*", "'$1' closes nothing"),
          wording(": JSON spec does not allow .*", ": JSON does not allow this sign"),
          wording("Expected space separating root-level values", "a number ends here"),
          wording(", from `[^`]*`", ""));

  private JsonFlaw() {}

  private record Wording(Pattern theirs, String ours) {}

  private static Wording wording(String theirs, String ours) {
    return new Wording(Pattern.compile(theirs), ours);
  }

  static String of(String sentence) {
    String text = sentence;
    for (Wording wording : WORDINGS) {
      text = wording.theirs().matcher(text).replaceAll(wording.ours());
    }
    return text;
  }
}
