package dev.agentruntime.application.memory;

import dev.agentruntime.application.audit.EventChain;
import dev.agentruntime.application.audit.Facts;
import dev.agentruntime.application.audit.Subject;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.query.SessionView.LastTurn;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.Version;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One session in the books: as recorded, with its lease, its approvals and its log. */
record Book(
    Session session,
    Optional<Held> lease,
    Optional<LastTurn> lastTurn,
    Map<ApprovalId, Approval> approvals,
    Log<RecordedEvent> events,
    Log<TranscriptEntry> messages) {

  /** A lease that was given out; it may have run out. */
  record Held(LeaseOwner owner, Instant until) {}

  /** An entry of the log, with its link in the chain. */
  record Logged(RecordedEvent event, Facts facts, Digest link) {}

  static Book blank(Session session) {
    return new Book(
        session, Optional.empty(), Optional.empty(), Map.of(), Log.empty(), Log.empty());
  }

  Book with(Session other) {
    return new Book(other, lease, lastTurn, approvals, events, messages);
  }

  Book heldBy(Optional<Held> other) {
    return new Book(session, other, lastTurn, approvals, events, messages);
  }

  Book counted(Version version) {
    return with(session.recorded(version));
  }

  Book after(RecordedEvent recorded) {
    SessionEvent event = recorded.event();
    return new Book(
        session,
        lease,
        lastTurn(event),
        approvals(event),
        events.plus(recorded),
        message(event)
            .map(m -> messages.plus(new TranscriptEntry(recorded.position(), recorded.at(), m)))
            .orElse(messages));
  }

  /** The log with what its entries are about and its chain, worked out anew. */
  List<Logged> logged() {
    var logged = new ArrayList<Logged>();
    var tools = new HashMap<ToolCallId, String>();
    Digest link = EventChain.START;
    AgentName agent = session.state().agents().current();
    for (RecordedEvent recorded : events.from(0, events.size())) {
      SessionEvent event = recorded.event();
      agent = Subject.agentAfter(event).orElse(agent);
      if (event instanceof SessionEvent.ReplyRecorded replied) {
        replied.reply().calls().forEach(call -> tools.put(call.id(), call.name()));
      }
      link = EventChain.link(link, recorded, LoggedEvent.of(recorded), agent.value());
      Subject subject = Subject.of(event);
      Optional<String> tool = subject.call().map(tools::get);
      logged.add(new Logged(recorded, new Facts(agent.value(), tool, subject), link));
    }
    return logged;
  }

  private Optional<LastTurn> lastTurn(SessionEvent event) {
    return switch (event) {
      case SessionEvent.TurnStarted started ->
          Optional.of(new LastTurn(started.turn(), Optional.empty()));
      case SessionEvent.TurnEnded ended ->
          lastTurn.map(turn -> new LastTurn(turn.id(), Optional.of(ended.outcome())));
      default -> lastTurn;
    };
  }

  private Map<ApprovalId, Approval> approvals(SessionEvent event) {
    Approval changed =
        switch (event) {
          case SessionEvent.ApprovalRequested requested -> requested.approval();
          case SessionEvent.ApprovalClosed closed ->
              open(closed.approval()).closed(closed.outcome());
          case SessionEvent.ApprovalVoted voted -> open(voted.approval()).with(voted.vote());
          default -> null;
        };
    if (changed == null) {
      return approvals;
    }
    var more = new HashMap<>(approvals);
    more.put(changed.id(), changed);
    return Map.copyOf(more);
  }

  private Approval open(ApprovalId id) {
    return Optional.ofNullable(approvals.get(id))
        .orElseThrow(() -> new IllegalStateException("no approval " + id));
  }

  private static Optional<Message> message(SessionEvent event) {
    return switch (event) {
      case SessionEvent.UserMessageAdded added -> Optional.of(added.message());
      case SessionEvent.ReplyRecorded recorded -> Optional.of(recorded.reply());
      case SessionEvent.ToolAnswered answered ->
          Optional.of(new Message.Tool(answered.call(), answered.providerId(), answered.result()));
      default -> Optional.empty();
    };
  }
}
