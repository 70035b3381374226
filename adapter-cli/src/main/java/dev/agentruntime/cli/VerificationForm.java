package dev.agentruntime.cli;

import dev.agentruntime.application.audit.CopyVerification;
import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

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
        Count.of(verification.sessions(), "session")
            + ", "
            + Count.of(verification.events(), "event"),
        verification.found(),
        verification.flaws().stream().map(VerificationForm::words).toList(),
        List.of("heads: " + verification.heads()),
        json(
                verification.sessions(),
                "events",
                verification.events(),
                verification.found(),
                verification.flaws().stream().<JsonValue>map(VerificationForm::json).toList())
            .put("heads", verification.heads().hex())
            .build());
  }

  VerificationForm(CopyVerification verification) {
    this(
        "a copy of "
            + Count.of(verification.sessions(), "session")
            + ", "
            + Count.of(verification.entries(), "entry", "entries"),
        verification.found(),
        verification.flaws(),
        List.of(),
        json(
                verification.sessions(),
                "entries",
                verification.entries(),
                verification.found(),
                verification.flaws().stream().<JsonValue>map(JsonString::new).toList())
            .build());
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

  private static JsonObject.Builder json(
      long sessions, String entries, long number, long found, List<JsonValue> flaws) {
    return JsonObject.builder()
        .put("sound", found == 0)
        .put("sessions", sessions)
        .put(entries, number)
        .put("found", found)
        .put("flaws", new JsonArray(flaws));
  }
}
