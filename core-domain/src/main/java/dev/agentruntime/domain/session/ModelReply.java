package dev.agentruntime.domain.session;

import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.tool.Preparation;
import java.util.List;
import java.util.Optional;

/**
 * A complete reply of the model with its calls prepared.
 *
 * @param id under which its text was shown while it came
 */
public record ModelReply(
    MessageId id, String text, Optional<String> reasoning, List<Preparation> calls, Cost cost) {

  public ModelReply {
    calls = List.copyOf(calls);
  }

  /**
   * What the reply took.
   *
   * @param model as the provider named it
   * @param millis from the request to the last chunk
   */
  public record Cost(String model, Usage usage, long millis) {}
}
