import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Compares a session's log, as the servers tell it in the end, with what its user has on record.
 */
final class Verdict {

  private static final int PAGE = 1000;
  private static final Set<String> ANSWERS =
      Set.of(
          "tool.execution.completed",
          "tool.execution.failed",
          "tool.call.denied",
          "tool.call.expired",
          "tool.call.interrupted",
          "tool.call.cancelled",
          "tool.call.superseded");
  private static final Set<String> CLOSED =
      Set.of("approval.approved", "approval.rejected", "approval.expired", "approval.cancelled");
  private static final Set<String> ENDS =
      Set.of("turn.completed", "turn.failed", "turn.cancelled", "turn.limit_reached");

  private final Talk talk;
  private final Findings findings;
  private final List<Reader.Event> log = new ArrayList<>();

  /** The calls of the log, with their arguments as the model wanted them. */
  private final Map<String, Object> calls = new LinkedHashMap<>();

  private final Map<String, List<Reader.Event>> answers = new HashMap<>();

  Verdict(Talk talk, Findings findings) {
    this.talk = talk;
    this.findings = findings;
  }

  /**
   * Reads the log, keeps it, and looks at all of it.
   *
   * @return how long it is
   */
  int judge(Api api, Path logs) throws IOException {
    read(api);
    Files.write(
        logs.resolve(talk.name() + ".jsonl"),
        log.stream().map(event -> Json.write(event.frame())).toList());
    positions();
    stream();
    messages();
    answers();
    results();
    decisions();
    executions();
    effects();
    return log.size();
  }

  private void read(Api api) {
    boolean more = true;
    while (more) {
      long after = log.isEmpty() ? 0 : log.getLast().position();
      Object page =
          api.get(
                  new Random(),
                  "/sessions/" + talk.session() + "/events?after=" + after + "&limit=" + PAGE)
              .body();
      for (Object event : Json.list(page, "data")) {
        log.add(
            new Reader.Event(
                String.valueOf(Json.number(event, "position")), Json.text(event, "type"), event));
      }
      more = Boolean.TRUE.equals(Json.at(page, "has_more"));
    }
  }

  private void positions() {
    var ids = new HashSet<String>();
    for (int i = 0; i < log.size(); i++) {
      require(log.get(i).position() == i + 1, "position " + (i + 1) + " is missing");
      require(ids.add(log.get(i).eventId()), "event " + log.get(i).eventId() + " is there twice");
    }
  }

  /** Whatever was told over all connections is the log, from its beginning on. */
  private void stream() {
    List<Reader.Event> told = talk.reader().seen();
    require(told.size() == log.size(), told.size() + " of " + log.size() + " events were told");
    for (int i = 0; i < Math.min(told.size(), log.size()); i++) {
      require(
          told.get(i).eventId().equals(log.get(i).eventId()),
          "at " + (i + 1) + " another event was told than there is");
    }
  }

  private void messages() {
    var times = new HashMap<String, Integer>();
    var ends = new HashMap<String, List<String>>();
    for (Reader.Event event : log) {
      if (event.type().equals("session.message.added")) {
        times.merge(Json.text(event.data(), "message", "text"), 1, Integer::sum);
      } else if (ENDS.contains(event.type())) {
        ends.computeIfAbsent(event.turn(), turn -> new ArrayList<>()).add(event.type());
      }
    }
    times.forEach((text, n) -> require(n == 1, "said " + n + " times: " + text));
    for (Talk.Said said : talk.said()) {
      require(times.containsKey(said.plan().text()), "accepted and lost: " + said.plan().text());
    }
    ends.forEach((turn, all) -> require(all.size() == 1, "turn " + turn + " ended as " + all));
  }

  private void answers() {
    for (Reader.Event event : log) {
      if (event.type().equals("message.completed")) {
        for (Object call : Json.list(event.data(), "message", "calls")) {
          calls.put(Json.text(call, "call_id"), call);
        }
      } else if (ANSWERS.contains(event.type())) {
        answers
            .computeIfAbsent(Json.text(event.data(), "call_id"), call -> new ArrayList<>())
            .add(event);
      }
    }
    calls
        .keySet()
        .forEach(id -> require(times(id) == 1, "call " + id + " has " + times(id) + " answers"));
    answers.keySet().forEach(id -> require(calls.containsKey(id), "no call " + id));
  }

  private int times(String call) {
    return answers.getOrDefault(call, List.of()).size();
  }

  private void results() {
    talk.results()
        .forEach(
            (call, result) ->
                require(
                    answers.getOrDefault(call, List.of()).stream()
                        .anyMatch(a -> Json.write(a.data()).contains(result.toString())),
                    "the result of " + call + " was accepted and is lost"));
  }

  private void decisions() {
    var closed = new HashMap<String, List<Reader.Event>>();
    for (Reader.Event event : log) {
      if (CLOSED.contains(event.type())) {
        closed
            .computeIfAbsent(Json.text(event.data(), "approval_id"), id -> new ArrayList<>())
            .add(event);
      }
    }
    closed.forEach((id, all) -> require(all.size() == 1, "approval " + id + " was decided twice"));
    talk.decisions()
        .forEach(
            (id, decision) -> {
              String recorded =
                  closed.getOrDefault(id, List.of()).stream()
                      .map(event -> Json.text(event.data(), "decision", "decision"))
                      .findFirst()
                      .orElse("nothing");
              require(
                  !decision.accepted() || recorded.equals(decision.decision()),
                  "approval %s: accepted was %s, recorded is %s"
                      .formatted(id, decision.decision(), recorded));
            });
  }

  /** What people are asked about begins behind their yes, and once for each yes. */
  private void executions() {
    var asked = new HashSet<String>();
    var allowed = new HashMap<String, Integer>();
    long generation = 0;
    for (Reader.Event event : log) {
      long under = Json.number(event.data(), "generation");
      require(under < 0 || under >= generation, "position " + event.position() + " is a zombie's");
      generation = Math.max(generation, under);
      String call = Json.text(event.data(), "call_id");
      switch (event.type()) {
        case "approval.requested" -> asked.add(call);
        case "approval.approved" -> {
          if (!isReportedDone(event)) {
            allowed.merge(call, 1, Integer::sum);
          }
        }
        case "tool.execution.reset" -> allowed.merge(call, 1, Integer::sum);
        case "tool.execution.requested", "tool.execution.started" -> {
          if (asked.contains(call)) {
            require(allowed.merge(call, -1, Integer::sum) >= 0, "call " + call + " ran unallowed");
          }
        }
        default -> {}
      }
    }
  }

  private static boolean isReportedDone(Reader.Event approved) {
    return Json.write(approved.data()).contains("\"outcome\":\"done\"");
  }

  private void effects() {
    var wanted = new HashMap<String, String>();
    Map<String, Integer> disk = Effects.onDisk(talk.folder());
    for (Map.Entry<String, Object> entry : calls.entrySet()) {
      String tool = Json.text(entry.getValue(), "tool");
      String effect = Talk.effect(Json.at(entry.getValue(), "arguments"));
      require(
          wanted.put(effect, entry.getKey()) == null, "the model was asked twice for " + effect);
      int happened =
          talk.isOnHost()
              ? disk.getOrDefault(effect, 0)
              : talk.effects().getOrDefault(effect, Set.of()).size();
      boolean counts = !talk.isOnHost() || tool.equals("execute_command");
      if (counts) {
        compare(entry.getKey(), effect, happened);
      }
    }
    talk.effects()
        .forEach((effect, ids) -> require(ids.size() == 1, effect + " was asked for by " + ids));
    disk.forEach((effect, n) -> require(wanted.containsKey(effect), "nobody wanted " + effect));
  }

  private void compare(String call, String effect, int happened) {
    String answer = answers.containsKey(call) ? answers.get(call).getFirst().type() : "nothing";
    int expected = answer.equals("tool.execution.completed") ? 1 : 0;
    if (talk.isOnHost() && happened > 0) {
      findings.count("effects on the folder");
    }
    require(
        happened == expected,
        "%s (%s, %s) happened %d times".formatted(effect, call, answer, happened));
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      findings.violation(talk.name() + " (" + talk.session() + "): " + otherwise);
    }
  }
}
