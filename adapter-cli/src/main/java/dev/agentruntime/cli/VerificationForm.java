package dev.agentruntime.cli;

import dev.agentruntime.application.audit.CopyVerification;
import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a check found, as a result and for people.
 *
 * @param what was checked, in words
 * @param found how many flaws there are
 * @param flaws the first of them, a line each
 * @param more lines behind the flaws
 */
record VerificationForm(
    String what, long found, List<String> flaws, List<String> more, JsonObject json) {

  VerificationForm(Verification verification) {
    this(
        Count.of(verification.checked().sessions(), "session")
            + ", "
            + Count.of(verification.checked().events(), "event"),
        verification.found(),
        verification.flaws().stream().map(VerificationForm::words).toList(),
        some(verification.checked().removing(), "left out, as it is just being removed"),
        json(verification.isSound())
            .put("sessions", verification.checked().sessions())
            .put("events", verification.checked().events())
            .put("removing", verification.checked().removing())
            .put("found", verification.found())
            .put(
                "flaws",
                new JsonArray(
                    verification.flaws().stream().<JsonValue>map(VerificationForm::json).toList()))
            .build());
  }

  VerificationForm(CopyVerification verification) {
    this(
        "a copy of "
            + Count.of(verification.checked().sessions(), "session")
            + ", "
            + Count.of(verification.checked().lines(), "line"),
        verification.found(),
        verification.flaws(),
        Stream.of(
                some(verification.checked().longer(), "longer in the log than in the copy"),
                some(
                    verification.checked().unproven(),
                    "cleaned up after it went on, so that nothing is left to compare with"))
            .flatMap(List::stream)
            .toList(),
        json(verification.isSound())
            .put("sessions", verification.checked().sessions())
            .put("lines", verification.checked().lines())
            .put("longer", verification.checked().longer())
            .put("unproven", verification.checked().unproven())
            .put("found", verification.found())
            .put(
                "flaws",
                new JsonArray(
                    verification.flaws().stream().<JsonValue>map(JsonString::new).toList()))
            .build());
  }

  private static List<String> some(long sessions, String what) {
    return sessions == 0 ? List.of() : List.of(Count.of(sessions, "session") + " " + what);
  }

  private static JsonObject.Builder json(boolean sound) {
    return JsonObject.builder().put("sound", sound);
  }

  boolean isSound() {
    return found == 0;
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        (isSound() ? "as it was written: " : "NOT as it was written: ")
            + what
            + (isSound() ? "" : ", " + Count.of(found, "flaw")));
    flaws.forEach(flaw -> lines.add("  " + flaw));
    if (found > flaws.size()) {
      lines.add("  and " + (found - flaws.size()) + " more");
    }
    lines.addAll(more);
    return lines.stream().map(line -> Styled.of(line).plain()).toList();
  }

  private static String words(Verification.Flaw flaw) {
    return "session %s, position %d: %s".formatted(flaw.session(), flaw.position(), flaw.what());
  }

  private static JsonObject json(Verification.Flaw flaw) {
    return JsonObject.builder()
        .put("session_id", flaw.session().toString())
        .put("position", flaw.position())
        .put("what", flaw.what())
        .build();
  }
}
