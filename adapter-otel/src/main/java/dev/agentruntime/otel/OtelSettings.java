package dev.agentruntime.otel;

import java.util.Objects;
import java.util.Optional;

/**
 * What spans tell beside what happens.
 *
 * @param provider whose kind of interface the model is asked by, such as {@code openai}
 * @param model the name by which it is asked; where it is absent, spans tell only the name that the
 *     answer has
 * @param content whether instructions, messages, arguments and results are recorded, in full and
 *     unmasked
 */
public record OtelSettings(String provider, Optional<String> model, boolean content) {

  public OtelSettings {
    Objects.requireNonNull(model, "model");
    if (provider.isBlank()) {
      throw new IllegalArgumentException("the provider's name is empty");
    }
  }

  /** These, without any content. */
  public static OtelSettings of(String provider, Optional<String> model) {
    return new OtelSettings(provider, model, false);
  }

  /** The same with content, or without. */
  public OtelSettings withContent(boolean recorded) {
    return new OtelSettings(provider, model, recorded);
  }
}
