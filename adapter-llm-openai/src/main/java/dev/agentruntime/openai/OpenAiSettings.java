package dev.agentruntime.openai;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the model is and how long and how often it is asked. Everything is explicit: the
 * environment is never read.
 *
 * @param model as the endpoint names it
 * @param maxOutputTokens most tokens of one reply; the endpoint's own limit where absent
 */
public record OpenAiSettings(
    Endpoint endpoint,
    String model,
    Optional<Integer> maxOutputTokens,
    Timeouts timeouts,
    Retries retries) {

  public OpenAiSettings {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(timeouts, "timeouts");
    Objects.requireNonNull(retries, "retries");
    if (model.isBlank()) {
      throw new IllegalArgumentException("the model name is empty: name a model of the endpoint");
    }
    maxOutputTokens.ifPresent(
        tokens -> require(tokens > 0, "the most output tokens of a reply must be positive"));
  }

  /** These, with all else at its default. */
  public static OpenAiSettings of(Endpoint endpoint, String model) {
    return new OpenAiSettings(endpoint, model, Optional.empty(), Timeouts.DEFAULT, Retries.DEFAULT);
  }

  /** The same with another limit on the tokens of one reply. */
  public OpenAiSettings withMaxOutputTokens(int tokens) {
    return new OpenAiSettings(endpoint, model, Optional.of(tokens), timeouts, retries);
  }

  /** The same with other timeouts. */
  public OpenAiSettings withTimeouts(Timeouts other) {
    return new OpenAiSettings(endpoint, model, maxOutputTokens, other, retries);
  }

  /** The same with other retries. */
  public OpenAiSettings withRetries(Retries other) {
    return new OpenAiSettings(endpoint, model, maxOutputTokens, timeouts, other);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * A server that speaks the OpenAI chat interface.
   *
   * @param baseUrl http or https, without credentials and query. {@code /v1} is added unless the
   *     path names a version already: {@code http://host:4000} is {@code http://host:4000/v1},
   *     while {@code http://host/api/v3} and {@code https://host/v1beta/openai} stay as they are
   * @param apiKey sent as bearer token; local servers often want none
   * @param headers sent with every request, hidden like keys because proxies take theirs that way
   */
  public record Endpoint(String baseUrl, Optional<Secret> apiKey, Map<String, Secret> headers) {
    public Endpoint {
      baseUrl = EndpointUrl.normalized(baseUrl);
      apiKey.ifPresent(key -> key.requireSendable("the API key"));
      headers = Map.copyOf(headers);
      headers.forEach(
          (name, value) -> {
            require(
                name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+"),
                "an extra header has a name that HTTP does not allow");
            value.requireSendable("the extra header " + name);
          });
    }

    /** An endpoint that wants a key and nothing else. */
    public static Endpoint of(String baseUrl, String apiKey) {
      return new Endpoint(baseUrl, Optional.of(new Secret(apiKey)), Map.of());
    }
  }

  /** Text that shows itself only to who asks for its value. */
  public record Secret(String value) {
    public Secret {
      value = value.strip();
    }

    private void requireSendable(String what) {
      require(!value.isEmpty(), what + " is empty: set it or leave it out");
      require(
          value.chars().allMatch(c -> c >= ' ' && c < 127),
          what + " has characters that no HTTP header can carry: copy it again");
    }

    @Override
    public String toString() {
      return "[hidden]";
    }
  }

  /**
   * How long is waited for what.
   *
   * @param connect until the connection stands
   * @param firstByte from the request to the first byte of the answer's body; long for servers that
   *     answer in one piece
   * @param idle between two bytes of the answer
   * @param wholeCall for everything together, retries and the waits between them included
   */
  public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration wholeCall) {

    /** For models that think long and stream slowly. */
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(20));

    public Timeouts {
      requirePositive(connect, "connect");
      requirePositive(firstByte, "first-byte");
      requirePositive(idle, "idle");
      requirePositive(wholeCall, "whole-call");
    }

    private static void requirePositive(Duration duration, String name) {
      require(duration.isPositive(), "the " + name + " timeout must be longer than nothing");
    }
  }

  /**
   * When the endpoint is asked again, and when it is left alone.
   *
   * @param max how often one call is repeated; 0 never repeats
   * @param firstWait before the first repetition; doubled for each further one, give or take a
   *     quarter
   * @param longestWait between two requests; who asks for more by {@code Retry-After} is not asked
   *     again
   * @param failuresToOpen how many requests must fail in a row, over all calls, until calls are
   *     refused without asking
   * @param openFor how long they are refused; then one request tries again
   */
  public record Retries(
      int max, Duration firstWait, Duration longestWait, int failuresToOpen, Duration openFor) {

    /** Rides out a restart of the endpoint; an outage is told within half a minute. */
    public static final Retries DEFAULT =
        new Retries(3, Duration.ofMillis(500), Duration.ofSeconds(30), 8, Duration.ofSeconds(30));

    public Retries {
      require(max >= 0, "the number of retries is not negative");
      require(firstWait.isPositive(), "the first wait must be longer than nothing");
      require(
          longestWait.compareTo(firstWait) > 0, "the longest wait must be longer than the first");
      require(failuresToOpen > 0, "the failures that open the circuit must be at least 1");
      require(openFor.isPositive(), "the circuit must stay open longer than nothing");
    }
  }
}
