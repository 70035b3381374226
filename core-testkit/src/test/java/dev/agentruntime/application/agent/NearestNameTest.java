package dev.agentruntime.application.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final List<String> KNOWN = List.of("model", "approve", "BASE_URL", "max_steps");

  @ParameterizedTest
  @CsvSource({
    "modle, model",
    "mdel, model",
    "modell, model",
    "' MODEL ', model",
    "aprove, approve",
    "baseurl, BASE_URL",
    "max-steps, max_steps",
    "max_tseps, max_steps"
  })
  void a_slip_of_the_fingers_is_understood(String written, String meant) {
    assertThat(NearestName.to(written, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"timeout", "''", "m", "steps"})
  void what_is_far_from_everything_is_not_guessed(String written) {
    assertThat(NearestName.to(written, KNOWN)).isEmpty();
    assertThat(NearestName.to(written, List.of())).isEmpty();
  }

  @Test
  void of_several_that_are_as_near_the_first_is_named() {
    assertThat(NearestName.to("agen", List.of("agenz", "agent"))).contains("agent");
  }
}
