package dev.agentruntime.cli;

import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import java.util.List;

/** What an agent asks the user. */
record Question(String text, List<String> suggestions) {

  Question {
    suggestions = List.copyOf(suggestions);
  }

  /** The question that was asked last. */
  static Question lastIn(List<RecordedEvent> log) {
    return log.reversed().stream()
        .map(RecordedEvent::event)
        .filter(SessionEvent.QuestionAsked.class::isInstance)
        .map(event -> (SessionEvent.QuestionAsked) event)
        .map(asked -> new Question(asked.question(), asked.suggestions()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a session waits for no question"));
  }

  /** With its suggestions, numbered. */
  String asText() {
    var lines = new StringBuilder(text);
    for (int i = 0; i < suggestions.size(); i++) {
      lines.append("\n  ").append(i + 1).append(". ").append(suggestions.get(i));
    }
    return lines.toString();
  }

  /** What was meant by what was typed: a number stands for its suggestion. */
  String answer(String typed) {
    String said = typed.strip();
    for (int i = 0; i < suggestions.size(); i++) {
      if (said.equals(Integer.toString(i + 1))) {
        return suggestions.get(i);
      }
    }
    return said;
  }
}
