package dev.agentruntime.simulation;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One call, as the log told of it and as it was executed. */
final class CallAudit {

  private final SessionId session;
  private final ToolCall call;
  private final List<Start> starts = new ArrayList<>();
  private SideEffect sideEffect = SideEffect.READ;
  private Optional<JsonObject> granted = Optional.empty();
  private boolean answered;
  private int effects;

  /** How often it may have its effect: once, and once more for each word of a person. */
  private int words = 1;

  /**
   * A start that is in the log.
   *
   * @param arguments that it is for
   * @param files what it is to make of which files
   */
  record Start(Digest digest, JsonObject arguments, long generation, List<FileImpact> files) {

    private boolean changesNothing() {
      return files.stream().allMatch(file -> file.before().equals(file.after()));
    }
  }

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

  /** A person lets it run with these arguments. */
  void granted(JsonObject arguments) {
    granted = Optional.of(arguments);
  }

  /** It is asked for once more: with what a person made of it, not with what the model sent. */
  void askedAgain(JsonObject arguments) {
    granted.ifPresent(
        before -> {
          if (!before.equals(arguments)) {
            throw new Violation("what a person made of call " + call.id() + " is lost");
          }
        });
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

  /** It was found done after a crash. */
  void foundDone() {
    if (effects == 0 && !starts.getLast().changesNothing()) {
      throw new Violation("edit " + call.id() + " is found done and never was");
    }
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

  SessionId session() {
    return session;
  }

  ToolCall call() {
    return call;
  }

  SideEffect sideEffect() {
    return sideEffect;
  }

  boolean isAnswered() {
    return answered;
  }

  boolean wasApproved() {
    return granted.isPresent();
  }
}
