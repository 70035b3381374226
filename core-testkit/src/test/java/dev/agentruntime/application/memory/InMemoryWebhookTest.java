package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.ShiftableClock;
import dev.agentruntime.testkit.WebhookContract;
import java.time.Duration;

class InMemoryWebhookTest extends WebhookContract {

  private final ShiftableClock clock = new ShiftableClock();

  @Override
  protected Persistence open() {
    return new InMemoryPersistence(clock, new CountingIds());
  }

  @Override
  protected void advance(Duration time) {
    clock.pass(time);
  }
}
