package dev.agentruntime.application.agent;

import static java.text.Normalizer.Form.NFD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.Routing;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeywordRouterTest {

  @ParameterizedTest
  @CsvFileSource(resources = "requests.txt", delimiter = '|', quoteCharacter = '\0')
  void a_request_goes_to_the_agent_of_its_words(String agent, String confidence, String request) {
    Routing routing = KeywordRouter.route(request, targets("coder", "architect", "debug", "ask"));

    assertThat(routing.target().value()).as(routing.reason()).isEqualTo(agent);
    assertThat(routing.confidence().id()).isEqualTo(confidence);
    assertThat(routing.method()).isEqualTo(Routing.Method.KEYWORDS);
  }

  @ParameterizedTest
  @CsvSource({
    "explain the error, 'debug architect coder', coder",
    "explain the error, 'debug architect', debug",
    "fix the error, 'ask architect', ask",
    "plan the error, 'ask coder', coder"
  })
  void where_its_agent_is_missing_the_coder_or_else_the_first_takes_a_request(
      String request, String enabled, String expected) {
    Routing routing = KeywordRouter.route(request, targets(enabled.split(" ")));

    assertThat(routing.target().value()).isEqualTo(expected);
    assertThat(routing.confidence()).isEqualTo(Routing.Confidence.LOW);
    assertThat(routing.reason()).endsWith("cannot be chosen");
  }

  @Test
  void the_reason_shows_the_words_that_decided() {
    assertThat(KeywordRouter.route("Найди, откуда эта Ошибка", targets("coder", "debug")).reason())
        .isEqualTo("\"ошибка\" in the request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "...", "?!", "\n\n", "💥", "\0\ud800"})
  void a_request_without_words_goes_to_the_coder(String request) {
    assertThat(KeywordRouter.route(request, targets("ask", "coder")).target().value())
        .isEqualTo("coder");
  }

  @Test
  void what_is_wanted_is_found_before_and_after_a_long_paste() {
    String paste = "xyz 123\n".repeat(100_000);
    List<AgentProfile> targets = targets("coder", "architect", "debug", "ask");

    assertThat(KeywordRouter.route("explain\n" + paste, targets).target().value()).isEqualTo("ask");
    assertThat(KeywordRouter.route(paste + "explain this", targets).target().value())
        .isEqualTo("ask");
  }

  @Test
  void letters_written_in_two_parts_are_the_same_letters() {
    String parted = Normalizer.normalize("Какой линтер тут используется?", NFD);

    assertThat(KeywordRouter.route(parted, targets("coder", "ask")).target().value())
        .isEqualTo("ask");
  }

  @Test
  void every_word_of_the_table_can_be_found_in_a_sentence() throws IOException {
    List<JsonNode> phrases = new ArrayList<>();
    try (InputStream table = KeywordRouter.class.getResourceAsStream("keywords.yaml")) {
      JsonNode keywords = new YAMLMapper().readTree(table);
      keywords.path("lead_in").forEach(phrases::add);
      keywords.path("rules").forEach(rule -> rule.path("words").forEach(phrases::add));
      keywords.path("rules").forEach(rule -> rule.path("except").forEach(phrases::add));
    }

    assertThat(phrases).hasSizeGreaterThan(500);
    assertThat(phrases)
        .allSatisfy(
            phrase -> {
              List<String> words = List.of(phrase.asText().split(" "));
              assertThat(Sentence.of(phrase.asText().replace("*", "")))
                  .singleElement()
                  .extracting(Sentence::words)
                  .isEqualTo(words.stream().map(word -> word.replaceFirst("\\*$", "")).toList());
            });
  }

  private static List<AgentProfile> targets(String... names) {
    return BuiltinAgents.enabled(List.of(names)).all();
  }
}
