package dev.agentruntime.application.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next what to ask for to get the part after it, empty at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {

  public Page {
    items = List.copyOf(items);
  }

  /**
   * A whole list.
   *
   * @param read reads the part that a cursor names, the first one without a cursor
   */
  public static <T> List<T> all(Function<Optional<String>, Page<T>> read) {
    var items = new ArrayList<T>();
    Walk.pages(read, items::add);
    return items;
  }

  /** The same part with other items. */
  public <R> Page<R> map(Function<T, R> change) {
    return new Page<>(items.stream().map(change).toList(), next);
  }
}
