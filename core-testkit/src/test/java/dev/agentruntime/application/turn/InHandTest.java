package dev.agentruntime.application.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class InHandTest {

  private final InHand inHand = new InHand();

  @Test
  void what_a_dropped_task_throws_is_what_the_interrupt_made_of_it() {
    assertThatThrownBy(
            () ->
                inHand.perform(
                    session -> true,
                    () -> {
                      inHand.drop();
                      throw new UncheckedIOException(new IOException("closed by interrupt"));
                    }))
        .isInstanceOf(NoLongerWantedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void an_interrupt_that_came_too_late_does_not_reach_what_comes_next() throws Exception {
    String result =
        inHand.perform(
            session -> true,
            () -> {
              inHand.drop();
              inHand.drop();
              return "done";
            });
    assertThat(result).isEqualTo("done");
    assertThat(Thread.interrupted()).isFalse();
    inHand.drop();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void a_drop_ends_with_its_task() throws Exception {
    inHand.perform(
        session -> true,
        () -> {
          inHand.drop();
          return "first";
        });
    assertThatThrownBy(
            () ->
                inHand.perform(
                    session -> true,
                    () -> {
                      throw new IOException("its own");
                    }))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_stop_wins_over_a_drop_and_lets_nothing_begin_any_more() {
    assertThatThrownBy(
            () ->
                inHand.perform(
                    session -> true,
                    () -> {
                      inHand.drop();
                      inHand.stop();
                      throw new InterruptedException();
                    }))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("the runtime is stopping");
    assertThat(Thread.interrupted()).isFalse();
    assertThatThrownBy(
            () ->
                inHand.perform(
                    session -> true,
                    () -> {
                      throw new AssertionError("begun");
                    }))
        .isInstanceOf(InterruptedException.class);
    inHand.stop();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void a_task_that_interrupts_itself_is_broken_and_does_not_end_the_loop_silently() {
    assertThatThrownBy(
            () ->
                inHand.perform(
                    session -> true,
                    () -> {
                      throw new InterruptedException("by nobody");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nobody here did it");
  }
}
