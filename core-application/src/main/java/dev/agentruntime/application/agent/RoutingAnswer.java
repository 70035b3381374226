package dev.agentruntime.application.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.agent.Routing.Confidence;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a model's answer to a {@link RoutingPrompt}. Usable is a JSON object, alone or as the whole
 * of one code fence, that names one of the agents asked for with more than low confidence; anything
 * else is not.
 */
final class RoutingAnswer {

  static final int MAX_ANSWER = 10_000;
  static final int MAX_REASON = 500;

  private static final Pattern FENCED =
      Pattern.compile("```(?:json)?\\s+(\\{.*})\\s*```", Pattern.DOTALL);
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RoutingAnswer() {}

  static Optional<Routing> parse(String answer, List<AgentProfile> targets) {
    if (answer.length() > MAX_ANSWER) {
      return Optional.empty();
    }
    return json(unfenced(answer.strip())).flatMap(json -> routing(json, targets));
  }

  private static String unfenced(String answer) {
    Matcher fenced = FENCED.matcher(answer);
    return fenced.matches() ? fenced.group(1) : answer;
  }

  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Routing> routing(JsonNode json, List<AgentProfile> targets) {
    String agent = word(json, "agent");
    return confidence(word(json, "confidence"))
        .flatMap(
            confidence ->
                targets.stream()
                    .map(AgentProfile::name)
                    .filter(name -> name.value().equals(agent))
                    .map(n -> new Routing(n, confidence, reason(json), Routing.Method.MODEL))
                    .findFirst());
  }

  private static Optional<Confidence> confidence(String word) {
    return Arrays.stream(Confidence.values())
        .filter(confidence -> confidence != Confidence.LOW && confidence.id().equals(word))
        .findFirst();
  }

  private static String word(JsonNode json, String member) {
    return json.path(member).isTextual()
        ? json.path(member).textValue().strip().toLowerCase(Locale.ROOT)
        : "";
  }

  private static String reason(JsonNode json) {
    String reason =
        json.path("reason").asText("").replaceAll("[\\s\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
    return reason.isEmpty() ? "the model gave no reason" : Excerpt.head(reason, MAX_REASON);
  }
}
