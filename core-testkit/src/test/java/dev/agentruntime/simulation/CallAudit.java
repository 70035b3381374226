package dev.agentruntime.simulation;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCall;
import java.util.ArrayList;
import java.util.List;

/** One call, as the log told of it and as it was executed. */
final class CallAudit {

  private final SessionId session;
  private final ToolCall call;
  private final List<Start> starts = new ArrayList<>();
  private SideEffect sideEffect = SideEffect.READ;
  private boolean approved;
  private boolean answered;
  private int effects;

  /** How often it may have its effect: once, and once more for each word of a person. */
  private int words = 1;

  /**
   * A start that is in the log.
   *
   * @param arguments that it is for
   */
  record Start(Digest digest, JsonObject arguments, long generation) {}

  CallAudit(SessionId session, ToolCall call) {
    this.session = session;
    this.call = call;
  }

  void proposed(SessionEvent.ToolCallProposed event) {
    sideEffect = event.sideEffect();
  }

  void start(Start start) {
    starts.add(start);
  }

  void approved() {
    approved = true;
  }

  /** A person says that it is to run again. */
  void again() {
    words++;
  }

  void answer() {
    if (answered) {
      throw new Violation("call " + call.id() + " is answered twice");
    }
    answered = true;
  }

  /** It has its effect. */
  void effect(World world, Instance home, AuthorizedCall executed) {
    Start start =
        starts.stream()
            .filter(recorded -> recorded.digest().equals(executed.digest()))
            .reduce((earlier, later) -> later)
            .orElseThrow(() -> world.violated("tool " + executed + " runs and was not started"));
    if (!start.arguments().equals(executed.arguments())) {
      throw world.violated("tool " + executed + " runs with other arguments than were judged");
    }
    effects++;
    if (sideEffect != SideEffect.READ && effects > words) {
      throw world.violated(
          "%s has its effect %d times, and people said so %d times"
              .formatted(executed, effects, words));
    }
    long generation = world.auditor().row(session).version().generation();
    if (answered || starts.getLast().generation() < generation) {
      world.reached(Sometimes.ZOMBIE_EFFECT);
      world.note(() -> "  " + home + " does not hold the lease any more");
    } else if (effects > 1 && sideEffect == SideEffect.COMMAND) {
      world.reached(Sometimes.COMMAND_RUN_AGAIN);
    }
  }

  ToolCall call() {
    return call;
  }

  SideEffect sideEffect() {
    return sideEffect;
  }

  List<Start> starts() {
    return starts;
  }

  boolean isAnswered() {
    return answered;
  }

  boolean wasApproved() {
    return approved;
  }

  int effects() {
    return effects;
  }
}
