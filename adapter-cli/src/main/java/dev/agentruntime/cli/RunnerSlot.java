package dev.agentruntime.cli;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Stands for the model until it is known which session is run: a session names its model itself,
 * and only an open runtime can tell it. Until then, and for every other session, nothing is run.
 */
final class RunnerSlot implements ChatModel, Predicate<Session> {

  private volatile Optional<Filled> filled = Optional.empty();

  private record Filled(SessionId session, ChatModel model) {}

  /** From now on this session may be run. */
  void fill(SessionId session, ChatModel model) {
    filled = Optional.of(new Filled(session, model));
  }

  @Override
  public boolean test(Session session) {
    return filled.map(f -> f.session().equals(session.id())).orElse(false);
  }

  @Override
  public Outcome chat(Request request, DeltaSink deltas) throws InterruptedException {
    return filled
        .orElseThrow(() -> new IllegalStateException("no session may be run here"))
        .model()
        .chat(request, deltas);
  }
}
