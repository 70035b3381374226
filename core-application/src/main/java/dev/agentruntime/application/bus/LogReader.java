package dev.agentruntime.application.bus;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.agentruntime.application.event.LedgerStream;
import dev.agentruntime.application.event.LedgerStreamEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log on a thread of its own and has each event told. Where the log cannot be read, or an
 * event in it is not known to this version, it is tried again after a pause: what is behind is not
 * told before.
 */
final class LogReader {

  private static final Duration FOR_EVER = Duration.ofDays(365);

  private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

  private final LedgerStream stream;
  private final Teller teller;
  private final NoticePost works;
  private final Causes causes;
  private final Duration pause;
  private final LongAdder failures;
  private final Thread thread;
  private volatile boolean abandoned;
  private String reported = "";
  private final CountDownLatch ending = new CountDownLatch(1);

  /**
   * A reader.
   *
   * @param works what the runtime is at: told before what was recorded later
   * @param causes what of that waits for what led to it
   */
  LogReader(
      LedgerStream stream,
      Teller teller,
      NoticePost works,
      Causes causes,
      Duration pause,
      LongAdder failures) {
    this.stream = stream;
    this.teller = teller;
    this.works = works;
    this.causes = causes;
    this.pause = pause;
    this.failures = failures;
    this.thread = Thread.ofVirtual().name("bus-log").unstarted(this::read);
  }

  void start() {
    thread.start();
  }

  private void read() {
    boolean more = true;
    while (more && !abandoned) {
      try {
        more = readOne();
      } catch (InterruptedException e) {
        LOG.debug("the bus was interrupted in the log");
      }
    }
  }

  private boolean readOne() throws InterruptedException {
    Optional<LedgerStreamEntry> entry = Optional.empty();
    try {
      entry = stream.take(FOR_EVER);
    } catch (RuntimeException | Error e) {
      failures.increment();
      report(e);
      return !ending.await(pause.toMillis(), MILLISECONDS);
    }
    if (entry.isPresent() && entry.get() instanceof LedgerStreamEntry.Recorded recorded) {
      tell(recorded);
    }
    return entry.filter(LedgerStreamEntry.Ended.class::isInstance).isEmpty();
  }

  /** Once, not each time that it is tried again. */
  private void report(Throwable failure) {
    String text = failure.toString();
    if (!text.equals(reported)) {
      reported = text;
      LOG.warn("the log cannot be read; the bus tries again until it can", failure);
    }
  }

  private void tell(LedgerStreamEntry.Recorded recorded) throws InterruptedException {
    RecordedEvent event = recorded.event();
    if (!event.isBookkeeping()) {
      var told = new RecordedBusEvent(recorded.entry(), Map.of());
      teller.inTurn(
          () -> {
            // Whatever the runtime told before it recorded this is there by now.
            causes.told(event.session(), event.position() - 1);
            works.tellWaiting();
            teller.tell(told);
            return true;
          });
    }
    causes.told(event.session(), event.position());
  }

  /** Tells what is recorded by now, and waits so long for the end of it. */
  void end(Duration most) throws InterruptedException {
    ending.countDown();
    stream.close();
    if (!thread.join(most)) {
      LOG.warn("the bus did not come to the end of the log in time");
    }
  }

  /** Leaves it behind, wherever it is. */
  void abandon() {
    abandoned = true;
    ending.countDown();
    stream.close();
    thread.interrupt();
  }

  boolean isMine(Thread other) {
    return thread.equals(other);
  }
}
