package dev.agentruntime.domain.message;

/**
 * Tokens that a model call took, as the provider counted them; zero where it did not say.
 *
 * @param promptTokens tokens read
 * @param completionTokens tokens written
 */
public record Usage(long promptTokens, long completionTokens) {

  /** Nothing counted. */
  public static final Usage NONE = new Usage(0, 0);

  public Usage {
    if (promptTokens < 0 || completionTokens < 0) {
      throw new IllegalArgumentException("token counts are not negative");
    }
  }

  /** Both together. */
  public Usage plus(Usage other) {
    return new Usage(promptTokens + other.promptTokens, completionTokens + other.completionTokens);
  }

  /** All tokens. */
  public long totalTokens() {
    return promptTokens + completionTokens;
  }
}
