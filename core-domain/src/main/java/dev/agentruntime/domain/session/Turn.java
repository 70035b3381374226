package dev.agentruntime.domain.session;

import java.time.Instant;
import java.util.Optional;

/**
 * The open turn of a session.
 *
 * @param stage what it is at
 * @param batch the calls of the last reply
 */
public record Turn(TurnId id, Stage stage, TurnProgress progress, CallBatch batch) {

  /**
   * What a turn is at.
   *
   * @param toRoute whether the router must choose an agent before the model is asked
   * @param waiting what the turn waits for, if it is suspended
   * @param activeSince since when running time is counted; empty while nobody runs it
   */
  public record Stage(
      boolean toRoute, Optional<WaitReason> waiting, Optional<Instant> activeSince) {

    Stage routed() {
      return new Stage(false, waiting, activeSince);
    }

    Stage toRouteAgain() {
      return new Stage(true, waiting, activeSince);
    }

    Stage suspended(WaitReason reason) {
      return new Stage(toRoute, Optional.of(reason), Optional.empty());
    }

    Stage running(Instant since) {
      return new Stage(toRoute, Optional.empty(), Optional.of(since));
    }
  }

  static Turn started(TurnId id, boolean route) {
    return new Turn(
        id,
        new Stage(route, Optional.empty(), Optional.empty()),
        TurnProgress.START,
        CallBatch.EMPTY);
  }

  Turn at(Stage other) {
    return new Turn(id, other, progress, batch);
  }

  Turn with(TurnProgress other) {
    return new Turn(id, stage, other, batch);
  }

  Turn with(CallBatch other) {
    return new Turn(id, stage, progress, other);
  }

  /** The same turn with its running time brought up to this instant. */
  Turn clocked(Instant now) {
    if (stage.activeSince.isEmpty()) {
      return this;
    }
    Turn counted = with(progress.ran(stage.activeSince.get(), now));
    return counted.at(new Stage(stage.toRoute, stage.waiting, Optional.of(now)));
  }
}
