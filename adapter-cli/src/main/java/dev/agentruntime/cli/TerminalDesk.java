package dev.agentruntime.cli;

import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Asks the person at the terminal. */
final class TerminalDesk implements ApprovalDesk {

  private final Surroundings surroundings;
  private final InputLines in;
  private final Editor editor;

  TerminalDesk(Surroundings surroundings, InputLines in) {
    this.surroundings = surroundings;
    this.in = in;
    this.editor = new Editor(surroundings);
  }

  /** Who sits there. */
  static String person() {
    return Objects.requireNonNullElse(System.getProperty("user.name"), "local");
  }

  @Override
  public Optional<Ballot> decide(ApprovalView view, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    Approval approval = view.approval();
    surroundings.tell("");
    surroundings.tell("? approval " + approval.id());
    ApprovalForm.lines(approval).forEach(line -> surroundings.tell("  " + line));
    while (true) {
      Optional<String> said = ask(question(approval.request().type()), deadline);
      if (said.isEmpty()) {
        return Optional.empty();
      }
      switch (said.get().strip().toLowerCase(Locale.ROOT)) {
        case "a", "approve", "y", "yes" -> {
          return ballot(view, new ApprovalDecision.Approve());
        }
        case "r", "reject", "n", "no" -> {
          return ballot(view, new ApprovalDecision.Reject(reason(deadline)));
        }
        case "e", "edit" -> {
          Optional<JsonObject> edited = edit(approval);
          if (edited.isPresent()) {
            return ballot(view, new ApprovalDecision.ApproveWithEdits(edited.get()));
          }
        }
        case "q", "quit" -> {
          return Optional.empty();
        }
        default -> surroundings.tell("  one letter, please");
      }
    }
  }

  private static String question(ApprovalType type) {
    if (type.equals(ApprovalType.RECOVERY)) {
      return "it was interrupted: [a] run it again, [e] it was done, [r] skip it, [q]uit > ";
    }
    return type.equals(ApprovalType.LIMIT)
        ? "[a] go on, [r] stop here, [q]uit > "
        : "[a]pprove, [e]dit, [r]eject, [q]uit > ";
  }

  private String reason(Deadline deadline) throws InterruptedException, Deadline.TimedOutException {
    return ask("reason, for the agent (may be empty) > ", deadline).orElse("").strip();
  }

  private Optional<JsonObject> edit(Approval approval) {
    if (approval.request().type().equals(ApprovalType.RECOVERY)) {
      return Optional.of(JsonObject.builder().put("outcome", "done").build());
    }
    JsonObject details = approval.request().details();
    JsonObject editable =
        approval.request().type().equals(ApprovalType.TOOL)
            ? details.object("arguments").orElse(details)
            : details;
    return editor.edit(editable);
  }

  private Optional<String> ask(String question, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    surroundings.err().print(question);
    surroundings.err().flush();
    return in.next(deadline);
  }

  private static Optional<Ballot> ballot(ApprovalView view, ApprovalDecision decision) {
    return Optional.of(Ballot.on(view, decision, person()));
  }

  @Override
  public boolean refused(ApprovalView view, String problem) {
    surroundings.tell("  not accepted: " + problem);
    return true;
  }
}
