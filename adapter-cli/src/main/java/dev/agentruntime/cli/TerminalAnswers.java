package dev.agentruntime.cli;

import java.util.Optional;

/** Puts an agent's questions to the person at the terminal. */
record TerminalAnswers(Surroundings surroundings, InputLines in) {

  /** What they say; nothing if they leave. */
  Optional<String> to(Question question, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    surroundings.tell("");
    surroundings.tell("? " + question.asText());
    Optional<String> typed = Optional.of("");
    while (typed.isPresent() && typed.get().isBlank()) {
      surroundings.err().print("answer > ");
      surroundings.err().flush();
      typed = in.next(deadline);
    }
    return typed.map(question::answer);
  }
}
