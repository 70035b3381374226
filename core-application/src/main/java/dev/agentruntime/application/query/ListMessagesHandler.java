package dev.agentruntime.application.query;

import dev.agentruntime.application.port.ReadModel;
import java.util.List;

/** Lists messages; refuses where there is no such session. */
public final class ListMessagesHandler {

  private final ReadModel reads;

  public ListMessagesHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Answers the query. */
  public List<TranscriptEntry> handle(ListMessages query) {
    new GetSessionHandler(reads).handle(new GetSession(query.owner(), query.session()));
    return reads.transcript(query.session(), query.after(), query.most());
  }
}
