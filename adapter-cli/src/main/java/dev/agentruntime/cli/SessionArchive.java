package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListMessages;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All there is of one session, read when it is asked for. */
record SessionArchive(AgentRuntime runtime, SessionId id) {

  private static final int PAGE = 500;

  /** How it stands. */
  SessionView view() {
    return runtime.get(new GetSession(Owner.LOCAL, id));
  }

  /** Everything that happened. */
  List<RecordedEvent> log() {
    return new EventPages(runtime, id).after(0);
  }

  List<TranscriptEntry> transcript() {
    var all = new ArrayList<TranscriptEntry>();
    long after = 0;
    List<TranscriptEntry> page;
    do {
      page = runtime.list(new ListMessages(Owner.LOCAL, id, after, PAGE));
      all.addAll(page);
      after = page.isEmpty() ? after : page.getLast().position();
    } while (!page.isEmpty());
    return all;
  }

  /** Its approvals in the order they were asked for. */
  List<ApprovalView> approvals() {
    return new ApprovalIds(runtime, Optional.of(id))
        .all()
        .sorted(
            Comparator.comparing((ApprovalView view) -> view.approval().asked().at())
                .thenComparing(view -> view.approval().id().value()))
        .toList();
  }
}
