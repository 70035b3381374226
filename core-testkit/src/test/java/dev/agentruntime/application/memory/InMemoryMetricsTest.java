package dev.agentruntime.application.memory;

import dev.agentruntime.application.event.TroubledReads;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.Outline;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.ForwardingPersistence;
import dev.agentruntime.testkit.MetricsContract;
import dev.agentruntime.testkit.ShiftableClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

class InMemoryMetricsTest extends MetricsContract {

  private final ShiftableClock clock = new ShiftableClock();
  private final Set<Spoilt> spoilt = new HashSet<>();

  private record Spoilt(SessionId session, long position) {}

  /** In memory all events can be read; so what is read is made unreadable. */
  @Override
  protected Persistence open() {
    return new ForwardingPersistence(new InMemoryPersistence(clock, new CountingIds())) {
      @Override
      public ReadModel reads() {
        return TroubledReads.of(
            store().reads(), (read, answer) -> answer instanceof Outline o ? spoilt(o) : answer);
      }
    };
  }

  private Outline spoilt(Outline outline) {
    return new Outline(
        outline.entries().stream().map(this::spoilt).toList(), outline.until(), outline.more());
  }

  private Outline.Entry spoilt(Outline.Entry entry) {
    return entry instanceof Outline.Readable readable
            && spoilt.contains(new Spoilt(readable.event().session(), readable.event().position()))
        ? new Outline.Unreadable(
            Optional.of(readable.owner()),
            readable.event().session().toString(),
            readable.event().position(),
            "spoilt")
        : entry;
  }

  @Override
  protected void advance(Duration time) {
    clock.pass(time);
  }

  @Override
  protected void spoil(SessionId session, long position, boolean newer) {
    spoilt.add(new Spoilt(session, position));
  }

  @Override
  protected String placeAhead() {
    return "ledger-1000000";
  }
}
