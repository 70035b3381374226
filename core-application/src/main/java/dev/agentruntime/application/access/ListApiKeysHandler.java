package dev.agentruntime.application.access;

import dev.agentruntime.application.port.ReadModel;
import java.util.List;

/** Lists keys. */
public final class ListApiKeysHandler {

  private final ReadModel reads;

  public ListApiKeysHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** The keys. */
  public List<ApiKey> handle(ListApiKeys query) {
    return reads.keys(query.owner());
  }
}
