package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetAgentContext;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.SessionChange;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.session.SwitchAgent;
import dev.agentruntime.cli.RunResult.Ending;
import dev.agentruntime.cli.RunResult.Status;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Talks in one session: a message, a turn, the next message. Where the messages come from a pipe,
 * it ends at the first turn that does not come to its end.
 */
final class Chat implements Course {

  private final Screen screen;
  private final TextOutput output;
  private final NextCommands next;
  private boolean anotherWanted;
  private Ending last = left();

  /**
   * A chat.
   *
   * @param next for what to type afterwards
   */
  Chat(Screen screen, TextOutput output, NextCommands next) {
    this.screen = screen;
    this.output = output;
    this.next = next;
  }

  private static Ending left() {
    return new Ending(Status.COMPLETED, ExitCode.DONE, "", Optional.empty());
  }

  @Override
  public boolean isTalk() {
    return true;
  }

  /** Whether it ended because another session is wanted. */
  boolean isAnotherWanted() {
    return anotherWanted;
  }

  /** A chat that is open. */
  private record Open(RunScene scene, CtrlC ctrlC) {
    AgentRuntime runtime() {
      return scene.log().runtime();
    }

    SessionId session() {
      return scene.started().session();
    }

    SessionView view() {
      return runtime().get(new GetSession(Owner.LOCAL, session()));
    }
  }

  @Override
  public Ending follow(RunScene scene, CtrlC ctrlC) throws InterruptedException {
    var open = new Open(scene, ctrlC);
    anotherWanted = false;
    tell("/help tells the commands, Ctrl-D leaves");
    begin(open);
    boolean goesOn = maySpeak();
    while (goesOn) {
      Optional<String> line = line(open);
      goesOn = line.isPresent() && take(open, line.get()) && maySpeak();
    }
    if (!maySpeak()) {
      screen.show(Styled.of(Ink.YELLOW, "the chat ends here; what is piped in behind is not said"));
    }
    return ending(open);
  }

  private boolean isAttended() {
    return screen.surroundings().isAttended();
  }

  /** Only to people: what is piped in knows what it does. */
  private void tell(String hint) {
    if (isAttended()) {
      screen.show(Styled.of(Ink.DIM, hint), "  ");
    }
  }

  private void begin(Open open) throws InterruptedException {
    Optional<String> text = open.scene().started().text();
    if (text.isPresent()) {
      say(open, text.get(), open.scene().started().agent());
    } else {
      open.scene().started().agent().ifPresent(agent -> switchTo(open, agent));
      if (open.view().summary().state().status() != SessionStatus.IDLE) {
        goOn(open);
      }
    }
  }

  private boolean maySpeak() {
    return isAttended() || last.status() == Status.COMPLETED || last.asksUser();
  }

  private Optional<String> line(Open open) {
    Styled prompt = isAttended() ? Styled.of(Ink.BOLD, agent(open) + "> ") : Styled.EMPTY;
    while (true) {
      try {
        return screen.keyboard().message(prompt);
      } catch (InterruptedException e) {
        tell("Ctrl-D leaves");
      }
    }
  }

  private static String agent(Open open) {
    return open.runtime().get(new GetAgentContext(Owner.LOCAL, open.session())).current().value();
  }

  /** Returns false if that was the last line. */
  private boolean take(Open open, String line) throws InterruptedException {
    if (line.isBlank()) {
      return true;
    }
    Optional<Slash> slash = Slash.in(line);
    if (slash.isPresent()) {
      return obey(open, slash.get());
    }
    say(open, line.strip(), Optional.empty());
    return true;
  }

  private boolean obey(Open open, Slash slash) throws InterruptedException {
    if (slash.name().isEmpty()) {
      screen.show(Styled.of(Ink.YELLOW, slash.complaint()), "  ");
      return true;
    }
    switch (slash.name().get()) {
      case HELP -> help();
      case AGENT -> agent(open, slash.rest());
      case STATUS -> status(open);
      case DIFF -> diff(open);
      case DECIDE -> goOn(open);
      case NEW -> anotherWanted = true;
      case QUIT -> {
        return false;
      }
    }
    return !anotherWanted;
  }

  private void help() {
    for (Slash.Name name : Slash.Name.values()) {
      screen.show(Styled.of(name.help()), "                ");
    }
    screen.show(
        Styled.of(
            "  A line that ends in \\ goes on; so does Alt-Enter. Ctrl-C cancels a turn. A message"
                + " that begins with a blank is not kept in the history."),
        "  ");
  }

  private void agent(Open open, String name) {
    if (name.isEmpty()) {
      screen.show(Styled.of("  " + agent(open)));
    } else if (AgentName.isValid(name)) {
      switchTo(open, new AgentName(name));
    } else {
      screen.show(Styled.of(Ink.YELLOW, "\"" + name + "\" is no name of an agent"));
    }
  }

  private void switchTo(Open open, AgentName agent) {
    attempt(
        () -> open.runtime().switchAgent(new SwitchAgent(Owner.LOCAL, open.session(), agent, "")));
  }

  private void status(Open open) {
    SessionView view = open.view();
    Usage used = RunResult.Work.of(open.scene().log().after(0), List.of()).usage();
    List.of(
            "session  " + open.session(),
            "status   " + SessionForm.status(view.summary()),
            "agent    " + view.agents().current(),
            "folder   " + SessionForm.workspace(view.summary().runner()),
            "tokens   " + used.promptTokens() + " read, " + used.completionTokens() + " written")
        .forEach(line -> screen.show(Styled.of("  " + line), "           "));
    for (ApprovalView waiting : open.scene().run().pending()) {
      screen.show(
          Styled.of("  waiting  " + ApprovalForm.summary(waiting.approval()) + "; /decide asks"),
          "           ");
    }
  }

  private void diff(Open open) throws InterruptedException {
    var lines = new ArrayList<Styled>();
    for (SessionChange change : SessionChange.in(open.scene().log().after(0))) {
      lines.add(Styled.of(Ink.BOLD, change.tool() + " " + String.join(", ", change.paths())));
      change.diff().ifPresent(diff -> lines.addAll(ApprovalSheet.diff(diff)));
    }
    if (lines.isEmpty()) {
      screen.show(Styled.of("  nothing was changed"));
    } else if (isAttended()) {
      try {
        new Pages(screen).show(lines, Deadline.NEVER);
      } catch (Deadline.TimedOutException e) {
        throw new IllegalStateException("a deadline that never comes has passed", e);
      }
    } else {
      lines.forEach(screen::show);
    }
  }

  private void say(Open open, String text, Optional<AgentName> agent) throws InterruptedException {
    if (attempt(() -> open.scene().run().say(text, agent))) {
      goOn(open);
    } else if (open.view().summary().state().status() == SessionStatus.WAITING) {
      tell("/decide asks again");
    }
  }

  /** Lets the session run as far as it goes, and tells what came of it. */
  private void goOn(Open open) throws InterruptedException {
    open.ctrlC().arm();
    try {
      last = open.scene().run().goOn();
    } catch (RuntimeException e) {
      CommandFailure failure = CommandFailure.of(e);
      failure.defect().ifPresent(screen.surroundings()::tellDefect);
      last = Ending.of(Status.FAILED, failure.code(), failure.text());
    } finally {
      open.ctrlC().rest();
    }
    if (last.status() == Status.COMPLETED) {
      output.answer(last.text());
    }
    last.problem().ifPresent(problem -> screen.show(Styled.of(Ink.YELLOW, problem), "  "));
    if (last.status() == Status.WAITING && !last.asksUser()) {
      tell("/decide asks again");
    }
  }

  /** Returns whether it was accepted. */
  private boolean attempt(Runnable command) {
    try {
      command.run();
      return true;
    } catch (RefusedException e) {
      screen.show(Styled.of(Ink.YELLOW, e.refusal().message()), "  ");
      return false;
    }
  }

  /** All problems were told when they came up. */
  private Ending ending(Open open) {
    Ending ending =
        isAttended() && last.status() != Status.WAITING
            ? left()
            : new Ending(last.status(), last.code(), last.text(), Optional.empty());
    if (!anotherWanted && ending.status() == Status.COMPLETED) {
      tell("go on: " + next.chat(open.session()));
    }
    return ending;
  }
}
