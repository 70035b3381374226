package dev.agentruntime.http;

import java.io.IOException;

/** A stream of events for one reader. */
interface EventSource extends AutoCloseable {

  /**
   * Writes until there is nothing more, on the calling thread.
   *
   * @throws IOException if the reader is gone
   */
  void run(SseWriter writer) throws IOException, InterruptedException;

  /** Lets {@link #run} come to its end soon. Called by any thread. */
  @Override
  void close();
}
