package dev.agentruntime.cli;

import dev.agentruntime.cli.RuntimeFactory.Check;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was looked at, as a result and for people. */
record ChecksForm(List<Check> checks) {

  boolean isBroken() {
    return checks.stream().anyMatch(check -> check.level() == Check.Level.FAILED);
  }

  /** A table, and behind it what to do. */
  List<String> lines() {
    var table = new Table("CHECK", "STATE", "FINDING");
    checks.forEach(check -> table.row(check.name(), level(check), check.finding()));
    var lines = new ArrayList<>(table.lines());
    List<Check> advising = checks.stream().filter(check -> !check.advice().isEmpty()).toList();
    if (!advising.isEmpty()) {
      lines.add("\nwhat to do:");
      advising.forEach(check -> lines.add("  " + check.name() + ": " + check.advice()));
    }
    return lines;
  }

  JsonArray json() {
    return new JsonArray(checks.stream().<JsonValue>map(ChecksForm::json).toList());
  }

  private static String level(Check check) {
    return check.level().name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject json(Check check) {
    return JsonObject.builder()
        .put("name", check.name())
        .put("level", level(check))
        .put("finding", check.finding())
        .put("advice", check.advice())
        .build();
  }
}
