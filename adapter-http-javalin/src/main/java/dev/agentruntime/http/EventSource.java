package dev.agentruntime.http;

import java.io.IOException;
import java.time.Duration;

/** A stream of events for one reader. */
interface EventSource extends AutoCloseable {

  /**
   * Writes until there is nothing more, on the calling thread.
   *
   * @param heartbeat after which silence is broken
   * @throws IOException if the reader is gone
   */
  void run(SseWriter writer, Duration heartbeat) throws IOException, InterruptedException;

  /** Lets {@link #run} come to its end soon. Called by any thread. */
  @Override
  void close();
}
