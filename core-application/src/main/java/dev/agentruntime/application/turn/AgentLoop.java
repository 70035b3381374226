package dev.agentruntime.application.turn;

import dev.agentruntime.application.lease.LeaseLostException;
import dev.agentruntime.application.session.LeftReplies;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.NextStep;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.Turn;
import dev.agentruntime.domain.session.TurnId;
import java.util.Optional;

/**
 * Performs a session's next step until there is nothing to do but wait. The steps themselves are
 * data of the aggregate; a user message, a decision, a result, a crash and a restart all enter
 * through this one door.
 */
final class AgentLoop {

  private final LeasedSession leased;
  private final ModelSteps model;
  private final ToolSteps tools;
  private Optional<TurnId> takenUp = Optional.empty();

  AgentLoop(LeasedSession leased, ModelSteps model, ToolSteps tools) {
    this.leased = leased;
    this.model = model;
    this.tools = tools;
  }

  /**
   * Runs the turn as far as it goes.
   *
   * @throws InterruptedException if the loop is to end: behind a step that is recorded, or within
   *     one of which nothing is
   * @throws LeaseLostException if another process took over
   */
  void run() throws InterruptedException {
    while (true) {
      leased.requireStaying();
      takeUp();
      NextStep next = leased.session().nextStep();
      switch (next) {
        case NextStep.Route route -> model.route();
        case NextStep.AskModel ask -> model.reply();
        case NextStep.RunTools run -> tools.run(run.calls());
        case NextStep.ApplyControl control -> tools.steer(control.call());
        case NextStep.CloseInterrupted interrupted -> tools.closeInterrupted(interrupted.call());
        case NextStep.AskForMore ask ->
            leased.record(
                session -> session.nextStep().equals(ask),
                (session, moment, work) -> session.askForMore(ask.limit(), moment));
        case NextStep.GiveUp giveUp ->
            leased.record(
                session -> session.nextStep().equals(giveUp),
                (session, moment, work) ->
                    session.fail(
                        FailureKind.MALFORMED_CALLS,
                        "the model sent unusable tool arguments three times in a row",
                        moment));
        case NextStep.Underway underway ->
            throw new IllegalStateException(
                "call " + underway.call().id() + " is under way, and this loop did not start it");
        case NextStep.Await await -> {
          return;
        }
        case NextStep.Finished finished -> {
          return;
        }
      }
    }
  }

  /**
   * Records that the open turn is worked on, once for each: a newer message puts another turn in
   * the place of the one that was. What readers elsewhere saw of a reply that a dead process made
   * is taken back with that.
   */
  private void takeUp() {
    leased.record(
        session -> session.isRunnable() && !openTurn(session).equals(takenUp),
        (session, moment, work) -> LeftReplies.close(session, moment, work).run(moment));
    takenUp = openTurn(leased.session());
  }

  private static Optional<TurnId> openTurn(Session session) {
    return session.state().turn().map(Turn::id);
  }
}
