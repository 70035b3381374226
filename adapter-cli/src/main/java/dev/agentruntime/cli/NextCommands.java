package dev.agentruntime.cli;

import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands that go on from here, as the user can type them.
 *
 * @param database the {@code --db} that was given
 */
record NextCommands(Optional<String> database) {

  private static final String PROGRAM = "agent-runtime ";

  String resume(SessionId session) {
    return PROGRAM + "run -s " + session + options();
  }

  /** How a session goes on whose turn is open: here, on another host, or in a server. */
  String goOn(SessionId session, Runner runner) {
    return switch (runner) {
      case Runner.Any any ->
          "goes on in the server that its client uses; if none runs: "
              + PROGRAM
              + "serve"
              + options();
      case Runner.OnHost on when !on.host().equals(LocalProcess.hostName()) ->
          "go on: on host " + on.host() + ", where its workspace is: " + resume(session);
      case Runner.OnHost here -> "go on: " + resume(session);
    };
  }

  String answer(SessionId session) {
    return PROGRAM + "run -s " + session + options() + " 'YOUR ANSWER'";
  }

  String say(SessionId session) {
    return resume(session) + " 'YOUR NEXT MESSAGE'";
  }

  String chat(SessionId session) {
    return PROGRAM + "chat -s " + session + options();
  }

  /** Lists sessions. */
  String sessions() {
    return PROGRAM + "sessions list" + options();
  }

  /** Lists approvals, decided or not. */
  String approvals() {
    return PROGRAM + "approvals list --state all" + options();
  }

  /** Lists the events of one type. */
  String audit(String type) {
    return PROGRAM + "audit list --type " + type + " --format json" + options();
  }

  /** Checks the log. */
  String verify() {
    return PROGRAM + "audit verify" + options();
  }

  /** Shows an approval. */
  String approval(ApprovalId approval) {
    return PROGRAM + "approvals show " + approval + options();
  }

  /** Lists webhooks. */
  String webhooks() {
    return PROGRAM + "webhooks list" + options();
  }

  /** Lists what a webhook gave up sending. */
  String deliveries(WebhookId webhook) {
    return PROGRAM + "webhooks deliveries " + webhook + " --state dead" + options();
  }

  /** Lists what people granted. */
  String grants() {
    return PROGRAM + "policy grants --ended" + options();
  }

  /** Lists the versions of the owner's policy. */
  String policyHistory() {
    return PROGRAM + "policy history" + options();
  }

  String show(SessionId session) {
    return PROGRAM + "sessions show " + session + options();
  }

  /** An approval as it can be read anywhere, and what can be said to it. */
  List<String> decide(ApprovalView view) {
    var lines = new ArrayList<String>();
    String rest = approval(view.approval().id()) + " has all of it";
    new ApprovalSheet(view.approval()).plain(rest).forEach(line -> lines.add("  " + line));
    decisions(view.approval()).forEach(line -> lines.add("    " + line));
    return lines;
  }

  /** Only what the request's type takes; where that is not plain, what it means. */
  List<String> decisions(Approval approval) {
    String id = " " + approval.id() + options();
    String approve = PROGRAM + "approvals approve" + id;
    String edit = PROGRAM + "approvals edit" + id + " --arguments ";
    String reject = PROGRAM + "approvals reject" + id;
    ApprovalType type = approval.request().type();
    if (type.equals(ApprovalType.RECOVERY)) {
      return List.of(
          "run it once more:  " + approve,
          "it did its work:   " + edit + "'{\"outcome\":\"done\"}'",
          "skip it:           " + reject);
    }
    if (type.equals(ApprovalType.LIMIT)) {
      return List.of("go on for as much again:  " + approve, "stop here:                " + reject);
    }
    return List.of(approve, edit + "JSON", reject + " --reason TEXT");
  }

  /** Tells what a dry run did not do, and what to type next where a run left something open. */
  void tell(RunResult result, Surroundings surroundings, Course course) {
    List<Planned> planned = result.work().planned();
    if (!planned.isEmpty()) {
      surroundings.tell("dry run: nothing was changed; without --dry-run this would be done:");
      planned.forEach(
          one -> {
            surroundings.tell("  " + one.summary());
            one.diff().ifPresent(diff -> surroundings.tell(diff.indent(4).stripTrailing()));
          });
    }
    List<ApprovalView> pending = result.work().pending();
    if (!pending.isEmpty()) {
      surroundings.tell("to decide:");
      pending.forEach(view -> decide(view).forEach(surroundings::tell));
    }
    result
        .session()
        .filter(session -> result.ending().status() != RunResult.Status.COMPLETED)
        .ifPresent(session -> surroundings.tell(further(session, result, course)));
  }

  private String further(SessionId session, RunResult result, Course course) {
    if (course.isTalk()) {
      return "go on: " + chat(session);
    }
    if (result.ending().code() == ExitCode.CANCELLED) {
      return "go on: " + say(session);
    }
    return result.ending().asksUser() ? "answer: " + answer(session) : "go on: " + resume(session);
  }

  private String options() {
    return database.map(url -> " --db " + quoted(withoutPassword(url))).orElse("");
  }

  private static String withoutPassword(String url) {
    return url.replaceAll("(//[^/?#:]*):[^/?#]*@", "$1:***@")
        .replaceAll("(?i)(password=)[^&]*", "$1***");
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
