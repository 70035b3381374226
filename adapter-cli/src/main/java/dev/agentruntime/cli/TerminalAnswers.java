package dev.agentruntime.cli;

import java.util.List;
import java.util.Optional;

/** Puts an agent's questions to the person at the terminal. */
record TerminalAnswers(Screen screen) {

  /** What they say; nothing if they leave. */
  Optional<String> to(Question question, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    screen.terminals().forgetTyped();
    screen.show(Styled.EMPTY);
    question.text().lines().forEach(line -> screen.show(Styled.of(Ink.BOLD, "? " + line), "  "));
    List<String> suggestions = question.suggestions();
    for (int i = 0; i < suggestions.size(); i++) {
      screen.show(
          Styled.of(Ink.CYAN, "  " + (i + 1) + ". ").plus(Ink.PLAIN, suggestions.get(i)), "     ");
    }
    String prompt = suggestions.isEmpty() ? "answer > " : "answer, or a number > ";
    Optional<String> typed = Optional.of("");
    while (typed.isPresent() && typed.get().isBlank()) {
      typed = screen.keyboard().line(Styled.of(prompt), deadline);
    }
    return typed.map(question::answer);
  }
}
