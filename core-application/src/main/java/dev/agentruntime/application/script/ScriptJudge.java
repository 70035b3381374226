package dev.agentruntime.application.script;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.script.Checks.EventCount;
import dev.agentruntime.application.script.Checks.EventPattern;
import dev.agentruntime.application.script.Checks.FileCheck;
import dev.agentruntime.application.script.Checks.FileCheck.Wanted;
import dev.agentruntime.application.script.Checks.TextCheck;
import dev.agentruntime.application.script.ScriptEnd.Found;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holds the end of a session against the checks of its script. Besides those that are written down
 * there is one more: a script that brings its model's replies has to be played to its end, because
 * what is left over shows that something else happened than its author thought.
 */
public final class ScriptJudge {

  private final Script script;
  private final ScriptEnd end;
  private final List<CheckOutcome> outcomes = new ArrayList<>();

  private ScriptJudge(Script script, ScriptEnd end) {
    this.script = script;
    this.end = end;
  }

  /** One outcome for every check, in the order of the script. */
  public static List<CheckOutcome> judge(Script script, ScriptEnd end) {
    var judge = new ScriptJudge(script, end);
    judge.exit();
    judge.played();
    Checks checks = script.checks();
    checks.answer().forEach(check -> judge.text("answer", check, end.answer()));
    checks.files().forEach(judge::file);
    checks.events().forEach(judge::count);
    if (!checks.order().isEmpty()) {
      judge.order(checks.order());
    }
    return List.copyOf(judge.outcomes);
  }

  private void tell(String check, boolean holds, String expected, String found) {
    outcomes.add(new CheckOutcome(check, holds, expected, found));
  }

  private void exit() {
    int wanted = script.checks().exit();
    tell("exit", end.exit() == wanted, Integer.toString(wanted), Integer.toString(end.exit()));
  }

  private void played() {
    if (script.model().isPresent()) {
      List<String> left = new ScriptPlace(script, end.events()).unplayed();
      tell(
          "played",
          left.isEmpty(),
          "everything in the script",
          left.isEmpty() ? "everything" : "not " + String.join(", ", left));
    }
  }

  private void text(String what, TextCheck check, String found) {
    switch (check) {
      case TextCheck.Equal(String text) ->
          tell(
              what + " equals",
              check.holds(found),
              Difference.here(text, found),
              Difference.here(found, text));
      case TextCheck.Contains(String text) -> told(what + " contains", check, text, found);
      case TextCheck.Lacks(String text) -> told(what + " lacks", check, text, found);
      case TextCheck.Matches(String pattern) -> told(what + " matches", check, pattern, found);
    }
  }

  private void told(String what, TextCheck check, String wanted, String found) {
    tell(what, check.holds(found), Excerpts.of(wanted), Excerpts.of(found));
  }

  private void file(FileCheck check) {
    String what = "file " + check.path();
    Found found = end.files().apply(check.path());
    switch (check.wanted()) {
      case Wanted.Exists w -> tell(what, found instanceof Found.File, "a file", words(found));
      case Wanted.Absent w -> tell(what, found instanceof Found.Nothing, "nothing", words(found));
      case Wanted.Text(TextCheck text) when found instanceof Found.File file ->
          text(what, text, file.text());
      case Wanted.Bytes bytes when found instanceof Found.File file ->
          tell(
              what + " digest",
              file.digest().equals(bytes.digest()),
              bytes.digest().hex(),
              file.digest().hex());
      default -> tell(what, false, "a file", words(found));
    }
  }

  private static String words(Found found) {
    return switch (found) {
      case Found.Nothing nothing -> "nothing";
      case Found.File file -> "a file";
      case Found.Other other -> other.what();
    };
  }

  private void count(EventCount check) {
    long found = end.events().stream().filter(e -> e.type().equals(check.type())).count();
    tell(
        "events " + check.type(),
        found >= check.atLeast() && found <= check.atMost(),
        check.bounds(),
        Long.toString(found));
  }

  private void order(List<EventPattern> wanted) {
    int met = 0;
    for (SessionEvent event : end.events()) {
      if (met < wanted.size() && fits(wanted.get(met), event)) {
        met++;
      }
    }
    int stopped = met;
    tell(
        "order",
        met == wanted.size(),
        String.join(", ", wanted.stream().map(ScriptJudge::words).toList()),
        met == wanted.size()
            ? "all of them"
            : IntStream.range(0, stopped)
                    .mapToObj(i -> words(wanted.get(i)) + ", ")
                    .reduce("", String::concat)
                + "then no "
                + words(wanted.get(stopped)));
  }

  private static String words(EventPattern pattern) {
    return pattern.type()
        + (pattern.data().members().isEmpty() ? "" : " " + Excerpts.of(pattern.data().canonical()));
  }

  private static boolean fits(EventPattern wanted, SessionEvent event) {
    return event.type().equals(wanted.type())
        && covers(wanted.data(), EventJson.write(event).data());
  }

  private static boolean covers(JsonValue wanted, JsonValue found) {
    return switch (wanted) {
      case JsonObject object when found instanceof JsonObject other ->
          object.members().entrySet().stream()
              .allMatch(
                  member ->
                      other
                          .get(member.getKey())
                          .map(value -> covers(member.getValue(), value))
                          .orElse(false));
      case JsonArray list when found instanceof JsonArray other ->
          list.items().size() == other.items().size()
              && IntStream.range(0, list.items().size())
                  .allMatch(i -> covers(list.items().get(i), other.items().get(i)));
      default -> wanted.equals(found);
    };
  }
}
