package dev.agentruntime.testkit.event;

import dev.agentruntime.application.bus.RuntimeNotice;
import dev.agentruntime.application.bus.SystemNotice;
import dev.agentruntime.application.bus.SystemNotice.Fact;
import dev.agentruntime.application.bus.WorkNotice;
import dev.agentruntime.application.bus.WorkNotice.Work;
import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.testkit.gen.Gen;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the golden files of notices hold, in their order, and arbitrary others. Every shape and
 * every constant occurs here.
 */
final class NoticeExamples {

  private static final AgentName CODER = new AgentName("coder");
  private static final Duration TOOK = Duration.ofMillis(2_040);

  private NoticeExamples() {}

  /** All of them; those of a type in the order of its golden file. */
  static List<RuntimeNotice> all() {
    return Stream.concat(works().map(NoticeExamples::notice), facts().map(NoticeExamples::notice))
        .toList();
  }

  private static Stream<Work> works() {
    Stream<Work> begun =
        Stream.of(
            new Work.Started(CODER),
            new Work.ModelAsked(CODER, Purpose.ROUTE, Optional.of("m-1"), 2, 0),
            new Work.ModelAsked(CODER, Purpose.REPLY, Optional.empty(), 12, 9),
            new Work.Measured(CODER, 3, Duration.ofMillis(1_700), 2, Duration.ofMillis(220)));
    Stream<Work> failed =
        Arrays.stream(FailureKind.values())
            .flatMap(
                kind ->
                    Stream.of(
                        new Work.ErrorOccurred(CODER, kind, "no answer in 60 s"),
                        ended(new AgentEnd.TurnOver(new TurnOutcome.Failed(kind, "no answer")))));
    Stream<Work> over =
        Stream.of(
                new TurnOutcome.Completed("Done."),
                new TurnOutcome.Cancelled("enough"),
                new TurnOutcome.LimitReached(Limit.TOKENS))
            .map(outcome -> ended(new AgentEnd.TurnOver(outcome)));
    Stream<Work> waits =
        Arrays.stream(WaitReason.values()).map(reason -> ended(new AgentEnd.Waits(reason)));
    Stream<Work> others =
        Stream.of(
            ended(new AgentEnd.HandedOver(new AgentName("debug"))), ended(new AgentEnd.Left()));
    return Stream.of(begun, failed, over, waits, others).flatMap(works -> works);
  }

  private static Work ended(AgentEnd end) {
    return new Work.Ended(CODER, TOOK, end);
  }

  private static Stream<Fact> facts() {
    return Stream.of(
            Stream.of(
                new Fact.Startup(Optional.of("1.0.0")),
                new Fact.Startup(Optional.empty()),
                new Fact.Shutdown(TOOK),
                new Fact.MetricsCollected(41, 0, true),
                new Fact.MetricsCollected(500, 1, false),
                new Fact.TaskCompleted(Job.EXPIRY, TOOK, Map.of("sessions", 2L)),
                new Fact.TaskCompleted(Job.COUNTING, TOOK, Map.of("events", 41L)),
                new Fact.TaskCompleted(Job.CLEAN_UP, TOOK, Map.of("sessions", 3L)),
                new Fact.TaskCompleted(Job.IDLE_SESSIONS, TOOK, Map.of("sessions", 4L)),
                new Fact.TaskCompleted(Job.REQUEST_KEYS, TOOK, Map.of("request_keys", 1L)),
                new Fact.TaskCompleted(
                    Job.WEBHOOK_DELIVERIES, TOOK, Map.of("given_up", 1L, "removed", 5L))),
            Arrays.stream(Job.values()).map(Fact.TaskStarted::new),
            Arrays.stream(Job.values())
                .map(task -> new Fact.TaskFailed(task, TOOK, "PersistenceException")))
        .flatMap(facts -> facts);
  }

  /** One of each with arbitrary content. */
  static List<RuntimeNotice> generated(Gen gen) {
    Job task = gen.pick(Job.class);
    AgentName agent = gen.agent();
    FailureKind kind = gen.pick(FailureKind.class);
    AgentEnd end =
        gen.pick(
            List.<AgentEnd>of(
                new AgentEnd.HandedOver(gen.agent()),
                new AgentEnd.Waits(gen.pick(WaitReason.class)),
                new AgentEnd.Left(),
                new AgentEnd.TurnOver(
                    gen.pick(
                        List.<TurnOutcome>of(
                            new TurnOutcome.Completed(gen.text()),
                            new TurnOutcome.Failed(kind, gen.text()),
                            new TurnOutcome.Cancelled(gen.text()),
                            new TurnOutcome.LimitReached(gen.pick(Limit.class)))))));
    Duration took = Duration.ofMillis(gen.below(100_000));
    return Stream.concat(
            Stream.<Work>of(
                    new Work.Started(agent),
                    new Work.Ended(agent, took, end),
                    new Work.ErrorOccurred(agent, kind, gen.text()),
                    new Work.ModelAsked(
                        agent, gen.pick(Purpose.class), gen.maybe(gen::text), gen.below(9), 0),
                    new Work.Measured(agent, gen.below(9), took, gen.below(9), took))
                .map(NoticeExamples::notice),
            Stream.<Fact>of(
                    new Fact.Startup(gen.maybe(gen::text)),
                    new Fact.Shutdown(took),
                    new Fact.TaskStarted(task),
                    new Fact.TaskFailed(task, took, gen.text()),
                    new Fact.TaskCompleted(task, took, Map.of("sessions", (long) gen.below(9))),
                    new Fact.MetricsCollected(gen.below(999), gen.below(9), gen.bool()))
                .map(NoticeExamples::notice))
        .toList();
  }

  private static RuntimeNotice notice(Work work) {
    var cause =
        new RecordedEvent(
            new SessionId(uuid(1)),
            2,
            uuid(3),
            Instant.EPOCH,
            new RecordedEvent.Cause(uuid(2), uuid(8)),
            EventExamples.byKind().get("turn.running").getFirst());
    var place = new WorkNotice.Place(Owner.LOCAL, cause);
    return new WorkNotice(uuid(4), work, place, Instant.EPOCH, Map.of());
  }

  private static RuntimeNotice notice(Fact fact) {
    var origin = new SystemNotice.Origin(uuid(5), uuid(6));
    return new SystemNotice(uuid(7), fact, origin, Instant.EPOCH, Map.of());
  }

  private static UUID uuid(int number) {
    return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L + number);
  }
}
