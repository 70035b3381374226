package dev.agentruntime.application.query;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.event.RecordedEvent;
import java.util.List;

/** Reads the log; refuses where there is no such session. */
public final class ReadEventsHandler {

  private final ReadModel reads;

  public ReadEventsHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Answers the query. */
  public List<RecordedEvent> handle(ReadEvents query) {
    new GetSessionHandler(reads).handle(new GetSession(query.owner(), query.session()));
    return reads.events(query.session(), query.after(), query.most());
  }
}
