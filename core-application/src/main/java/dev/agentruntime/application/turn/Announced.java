package dev.agentruntime.application.turn;

import dev.agentruntime.application.bus.Announcer.WorkReport;
import dev.agentruntime.application.bus.WorkNotice.Work;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.TurnOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * One session's loop as the bus is told of it: each time an agent works, from the event with which
 * it took the turn up or over. Told of nothing before what led to it is recorded. Used by the
 * loop's thread, but for what tools took.
 */
final class Announced {

  private final WorkReport report;
  private final Supplier<UUID> ids;
  private volatile Optional<Processing> open = Optional.empty();

  /** An agent at work, and the event of this loop that came last. */
  private record Processing(
      Session session, AgentName agent, Instant since, Effort effort, Last last) {

    Processing behind(RecordedEvent event) {
      return new Processing(session, agent, since, effort, Last.of(event));
    }
  }

  /** Where the time of an agent goes; tools that run side by side add to it at once. */
  private record Effort(Share model, Share tools) {
    Effort() {
      this(new Share(), new Share());
    }
  }

  private record Share(LongAdder times, LongAdder nanos) {
    Share() {
      this(new LongAdder(), new LongAdder());
    }

    void add(long took) {
      times.increment();
      nanos.add(took);
    }

    Duration time() {
      return Duration.ofNanos(nanos.sum());
    }
  }

  /** Later moments are reckoned from it, so that they are the store's too. */
  private record Last(RecordedEvent event, long nanos) {

    static Last of(RecordedEvent event) {
      return new Last(event, System.nanoTime());
    }

    Instant now() {
      return event
          .at()
          .plusNanos(Math.max(0, System.nanoTime() - nanos))
          .truncatedTo(ChronoUnit.MILLIS);
    }
  }

  Announced(WorkReport report, Supplier<UUID> ids) {
    this.report = report;
    this.ids = ids;
  }

  /** What the loop recorded last. */
  void recorded(RecordedEvent event) {
    open = open.map(processing -> processing.behind(event));
  }

  /** With this event an agent begins to work. */
  void begins(Session session, AgentName agent, RecordedEvent event) {
    open = Optional.of(new Processing(session, agent, event.at(), new Effort(), Last.of(event)));
    tell(event, new Work.Started(agent), event.at());
  }

  /** The agent asks the model. */
  void asks(ChatModel.Request request) {
    open.ifPresent(processing -> tellAsked(processing, request));
  }

  private void tellAsked(Processing processing, ChatModel.Request request) {
    var asked =
        new Work.ModelAsked(
            processing.agent(),
            request.purpose(),
            model(processing.session()),
            request.messages().size(),
            request.tools().size());
    tell(processing.last().event(), asked, processing.last().now());
  }

  private static Optional<String> model(Session session) {
    return session.state().header().settings().runner() instanceof Runner.OnHost on
            && on.model() instanceof ModelChoice.Live live
        ? Optional.of(live.model())
        : Optional.empty();
  }

  /** The agent works no longer, because of what was recorded last, or of what others did. */
  void ends(AgentEnd end) {
    open.ifPresent(processing -> tellEnd(processing, end));
    open = Optional.empty();
  }

  private void tellEnd(Processing processing, AgentEnd end) {
    Last last = processing.last();
    Instant at = end instanceof AgentEnd.Left ? last.now() : last.event().at();
    var ended = new Work.Ended(processing.agent(), between(processing.since(), at), end);
    tell(last.event(), ended, at);
    measured(processing).ifPresent(measured -> tell(last.event(), measured, at));
  }

  private static Optional<Work> measured(Processing processing) {
    Share model = processing.effort().model();
    Share tools = processing.effort().tools();
    int requests = model.times().intValue();
    int runs = tools.times().intValue();
    return requests + runs == 0
        ? Optional.empty()
        : Optional.of(
            new Work.Measured(processing.agent(), requests, model.time(), runs, tools.time()));
  }

  /** So long the agent waited for the model. */
  void modelTook(long nanos) {
    open.ifPresent(processing -> processing.effort().model().add(nanos));
  }

  /** So long a tool ran. Called by the threads of the tools. */
  void toolTook(long nanos) {
    open.ifPresent(processing -> processing.effort().tools().add(nanos));
  }

  /** With this event the turn failed; that may be before an agent began. */
  void fails(Session session, TurnOutcome.Failed failed, RecordedEvent event) {
    AgentName agent = session.state().agents().current();
    var error = new Work.ErrorOccurred(agent, failed.kind(), failed.message());
    tell(event, error, event.at());
  }

  /** Clocks of stores may be set back. */
  private static Duration between(Instant since, Instant until) {
    return until.isBefore(since) ? Duration.ZERO : Duration.between(since, until);
  }

  /** There is no more to tell. */
  void over() {
    report.close();
  }

  private void tell(RecordedEvent cause, Work work, Instant at) {
    report.tell(ids.get(), cause, work, at);
  }
}
