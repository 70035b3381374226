package dev.agentruntime.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  private static String printed(Consumer<String[]> program) {
    var printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.accept(new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void the_first_twelve_lines_of_an_embedder_answer_a_question() {
    assertThat(printed(FirstSession::main))
        .contains("Completed[text=An agent runtime runs sessions of agents and keeps them.]");
  }

  @Test
  void an_alarm_hears_of_what_waits_for_a_person_before_the_program_ends() {
    assertThat(printed(ApprovalAlarm::main)).contains("please decide: ship version 2");
  }
}
