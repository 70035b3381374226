package dev.agentruntime.domain.message;

/**
 * Tokens that a model call took.
 *
 * @param promptTokens tokens read
 * @param completionTokens tokens written
 * @param estimated whether some of it is our guess, because the provider did not say
 */
public record Usage(long promptTokens, long completionTokens, boolean estimated) {

  /** Nothing counted. */
  public static final Usage NONE = new Usage(0, 0);

  /** Characters of a token, roughly, in English and in code. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  public Usage {
    if (promptTokens < 0 || completionTokens < 0) {
      throw new IllegalArgumentException("token counts are not negative");
    }
  }

  /** As the provider counted them. */
  public Usage(long promptTokens, long completionTokens) {
    this(promptTokens, completionTokens, false);
  }

  /** A guess from the lengths in characters of what was read and written. */
  public static Usage estimate(long read, long written) {
    return new Usage(
        Math.ceilDiv(read, CHARACTERS_PER_TOKEN),
        Math.ceilDiv(written, CHARACTERS_PER_TOKEN),
        true);
  }

  /** Both together. */
  public Usage plus(Usage other) {
    return new Usage(
        sum(promptTokens, other.promptTokens),
        sum(completionTokens, other.completionTokens),
        estimated || other.estimated);
  }

  /** All tokens. */
  public long totalTokens() {
    return sum(promptTokens, completionTokens);
  }

  /** What a provider reports may be anything; it must not overflow into a small number. */
  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
