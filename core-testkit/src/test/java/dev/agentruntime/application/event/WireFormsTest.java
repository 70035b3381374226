package dev.agentruntime.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WireFormsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Scenario story = Scenario.given();
  private final AtomicInteger made = new AtomicInteger();

  @AfterEach
  void end() {
    story.close();
  }

  private byte[] make(int size) {
    made.incrementAndGet();
    return new byte[size];
  }

  private List<RecordedEvent> log() {
    return story.store().reads().events(story.open(), 0, 1000);
  }

  private EventStream session(long after) {
    return story.runtime().open(Owner.LOCAL, story.open(), after);
  }

  private LedgerStream ledger() {
    return story.runtime().openAll(Owner.LOCAL, Optional.empty());
  }

  /** Takes up to this event, and its form and those of all before. */
  private void read(EventStream stream, RecordedEvent last) throws InterruptedException {
    while (true) {
      if (stream.take(LONG).orElseThrow() instanceof StreamEntry.Recorded recorded) {
        recorded.form().orMake(() -> make(10));
        if (recorded.event().equals(last)) {
          return;
        }
      }
    }
  }

  private void read(LedgerStream stream, RecordedEvent last) throws InterruptedException {
    while (true) {
      if (stream.take(LONG).orElseThrow() instanceof LedgerStreamEntry.Recorded recorded) {
        recorded.form().orMake(() -> make(10));
        if (recorded.event().equals(last)) {
          return;
        }
      }
    }
  }

  @Test
  void an_event_has_one_form_for_all_readers_however_they_come_to_it() throws Exception {
    story.modelReplies("Hello.").userSays("hi");
    RecordedEvent before = log().getLast();
    try (EventStream one = session(0);
        EventStream two = session(0);
        LedgerStream all = ledger()) {
      read(one, before);
      read(two, before);
      read(all, before);
      assertThat(made).hasValue(log().size());

      story.runtime().close(new CloseSession(Owner.LOCAL, story.open()));
      RecordedEvent closed = log().getLast();
      read(all, closed);
      read(one, closed);
      read(two, closed);
    }
    try (EventStream late = session(before.position());
        LedgerStream lateToo = ledger()) {
      read(late, log().getLast());
      read(lateToo, log().getLast());
    }
    assertThat(made).hasValue(log().size());
  }

  @Test
  void readers_that_need_a_form_at_the_same_time_wait_for_the_one_that_makes_it() {
    WireForm form = new WireForms(1000).of(event());
    int readers = 50;
    var ready = new CountDownLatch(readers);
    List<CompletableFuture<byte[]>> forms =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          ready.countDown();
                          return form.orMake(
                              () -> {
                                await(ready);
                                return make(10);
                              });
                        },
                        task -> Thread.ofVirtual().start(task)))
            .limit(readers)
            .toList();

    assertThat(forms.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    assertThat(made).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private RecordedEvent event() {
    story.open();
    return log().getFirst();
  }

  @Test
  void the_forms_used_last_are_kept_up_to_a_number_of_bytes() {
    story.modelReplies("Hello.").userSays("hi");
    List<RecordedEvent> log = log();
    var forms = new WireForms(30);
    log.subList(0, 3).forEach(event -> forms.of(event).orMake(() -> make(10)));
    assertThat(forms.count()).isEqualTo(3);

    forms.of(log.get(0)).orMake(() -> make(10));
    forms.of(log.get(3)).orMake(() -> make(10));
    assertThat(forms.count()).isEqualTo(3);
    assertThat(made).hasValue(4);
    forms.of(log.get(0)).orMake(() -> make(10));
    assertThat(made).hasValue(4);
    forms.of(log.get(1)).orMake(() -> make(10));
    assertThat(made).hasValue(5);

    forms.of(log.get(4)).orMake(() -> make(1000));
    assertThat(forms.count()).isEqualTo(1);
    forms.of(log.get(0)).orMake(() -> make(10));
    assertThat(forms.count()).isEqualTo(1);
  }

  @Test
  void a_form_that_could_not_be_made_is_made_for_the_next_reader() {
    WireForm form = new WireForms(1000).of(event());
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                form.orMake(
                    () -> {
                      throw new IllegalStateException("not now");
                    }));
    assertThat(form.orMake(() -> make(7))).hasSize(7);
  }
}
