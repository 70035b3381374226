package dev.agentruntime.application.query;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;

/** Finds one session; refuses where there is none. */
public final class GetSessionHandler {

  private final ReadModel reads;

  public GetSessionHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Answers the query. */
  public SessionView handle(GetSession query) {
    return reads
        .session(query.owner(), query.session())
        .orElseThrow(
            () ->
                new RefusedException(new Refusal.NotFound("session", query.session().toString())));
  }
}
