package dev.agentruntime.http;

import java.io.IOException;

/** A stream of events for one reader. */
interface EventSource extends OpenStreams.Place {

  /**
   * Writes until there is nothing more, on the calling thread.
   *
   * @throws IOException if the reader is gone
   */
  void run(SseWriter writer) throws IOException, InterruptedException;
}
