package dev.agentruntime.cli;

import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.script.Checks;
import dev.agentruntime.application.script.Checks.FileCheck.Wanted;
import dev.agentruntime.application.script.Checks.TextCheck;
import dev.agentruntime.application.script.Script;
import java.util.ArrayList;
import java.util.List;

/** The checks of a script in words. */
record CheckWords(Script script) {

  private static final int MAX_TEXT = 80;

  List<String> lines() {
    Checks checks = script.checks();
    var lines = new ArrayList<String>();
    lines.add("the exit status is " + checks.exit());
    if (script.model().isPresent()) {
      lines.add("everything in the script was played");
    }
    checks.answer().forEach(check -> lines.add("the answer " + words(check)));
    checks.files().forEach(file -> lines.add(file.path() + " " + words(file.wanted())));
    checks.events().forEach(count -> lines.add(words(count)));
    if (!checks.order().isEmpty()) {
      lines.add(
          "there come in this order: "
              + String.join(", ", checks.order().stream().map(Checks.EventPattern::type).toList()));
    }
    return lines;
  }

  private static String words(TextCheck check) {
    return switch (check) {
      case TextCheck.Equal(String text) -> "is " + quoted(text);
      case TextCheck.Contains(String text) -> "contains " + quoted(text);
      case TextCheck.Lacks(String text) -> "does not contain " + quoted(text);
      case TextCheck.Matches(String pattern) -> "matches " + quoted(pattern);
    };
  }

  private static String words(Wanted wanted) {
    return switch (wanted) {
      case Wanted.Exists exists -> "is there";
      case Wanted.Absent absent -> "is not there";
      case Wanted.Text(TextCheck check) -> words(check);
      case Wanted.Bytes bytes -> "has the SHA-256 " + bytes.digest();
    };
  }

  private static String words(Checks.EventCount count) {
    return count.bounds() + " × " + count.type();
  }

  private static String quoted(String text) {
    return "\"" + VisibleText.line(text, MAX_TEXT) + "\"";
  }
}
