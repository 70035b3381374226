package dev.agentruntime.application.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Hands a whole list on, part after part: it may be longer than memory. */
public final class Walk {

  private Walk() {}

  /**
   * Takes what is handed on.
   *
   * @param <E> what it may throw; it ends the walk
   */
  @FunctionalInterface
  public interface Taker<T, E extends Exception> {
    /** Takes an item. */
    void take(T item) throws E;
  }

  /**
   * A list in pages.
   *
   * @param read reads the page that a cursor names, the first one without a cursor
   */
  public static <T, E extends Exception> void pages(
      Function<Optional<String>, Page<T>> read, Taker<? super T, E> taker) throws E {
    Optional<String> cursor = Optional.empty();
    do {
      Page<T> page = read.apply(cursor);
      for (T item : page.items()) {
        taker.take(item);
      }
      cursor = page.next();
    } while (cursor.isPresent());
  }

  /**
   * A list whose parts go on behind an item. The first one that is not full is the last.
   *
   * @param full how many items a part has at the most
   * @param read reads what comes behind a place, the first part without one
   * @param place where an item stands
   */
  public static <T, P, E extends Exception> void behind(
      int full, Function<Optional<P>, List<T>> read, Function<T, P> place, Taker<T, E> taker)
      throws E {
    Optional<P> after = Optional.empty();
    List<T> part;
    do {
      part = read.apply(after);
      for (T item : part) {
        taker.take(item);
        after = Optional.of(place.apply(item));
      }
    } while (part.size() == full);
  }
}
