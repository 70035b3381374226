package dev.agentruntime.application.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a text. */
public final class Problems {

  private final List<Problem> found = new ArrayList<>();

  /** Notes one. */
  public void add(Place place, String text) {
    found.add(new Problem(place.line(), place.column(), text));
  }

  /** Whether nothing is wrong so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** In the order of the text. */
  public List<Problem> inOrder() {
    return found.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }
}
