package dev.agentruntime.application.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalkTest {

  private static final int FULL = 3;

  private final List<String> asked = new ArrayList<>();
  private final List<Integer> taken = new ArrayList<>();

  private List<Integer> part(int from, int end) {
    asked.add("behind " + from);
    return IntStream.rangeClosed(from + 1, Math.min(from + FULL, end)).boxed().toList();
  }

  private Page<Integer> page(Optional<String> cursor, int end) {
    List<Integer> items = part(cursor.map(Integer::parseInt).orElse(0), end);
    boolean more = !items.isEmpty() && items.getLast() < end;
    return new Page<>(items, more ? Optional.of(items.getLast().toString()) : Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 6, 7})
  void everything_is_handed_on_once_and_in_order(int end) {
    List<Integer> all = IntStream.rangeClosed(1, end).boxed().toList();

    Walk.pages(cursor -> page(cursor, end), taken::add);
    assertThat(taken).isEqualTo(all);
    assertThat(Page.all((Optional<String> cursor) -> page(cursor, end))).isEqualTo(all);

    taken.clear();
    Walk.behind(
        FULL, (Optional<Integer> after) -> part(after.orElse(0), end), one -> one, taken::add);
    assertThat(taken).isEqualTo(all);
  }

  @Test
  void a_part_is_read_once_the_one_before_it_is_taken() {
    Walk.pages(cursor -> page(cursor, 5), one -> asked.add("took " + one));

    assertThat(asked)
        .containsExactly("behind 0", "took 1", "took 2", "took 3", "behind 3", "took 4", "took 5");
  }

  @Test
  void a_full_part_may_be_the_last_and_is_followed_by_an_empty_one() {
    Walk.behind(
        FULL, (Optional<Integer> after) -> part(after.orElse(0), 3), one -> one, taken::add);

    assertThat(asked).containsExactly("behind 0", "behind 3");
  }

  @Test
  void what_takes_no_more_ends_the_walk_with_its_own_exception() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Walk.pages(cursor -> page(cursor, 9), WalkTest::full));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                Walk.behind(
                    FULL,
                    (Optional<Integer> after) -> part(after.orElse(0), 9),
                    one -> one,
                    WalkTest::full));

    assertThat(asked).containsExactly("behind 0", "behind 0");
  }

  private static void full(int item) throws IOException {
    throw new IOException("no room for " + item);
  }
}
