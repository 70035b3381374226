package dev.agentruntime.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.testkit.CountingIds;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for a place, and who does not. */
@Timeout(60)
class RoomTest {

  private static final Duration SLOW = Room.QUICK.plusMillis(1);

  private final Supplier<UUID> ids = new CountingIds();
  private final Room room = new Room(new Room.Size(3, 2, 4));
  private final WebhookId quick = quick();

  private WebhookId unproven() {
    return new WebhookId(ids.get());
  }

  private WebhookId quick() {
    WebhookId webhook = unproven();
    room.took(webhook, Room.QUICK);
    return webhook;
  }

  /** Somebody who wants a place, on a thread of its own. */
  private final class Guest {
    private final FutureTask<Room.Stay> stay;
    private final Thread thread;

    Guest(WebhookId webhook) {
      stay = new FutureTask<>(() -> room.enter(webhook, 1));
      thread = Thread.ofPlatform().daemon().start(stay);
    }

    Guest waits() {
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(thread.isAlive()).as("has to wait").isTrue();
        Thread.onSpinWait();
      }
      return this;
    }

    Room.Stay comes() throws Exception {
      return stay.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void who_is_new_or_slow_waits_for_others_of_the_kind_and_who_is_quick_does_not()
      throws Exception {
    WebhookId slowNow = quick();
    room.took(slowNow, SLOW);
    room.enter(unproven(), 1);
    Room.Stay second = room.enter(slowNow, 1);
    Guest third = new Guest(unproven()).waits();

    room.enter(quick, 1).leave();
    assertThat(third.stay.isDone()).isFalse();
    second.leave();

    assertThat(third.comes().size()).isEqualTo(1);
  }

  @Test
  void who_is_quick_waits_where_all_places_are_taken() throws Exception {
    room.enter(unproven(), 1);
    room.enter(quick, 1);
    Room.Stay stay = room.enter(quick(), 1);
    Guest other = new Guest(quick()).waits();

    stay.leave();

    assertThat(other.comes().size()).isEqualTo(1);
  }

  @Test
  void who_gives_up_waiting_leaves_nothing_taken() throws Exception {
    List<Room.Stay> all = List.of(room.enter(quick, 1), room.enter(quick(), 1), enter(quick()));
    Guest waiting = new Guest(unproven()).waits();
    waiting.thread.interrupt();
    waiting.thread.join();
    all.forEach(Room.Stay::close);

    assertThat(enter(unproven()).size()).isEqualTo(1);
    assertThat(enter(unproven()).size()).isEqualTo(1);
  }

  private Room.Stay enter(WebhookId webhook) throws InterruptedException {
    return room.enter(webhook, 4);
  }

  @Test
  void who_is_quick_has_further_places_where_there_are_some_and_gives_them_back_first()
      throws Exception {
    Room.Stay four = enter(quick);
    Room.Stay two = enter(quick());
    Room.Stay one = enter(quick());
    assertThat(List.of(four.size(), two.size(), one.size())).containsExactly(4, 2, 1);
    Guest waiting = new Guest(quick()).waits();

    four.leave();
    four.leave();
    four.leave();
    assertThat(four.size()).isEqualTo(1);
    assertThat(waiting.stay.isDone()).as("further places are no first ones").isFalse();
    four.leave();
    waiting.comes().close();
    assertThat(enter(quick()).size()).isEqualTo(4);
  }

  @Test
  void who_is_not_known_to_be_quick_has_one_place() throws Exception {
    assertThat(enter(unproven()).size()).isEqualTo(1);
    room.keep(List.of());
    assertThat(enter(quick).size()).as("was forgotten").isEqualTo(1);
  }

  @Test
  void what_is_given_back_more_often_than_taken_is_not_there_twice() throws Exception {
    Room.Stay stay = enter(unproven());
    stay.leave();
    stay.leave();
    stay.close();

    enter(unproven());
    enter(unproven());
    new Guest(unproven()).waits().thread.interrupt();
  }
}
