package dev.agentruntime.http;

import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;

/**
 * The events that follow a command, behind what else its answer would have been.
 *
 * @param accepted that answer
 */
record TurnEvents(JsonObject accepted, SessionEvents events) implements EventSource {

  @Override
  public void run(SseWriter writer) throws IOException, InterruptedException {
    writer.tell("request.accepted", accepted);
    events.run(writer);
  }

  @Override
  public void close() {
    events.close();
  }
}
