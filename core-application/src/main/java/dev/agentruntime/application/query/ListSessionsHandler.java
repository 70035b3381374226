package dev.agentruntime.application.query;

import dev.agentruntime.application.port.ReadModel;

/** Lists sessions. */
public final class ListSessionsHandler {

  private final ReadModel reads;

  public ListSessionsHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Answers the query. */
  public Page<SessionSummary> handle(ListSessions query) {
    return reads.sessions(query.owner(), query.filter());
  }
}
