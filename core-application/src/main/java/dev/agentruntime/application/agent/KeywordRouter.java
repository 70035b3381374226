package dev.agentruntime.application.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.agent.Routing.Confidence;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Routes by words in the request, English and Russian: the way out where no model can be asked or
 * its answer is not usable. The words and their order are data in {@code keywords.yaml}.
 */
final class KeywordRouter {

  private static final AgentName CODER = new AgentName("coder");
  private static final Keywords KEYWORDS =
      Resource.yaml("keywords.yaml", new TypeReference<Keywords>() {});

  private KeywordRouter() {}

  /**
   * Chooses among these agents: the one whose words are there; where that is none of them, the
   * coder or else the first.
   *
   * @param targets at least one
   */
  static Routing route(String request, List<AgentProfile> targets) {
    List<Sentence> sentences = Sentence.of(Excerpt.ends(request, RoutingPrompt.MAX_REQUEST));
    for (Rule rule : KEYWORDS.rules()) {
      Optional<String> found = rule.find(sentences, KEYWORDS.leadIn());
      if (found.isPresent()) {
        return routing(new AgentName(rule.agent()), found.get(), targets);
      }
    }
    return new Routing(
        otherwise(targets), Confidence.LOW, "no keyword in the request", Routing.Method.KEYWORDS);
  }

  private static Routing routing(AgentName agent, String found, List<AgentProfile> targets) {
    String reason = "\"" + found + "\" in the request";
    return targets.stream().anyMatch(target -> target.name().equals(agent))
        ? new Routing(agent, Confidence.MEDIUM, reason, Routing.Method.KEYWORDS)
        : new Routing(
            otherwise(targets),
            Confidence.LOW,
            reason + ", but " + agent + " cannot be chosen",
            Routing.Method.KEYWORDS);
  }

  private static AgentName otherwise(List<AgentProfile> targets) {
    return targets.stream()
        .map(AgentProfile::name)
        .filter(CODER::equals)
        .findFirst()
        .orElseGet(() -> targets.getFirst().name());
  }

  private record Keywords(@JsonProperty("lead_in") Set<String> leadIn, List<Rule> rules) {}

  private record Rule(
      String agent,
      @JsonProperty("sentence_start") boolean sentenceStart,
      List<Phrase> words,
      List<Phrase> except) {

    Optional<String> find(List<Sentence> sentences, Set<String> leadIn) {
      return sentences.stream()
          .flatMap(
              sentence -> {
                Sentence rest = sentence.without(except);
                int last = sentenceStart ? sentence.countLeading(leadIn) : sentence.length() - 1;
                return rest.firstOf(words, last).stream();
              })
          .findFirst();
    }
  }
}
