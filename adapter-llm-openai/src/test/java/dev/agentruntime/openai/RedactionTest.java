package dev.agentruntime.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedactionTest {

  private static Redaction of(String key) {
    return Redaction.of(
        new OpenAiSettings.Endpoint(
            "http://localhost/v1", Optional.of(new OpenAiSettings.Secret(key)), Map.of()));
  }

  @Test
  void a_key_is_hidden() {
    assertThat(of("sk-0123456789").apply("the key sk-0123456789 is wrong"))
        .isEqualTo("the key [hidden] is wrong");
  }

  /** Local servers ask for no key, and people give them a word. */
  @Test
  void a_word_in_place_of_a_key_stays_where_it_stands_for_itself() {
    assertThat(List.of("x", "none", "ollama"))
        .allSatisfy(
            key ->
                assertThat(of(key).apply("no exit, none left, ollama")).doesNotContain("hidden"));
  }
}
