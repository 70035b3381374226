package dev.agentruntime.application.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingAnswerTest {

  private static final List<AgentProfile> TARGETS = BuiltinAgents.byDefault().routable();

  @ParameterizedTest
  @CsvFileSource(
      resources = "answers.txt",
      delimiter = '|',
      quoteCharacter = '\0',
      emptyValue = "",
      ignoreLeadingAndTrailingWhitespace = false)
  void an_answer_is_usable_or_not(String expected, String answer) {
    Optional<Routing> routing =
        RoutingAnswer.parse(answer == null ? "" : answer.replace("\\n", "\n"), TARGETS);

    assertThat(routing.map(r -> r.target() + " " + r.confidence().id()).orElse("unusable"))
        .isEqualTo(expected);
    assertThat(routing.map(Routing::method)).isNotEqualTo(Optional.of(Routing.Method.KEYWORDS));
  }

  @Test
  void an_answer_keeps_its_reason_and_its_method() {
    assertThat(RoutingAnswer.parse(answer("a question about\n\t the cache "), TARGETS))
        .hasValueSatisfying(
            routing -> {
              assertThat(routing.reason()).isEqualTo("a question about the cache");
              assertThat(routing.method()).isEqualTo(Routing.Method.MODEL);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\n\u0000\u001b"})
  void a_missing_reason_is_told(String reason) {
    assertThat(reasonOf(answer(reason))).isEqualTo("the model gave no reason");
  }

  @Test
  void a_long_reason_is_cut_and_stays_whole_text() {
    assertThat(reasonOf(answer("x".repeat(RoutingAnswer.MAX_REASON - 1) + "💥 and more")))
        .hasSize(RoutingAnswer.MAX_REASON)
        .endsWith("x\uFFFD");
  }

  @Test
  void control_characters_do_not_get_into_a_reason() {
    assertThat(reasonOf(answer("red \u001b[31m alert\u0000\u0085"))).isEqualTo("red [31m alert");
  }

  @Test
  void a_lone_surrogate_does_not_get_into_a_reason() {
    String answer = "{\"agent\":\"ask\",\"confidence\":\"high\",\"reason\":\"a\\ud800b\"}";

    assertThat(reasonOf(answer)).isEqualTo("a\uFFFDb");
  }

  @Test
  void an_endless_answer_is_not_read() {
    assertThat(RoutingAnswer.parse(answer("x".repeat(RoutingAnswer.MAX_ANSWER)), TARGETS))
        .isEmpty();
  }

  @Test
  void a_deeply_nested_answer_is_unusable_and_harms_nothing() {
    assertThat(RoutingAnswer.parse("{\"agent\":" + "[".repeat(9_000), TARGETS)).isEmpty();
  }

  private static String reasonOf(String answer) {
    return RoutingAnswer.parse(answer, TARGETS).orElseThrow().reason();
  }

  private static String answer(String reason) {
    return JsonObject.builder()
        .put("agent", "ask")
        .put("confidence", "high")
        .put("reason", reason)
        .build()
        .canonical();
  }
}
