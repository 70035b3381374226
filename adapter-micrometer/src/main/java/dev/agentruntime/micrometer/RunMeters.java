package dev.agentruntime.micrometer;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What agents of this process do, and how long models and tools take. Safe for many threads. */
final class RunMeters implements RuntimeObserver {

  /** The outcome of what nobody waited for to the end. */
  static final String ABANDONED = "abandoned";

  private final Meters meters;
  private final BoundedNames models;
  private final BoundedNames agents;
  private final MeterProvider<Timer> requests;
  private final MeterProvider<Timer> firstPieces;
  private final MeterProvider<Timer> tools;
  private final Counter leasesLost;
  private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();

  RunMeters(Meters meters, Labels labels) {
    this.meters = meters;
    this.models = labels.models();
    this.agents = labels.agents();
    requests =
        meters.timer(
            "agent.runtime.model.request",
            "Time from a request to a model to its answer or failure, in this process",
            Meters.OF_MODEL);
    firstPieces =
        meters.timer(
            "agent.runtime.model.first.piece",
            "Time from a request to a model to the first piece of its reply, in this process",
            Meters.OF_MODEL);
    tools =
        meters.timer(
            "agent.runtime.tool.run",
            "Time from the start of a tool to its result, in this process",
            Meters.OF_TOOL);
    leasesLost =
        meters
            .counter(
                "agent.runtime.leases.lost",
                "Leases that this process lost, with what it had in hand")
            .withTags();
  }

  @Override
  public AgentRun begins(AgentStart start) {
    AtomicInteger count =
        running.computeIfAbsent(agents.labelOf(start.agent().value()), this::gauge);
    count.incrementAndGet();
    return new Run(count);
  }

  private AtomicInteger gauge(String agent) {
    var count = new AtomicInteger();
    Gauge.builder("agent.runtime.agent.runs", count, AtomicInteger::get)
        .description("Agents at work on a turn in this process now")
        .tag("agent", agent)
        .strongReference(true)
        .register(meters.registry());
    return count;
  }

  @Override
  public void leaseLost(SessionId session) {
    leasesLost.increment();
  }

  private long now() {
    return meters.registry().config().clock().monotonicTime();
  }

  private final class Run implements AgentRun {
    private final AtomicInteger count;

    Run(AtomicInteger count) {
      this.count = count;
    }

    @Override
    public Optional<TraceParent> trace() {
      return Optional.empty();
    }

    @Override
    public ModelCall asks(ChatModel.Request request) {
      return new Asked(request.purpose(), now());
    }

    @Override
    public ToolRun executes(AuthorizedCall call) {
      return new Executed(ToolLabels.of(call.tool().value()), now());
    }

    @Override
    public void ends(AgentEnd end) {
      count.decrementAndGet();
    }
  }

  /** Which model it is shows at the end, so the first piece is recorded then too. */
  private final class Asked implements ModelCall {
    private static final long NEVER = -1;

    private final Purpose purpose;
    private final long start;
    private volatile long untilFirst = NEVER;

    Asked(Purpose purpose, long start) {
      this.purpose = purpose;
      this.start = start;
    }

    @Override
    public Optional<TraceParent> trace() {
      return Optional.empty();
    }

    @Override
    public void firstPiece() {
      untilFirst = now() - start;
    }

    @Override
    public void ends(ChatModel.Outcome outcome) {
      switch (outcome) {
        case ChatModel.Outcome.Replied replied ->
            record(models.labelOf(replied.reply().model()), ModelMeters.COMPLETED);
        case ChatModel.Outcome.Failed failed -> record(BoundedNames.UNKNOWN, failed.kind().id());
      }
    }

    @Override
    public void abandoned() {
      record(BoundedNames.UNKNOWN, ABANDONED);
    }

    private void record(String model, String outcome) {
      requests
          .withTags("model", model, "purpose", purpose.id(), "outcome", outcome)
          .record(now() - start, TimeUnit.NANOSECONDS);
      if (untilFirst != NEVER) {
        firstPieces
            .withTags("model", model, "purpose", purpose.id())
            .record(untilFirst, TimeUnit.NANOSECONDS);
      }
    }
  }

  private final class Executed implements ToolRun {
    private final String tool;
    private final long start;

    Executed(String tool, long start) {
      this.tool = tool;
      this.start = start;
    }

    @Override
    public void ends(ToolResult result) {
      record(result.outcome().id());
    }

    @Override
    public void abandoned() {
      record(ABANDONED);
    }

    private void record(String outcome) {
      tools.withTags("tool", tool, "outcome", outcome).record(now() - start, TimeUnit.NANOSECONDS);
    }
  }
}
