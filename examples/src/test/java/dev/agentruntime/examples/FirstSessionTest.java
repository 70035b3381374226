package dev.agentruntime.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FirstSessionTest {

  @Test
  void the_first_twelve_lines_of_an_embedder_answer_a_question() {
    var printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      FirstSession.main(new String[0]);
    } finally {
      System.setOut(before);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("Completed[text=An agent runtime runs sessions of agents and keeps them.]");
  }
}
