package dev.agentruntime.application.script;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a text. */
final class Problems {

  private final List<InvalidScriptException.Problem> found = new ArrayList<>();

  void add(Place place, String text) {
    found.add(new InvalidScriptException.Problem(place.line(), place.column(), text));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** In the order of the text. */
  List<InvalidScriptException.Problem> inOrder() {
    return found.stream()
        .sorted(
            Comparator.comparingInt(InvalidScriptException.Problem::line)
                .thenComparingInt(InvalidScriptException.Problem::column))
        .toList();
  }
}
