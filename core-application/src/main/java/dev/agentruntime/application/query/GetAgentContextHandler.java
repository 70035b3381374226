package dev.agentruntime.application.query;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.agent.AgentContext;

/** Tells which agent is at work; refuses where there is no such session. */
public final class GetAgentContextHandler {

  private final ReadModel reads;

  public GetAgentContextHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Answers the query. */
  public AgentContext handle(GetAgentContext query) {
    return new GetSessionHandler(reads)
        .handle(new GetSession(query.owner(), query.session()))
        .agents();
  }
}
