package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.GrantRule;
import dev.agentruntime.application.approval.OfferGrant;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts one approval to the person at the terminal, until there is a decision or they leave it. */
final class ApprovalDialog {

  private final Screen screen;
  private final ApprovalView view;
  private final Deadline deadline;
  private final ApprovalSheet sheet;
  private final Optional<GrantRule> grant;
  private int hidden;

  ApprovalDialog(Screen screen, AgentRuntime runtime, ApprovalView view, Deadline deadline) {
    this.screen = screen;
    this.view = view;
    this.deadline = deadline;
    this.sheet = new ApprovalSheet(view.approval());
    this.grant =
        view.session()
            .flatMap(session -> runtime.offer(new OfferGrant(Owner.LOCAL, view.approval().id())));
  }

  /** What a key led to. */
  private sealed interface Step {
    record Decided(ApprovalDecision decision, Reach reach) implements Step {
      Decided(ApprovalDecision decision) {
        this(decision, Reach.ONCE);
      }
    }

    record Left() implements Step {}

    record AskAgain() implements Step {}
  }

  private static final Step AGAIN = new Step.AskAgain();

  /** The decision; nothing if it is left for later. */
  Optional<ApprovalDesk.Ballot> decide() throws InterruptedException, Deadline.TimedOutException {
    // What was typed before this stood on the screen was not meant for it.
    screen.terminals().forgetTyped();
    show();
    while (true) {
      screen.show(Ink.CYAN, choices());
      Optional<String> said = screen.keyboard().line(Styled.of("> "), deadline);
      Step step = said.isEmpty() ? new Step.Left() : step(said.get());
      switch (step) {
        case Step.Decided(ApprovalDecision decision, Reach reach) -> {
          return Optional.of(
              ApprovalDesk.Ballot.on(view, decision, TerminalDesk.person()).reaching(reach));
        }
        case Step.Left left -> {
          return Optional.empty();
        }
        case Step.AskAgain again -> {
          // The choices are shown again.
        }
      }
    }
  }

  private void show() {
    screen.show(Styled.EMPTY);
    sheet.head().forEach(line -> screen.show(line, "    "));
    Excerpt excerpt = sheet.excerpt(screen.columns(), screen.terminals().rows());
    excerpt.rows().forEach(screen::show);
    hidden = excerpt.hidden();
  }

  private boolean isOf(ApprovalType type) {
    return view.approval().request().type().equals(type);
  }

  private List<String> choices() {
    if (isOf(ApprovalType.RECOVERY)) {
      return List.of(
          "[a]gain: run it once more",
          "[d]one: it did its work",
          "[s]kip it",
          "[v]iew all",
          "[q]uit: decide later");
    }
    if (isOf(ApprovalType.LIMIT)) {
      return List.of("[g]o on for as much again", "[s]top here", "[q]uit: decide later");
    }
    return Stream.of(
            Stream.of("[a]pprove", "[e]dit", "[r]eject"),
            grant.stream().map(offered -> "[s]: always in this session"),
            Stream.of("[v]iew all", "[q]uit: decide later", "[?]"))
        .flatMap(items -> items)
        .toList();
  }

  private Step step(String said) throws InterruptedException, Deadline.TimedOutException {
    String key = said.strip().toLowerCase(Locale.ROOT);
    return switch (key) {
      case "q", "quit" -> new Step.Left();
      case "v", "view" -> {
        new Pages(screen).show(sheet.all(), deadline);
        hidden = 0;
        yield AGAIN;
      }
      default -> {
        if (isOf(ApprovalType.RECOVERY)) {
          yield recovery(key);
        }
        yield isOf(ApprovalType.LIMIT) ? limit(key) : request(key);
      }
    };
  }

  private Step recovery(String key) {
    return switch (key) {
      case "a", "again", "retry" -> new Step.Decided(new ApprovalDecision.Approve());
      case "d", "done" ->
          new Step.Decided(
              new ApprovalDecision.ApproveWithEdits(
                  JsonObject.builder().put("outcome", "done").build()));
      case "s", "skip" -> new Step.Decided(new ApprovalDecision.Reject(""));
      default -> notUnderstood();
    };
  }

  private Step limit(String key) {
    return switch (key) {
      case "g", "go", "go on" -> new Step.Decided(new ApprovalDecision.Approve());
      case "s", "stop" -> new Step.Decided(new ApprovalDecision.Reject(""));
      default -> notUnderstood();
    };
  }

  private Step request(String key) throws InterruptedException, Deadline.TimedOutException {
    return switch (key) {
      case "a", "approve", "y", "yes" -> approve();
      case "e", "edit" -> edited(new EditedArguments(editor(), view.approval()).changed());
      case "j", "json" -> edited(new EditedArguments(editor(), view.approval()).changedAsJson());
      case "r", "reject", "n", "no" -> reject();
      case "s", "always" -> grant.isPresent() ? always(grant.get()) : notUnderstood();
      case "?", "help" -> help();
      default -> notUnderstood();
    };
  }

  /** What a person has not seen they do not approve by one key. */
  private Step approve() {
    if (hidden > 0) {
      screen.show(
          Styled.of(
              Ink.YELLOW,
              "  "
                  + Count.of(hidden, "line of it is", "lines of it are")
                  + " not shown: v shows all of it, a again approves it"));
      hidden = 0;
      return AGAIN;
    }
    return new Step.Decided(new ApprovalDecision.Approve());
  }

  private Editor editor() {
    return new Editor(screen.surroundings());
  }

  private Step edited(Optional<JsonObject> arguments) {
    if (arguments.isEmpty()) {
      screen.show(Styled.of("  nothing is changed"));
    }
    return arguments
        .<Step>map(changed -> new Step.Decided(new ApprovalDecision.ApproveWithEdits(changed)))
        .orElse(AGAIN);
  }

  private Step reject() throws InterruptedException, Deadline.TimedOutException {
    Optional<String> reason =
        screen.keyboard().line(Styled.of("reason, for the agent (may be empty) > "), deadline);
    return reason
        .<Step>map(text -> new Step.Decided(new ApprovalDecision.Reject(text.strip())))
        .orElseGet(Step.Left::new);
  }

  private Step always(GrantRule offered) throws InterruptedException, Deadline.TimedOutException {
    screen.show(Styled.of("  From now on, in this session only, this is not asked:"));
    GrantForm.offer(offered).forEach(line -> screen.show(line, "    "));
    Optional<String> said =
        screen.keyboard().line(Styled.of("allow that, and approve this one? [y/n] > "), deadline);
    if (said.isEmpty() || !List.of("y", "yes").contains(said.get().strip())) {
      return AGAIN;
    }
    return new Step.Decided(new ApprovalDecision.Approve(), Reach.SESSION);
  }

  private Step help() {
    List.of(
            "a  it is done exactly as shown",
            "e  change it in $VISUAL or $EDITOR; what you save is approved",
            "j  the same with all arguments as JSON",
            "r  it is not done; the agent is told your reason",
            "s  approve, and do not ask for the same again in this session; shows the rule first",
            "v  show all of it, in $PAGER if that is set",
            "q  leave it undecided: the session waits and can be resumed",
            "Ctrl-C  cancel the turn; twice: leave")
        .forEach(line -> screen.show(Styled.of("  " + line), "     "));
    return AGAIN;
  }

  private Step notUnderstood() {
    screen.show(Styled.of(Ink.YELLOW, "  one of the letters in brackets, please"));
    return AGAIN;
  }
}
