package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {

  private final List<String> closed = new ArrayList<>();

  private void broken(String part) {
    closed.add(part);
    throw new IllegalStateException(part);
  }

  @Test
  void what_was_opened_is_closed_the_last_first_whatever_breaks() {
    Throwable thrown =
        catchThrowable(
            () -> {
              try (var opened = new Opened()) {
                opened.add("first", closed::add);
                opened.add("second", this::broken);
                opened.add("third", this::broken);
                opened.add("fourth", closed::add);
              }
            });

    assertThat(closed).containsExactly("fourth", "third", "second", "first");
    assertThat(thrown).hasMessage("third");
    assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("second");
  }

  @Test
  void what_somebody_else_closes_is_left_alone() {
    try (var opened = new Opened()) {
      opened.add("first", closed::add);
      opened.handOver();
      opened.add("second", closed::add);
    }

    assertThat(closed).containsExactly("second");
  }
}
