package dev.agentruntime.cli;

import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.session.SessionId;
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

  String show(SessionId session) {
    return PROGRAM + "sessions show " + session + options();
  }

  /** What can be said to an approval. */
  String decide(ApprovalView view) {
    String id = view.approval().id() + options();
    return String.join(
        "\n",
        "  " + ApprovalForm.summary(view.approval().request()),
        "    " + PROGRAM + "approvals approve " + id,
        "    " + PROGRAM + "approvals edit " + id + " --arguments JSON",
        "    " + PROGRAM + "approvals reject " + id + " --reason TEXT");
  }

  /** Tells what a dry run did not do, and what to type next where a run left something open. */
  void tell(RunResult result, Surroundings surroundings) {
    List<Planned> planned = result.work().planned();
    if (!planned.isEmpty()) {
      surroundings.tell("dry run: nothing was changed; without --dry-run this would be done:");
      planned.forEach(
          one -> {
            surroundings.tell("  " + one.summary());
            one.diff().ifPresent(diff -> surroundings.tell(diff.stripTrailing().indent(4)));
          });
    }
    result
        .session()
        .filter(session -> result.ending().status() != RunResult.Status.COMPLETED)
        .ifPresent(session -> tell(session, result, surroundings));
  }

  private void tell(SessionId session, RunResult result, Surroundings surroundings) {
    List<ApprovalView> pending = result.work().pending();
    boolean asks = pending.isEmpty() && result.ending().status() == RunResult.Status.WAITING;
    if (!pending.isEmpty()) {
      surroundings.tell("to decide:");
      pending.forEach(view -> surroundings.tell(decide(view)));
    }
    if (result.ending().code() == ExitCode.CANCELLED) {
      surroundings.tell("go on: " + say(session));
    } else {
      surroundings.tell(
          (asks ? "answer: " : "go on: ") + (asks ? answer(session) : resume(session)));
    }
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
