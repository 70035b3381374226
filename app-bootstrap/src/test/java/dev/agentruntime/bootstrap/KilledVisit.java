package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.bootstrap.FakeModelEndpoint.Call;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Invariants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client does with a server that may die at any moment: a session whose tools the server
 * runs, one whose tools the client runs, and requests that stand alone. It keeps its own record of
 * what it was told and of what it did, and at the end holds the log, the rows and the files to it.
 */
final class KilledVisit {

  private static final String SESSIONS = "/api/v1/sessions";
  private static final String APPROVALS = "/api/v1/approvals";

  private final StubbornClient client;
  private final Persistence store;
  private final Path workspace;
  private final String name;
  private final Map<String, List<String>> said = new HashMap<>();

  /** What was decided, by approval, and what it made of it. */
  private final Map<String, JsonObject> decisions = new HashMap<>();

  /** What the client did, by call. */
  private final Map<String, JsonObject> results = new HashMap<>();

  /** How often a person wanted a command to run once more. */
  private int wordsToRunAgain;

  private int requests;

  /**
   * A visit.
   *
   * @param store of the server, to look into
   * @param workspace an empty folder that the server may work in
   * @param name tells it from all others
   */
  KilledVisit(StubbornClient client, Persistence store, Path workspace, String name) {
    this.client = client;
    this.store = store;
    this.workspace = workspace;
    this.name = name;
  }

  void run() throws IOException {
    String here = begin(object("tool_execution", "workspace", "workspace", workspace.toString()));
    String there = begin(object("tool_execution", "client"));
    String forgotten = ask(1);
    serverWorks(here);
    clientWorks(there);
    alone(forgotten);
    check(here);
    check(there);
    checkFiles();
    leave(here);
    leave(there);
  }

  /** A file is written, a command run and the file read; then the agent asks something. */
  private void serverWorks(String session) {
    say(
        session,
        PlannedMind.plan(
            "works",
            call("write_file", "path", "made.txt", "content", "made by " + name),
            call("execute_command", "command", "echo ran >> ran.txt"),
            call("read_file", "path", "made.txt")));
    settle(session);
    say(session, PlannedMind.plan("asks", call("ask_followup_question", "question", "Which?")));
    assertThat(settle(session)).as("it waits for an answer").isEqualTo("answer");
    say(session, "This one.");
    settle(session);
  }

  /** Calls are run, changed, taken over by a newer message, and cancelled. */
  private void clientWorks(String session) {
    say(
        session,
        PlannedMind.plan(
            "reads", call("read_file", "path", "a.txt"), call("read_file", "path", "b.txt")));
    settle(session);
    say(session, PlannedMind.plan("runs", call("execute_command", "command", "make all")));
    settle(session);
    say(session, PlannedMind.plan("left", call("read_file", "path", "c.txt")));
    client.atRest(session);
    interrupt(session, PlannedMind.plan("instead"));
    settle(session);
    say(session, PlannedMind.plan("cancelled", call("read_file", "path", "d.txt")));
    client.atRest(session);
    client.post(session + "/cancel", key(), object("reason", "enough"));
    client.post(session + "/agent", key(), object("agent", "ask", "reason", "questions now"));
  }

  /** One is decided, one taken back; the first one ran out of time meanwhile. */
  private void alone(String forgotten) {
    decide(client.get(APPROVALS + "/" + ask(3600)));
    client.delete(APPROVALS + "/" + ask(3600));
    String status = "pending";
    while (status.equals("pending")) {
      status =
          client
              .find(APPROVALS + "/" + forgotten + "?wait=5")
              .map(approval -> text(approval, "status"))
              .orElse("cleaned up");
    }
    assertThat(status).isIn("expired", "cleaned up");
  }

  private String begin(JsonObject settings) {
    JsonObject.Builder body = JsonObject.builder().put("agent", "coder").put("title", name);
    settings.members().forEach(body::put);
    return SESSIONS + "/" + text(client.post(SESSIONS, key(), body.build()), "id");
  }

  private String ask(long seconds) {
    JsonObject body =
        JsonObject.builder()
            .put("request_type", "release")
            .put("subject", "Release of " + name)
            .put("details", object("version", "1"))
            .put("timeout_seconds", seconds)
            .build();
    return text(client.post(APPROVALS, key(), body), "id");
  }

  private void say(String session, String text) {
    send(session, text, JsonObject.builder());
  }

  private void interrupt(String session, String text) {
    send(session, text, JsonObject.builder().put("if_busy", "interrupt"));
  }

  private void send(String session, String text, JsonObject.Builder body) {
    client.post(session + "/messages", key(), body.put("content", text).build());
    said.computeIfAbsent(session, id -> new ArrayList<>()).add(text);
  }

  private String key() {
    return name + "-request-" + requests++;
  }

  /**
   * Does what the session waits for until its turn is over or waits for an answer.
   *
   * @return what it waits for, if it does
   */
  private String settle(String session) {
    while (true) {
      JsonObject view = client.atRest(session);
      String waiting = view.string("waiting_for").orElse("");
      List<JsonObject> open =
          view.array("open_calls").stream().map(JsonObject.class::cast).toList();
      List<JsonObject> pending = pending(session);
      if (waiting.isEmpty() || open.stream().anyMatch(call -> is(call, "awaiting_answer"))) {
        return waiting;
      }
      List<JsonObject> requested = open.stream().filter(call -> is(call, "requested")).toList();
      requested.forEach(call -> execute(session, call));
      pending.forEach(this::decide);
      if (requested.isEmpty() && pending.isEmpty()) {
        // All that it waited for is there; nobody has taken it up yet.
        client.awaitRest(session, view);
      }
    }
  }

  private static boolean is(JsonObject call, String state) {
    return text(call, "state").equals(state);
  }

  private List<JsonObject> pending(String session) {
    String id = session.substring(session.lastIndexOf('/') + 1);
    return ServedClient.data(client.get(APPROVALS + "?status=pending&session_id=" + id));
  }

  /** Of what a crash cut off, every second time it is said that it is done. */
  private void decide(JsonObject approval) {
    String id = text(approval, "id");
    JsonObject.Builder body =
        JsonObject.builder().put("digest", text(approval, "digest")).put("decision", "approve");
    if (text(approval, "request_type").equals("recovery")) {
      if (wordsToRunAgain % 2 == 1) {
        body.put("decision", "edit").put("modifications", object("outcome", "done"));
      }
      wordsToRunAgain++;
    }
    Optional<JsonObject> decided = client.put(APPROVALS + "/" + id + "/decision", body.build());
    // What stands alone may be cleaned up as soon as it is decided, before the answer is there.
    assertThat(decided.isPresent() || approval.string("session_id").isEmpty())
        .as("%s is there", approval)
        .isTrue();
    decided.ifPresent(answer -> decisions.put(id, answer));
  }

  /** What it was asked to run before, it does not run again: it says what came of it. */
  private void execute(String session, JsonObject call) {
    String id = text(call, "call_id");
    JsonObject result =
        results.computeIfAbsent(
            id,
            unknown ->
                object(
                    "call_id",
                    id,
                    "digest",
                    text(call, "digest"),
                    "result",
                    "run by the client as " + results.size()));
    client.post(session + "/tool-results", key(), result);
  }

  private void leave(String session) {
    client.close(session);
    client.delete(session);
  }

  /** What the client was told, and what it did, is in the log once; and the log is sound. */
  private void check(String session) {
    SessionId id = SessionId.parse(session.substring(session.lastIndexOf('/') + 1));
    Invariants.check(store, id);
    List<JsonObject> log = client.log(session);
    assertThat(
            log.stream()
                .filter(event -> text(event, "type").equals("session.message.added"))
                .map(event -> text(data(event).object("message").orElseThrow(), "text"))
                .toList())
        .as("what was said in %s", session)
        .isEqualTo(said.get(session).stream().filter(text -> !text.equals("This one.")).toList());
    for (JsonObject event : log) {
      if (text(event, "type").equals("tool.execution.completed")) {
        JsonObject result = results.remove(text(data(event), "call_id"));
        if (result != null) {
          assertThat(text(data(event).object("result").orElseThrow(), "content"))
              .contains(text(result, "result"));
        }
      }
      data(event).string("approval_id").ifPresent(this::checkDecision);
    }
    assertThat(client.get(session).string("status")).contains("idle");
  }

  private void checkDecision(String approval) {
    JsonObject decided = decisions.get(approval);
    if (decided != null) {
      assertThat(text(client.get(APPROVALS + "/" + approval), "status"))
          .isEqualTo(text(decided, "status"));
    }
  }

  private void checkFiles() throws IOException {
    assertThat(results).as("what the client did, and the log does not have").isEmpty();
    assertThat(workspace.resolve("made.txt")).hasContent("made by " + name);
    assertThat(runs()).as("runs of the command").isBetween(0, 1 + wordsToRunAgain);
  }

  private int runs() {
    Path ran = workspace.resolve("ran.txt");
    try {
      return Files.exists(ran) ? Files.readAllLines(ran).size() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject data(JsonObject event) {
    return event.object("data").orElseThrow();
  }

  private static String text(JsonObject of, String member) {
    return of.string(member).orElseThrow(() -> new AssertionError("no " + member + " in " + of));
  }

  private static Call call(String tool, String... arguments) {
    return new Call(tool, object(arguments));
  }

  private static JsonObject object(String... members) {
    JsonObject.Builder object = JsonObject.builder();
    for (int i = 0; i < members.length; i += 2) {
      object.put(members[i], members[i + 1]);
    }
    return object.build();
  }
}
