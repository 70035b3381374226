package dev.agentruntime.application.turn;

import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.bus.Announcer;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.port.GuardedObserver;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.tool.ToolSchemas;
import dev.agentruntime.testkit.Scenario;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Runners beside those of a story, with a monotonic clock of the test's. */
final class Runners {

  private Runners() {}

  static TurnRunner of(Scenario story, LeaseTerms terms, LongSupplier nanoTime) {
    return of(
        story, new RunnerSettings(terms, session -> true, Optional.empty()), () -> {}, nanoTime);
  }

  static TurnRunner of(
      Scenario story, RunnerSettings settings, Runnable chores, LongSupplier nanoTime) {
    var parts =
        new LoopParts(
            story.model(),
            root -> story.workspace(),
            BuiltinAgents.byDefault(),
            new PoliciesInForce(ApprovalMode.ALL.document()),
            new ToolSchemas(),
            new LoopParts.Audience(
                new EventFeed(story.store().reads()),
                new GuardedObserver(RuntimeObserver.NONE),
                new Announcer()),
            KnownSecrets.NONE);
    return TurnRunner.start(story.store(), parts, new UuidV7(), settings, chores, nanoTime);
  }
}
