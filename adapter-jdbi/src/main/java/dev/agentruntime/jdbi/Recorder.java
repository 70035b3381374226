package dev.agentruntime.jdbi;

import dev.agentruntime.application.audit.EventChain;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.SessionRepository;
import dev.agentruntime.application.port.SessionRepository.Recording;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.Turn;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happened to a session: its row first, under the condition that nobody wrote since it
 * was read, then everything else. A row that is not as it was read makes the whole write stale,
 * whichever row it is.
 */
record Recorder(Tables tables, Supplier<UUID> ids) {

  /**
   * Records a session.
   *
   * @param leaseOwner who must hold the lease, null if nobody need
   */
  Recording record(Session session, @Nullable String leaseOwner, SessionRepository.Origin origin) {
    var packing = new Payloads.Packing();
    Version recorded = after(session, leaseOwner);
    SessionRows.Row row = SessionMapping.row(session, recorded, packing);
    boolean isNew = session.version().equals(Version.NEW);
    Digest last = EventChain.START;
    if (isNew) {
      require(tables.sessions().insert(row) == 1, "session " + row.id() + " exists already");
    } else {
      last = pass(row, new SessionRows.Fence(session.version(), leaseOwner));
    }
    Entries entries =
        new Entries(session, new Entries.Before(openBefore(session), last), packing)
            .collect(ids, origin);
    write(session, row, entries, packing);
    return new Recording(session.recorded(recorded), entries.recorded());
  }

  /** Whoever writes without a lease counts the revision up, so that the lease's holder notices. */
  private static Version after(Session session, @Nullable String leaseOwner) {
    Version read = session.version();
    Version counted = read.equals(Version.NEW) || leaseOwner != null ? read : read.nextRevision();
    return counted.at(read.position() + session.unrecorded().size());
  }

  /** The link of the last event that is there. */
  private Digest pass(SessionRows.Row row, SessionRows.Fence fence) {
    SessionRows.Passed passed =
        tables
            .sessions()
            .update(row, fence)
            .orElseThrow(
                () ->
                    new StaleSessionException(
                        "session " + row.id() + " was written or leased by somebody else"));
    if (passed.link() == null || !Digest.isOne(passed.link())) {
      throw new PersistenceException(
          "the log of session %s is not as it was written: event %d, its last, is missing or has no link; nothing is recorded behind it"
              .formatted(row.id(), fence.seen().position()),
          null);
    }
    return new Digest(passed.link());
  }

  /**
   * The turn that was open before the first unrecorded event: only an ended one has to be looked
   * up.
   */
  private Optional<TurnId> openBefore(Session session) {
    for (SessionEvent event : session.unrecorded()) {
      if (event instanceof SessionEvent.TurnStarted) {
        return Optional.empty();
      }
      if (event instanceof SessionEvent.TurnEnded) {
        return tables.turns().openId(session.id().toString()).map(Recorder::turnId);
      }
    }
    return session.state().turn().map(Turn::id);
  }

  private static TurnId turnId(String text) {
    return new TurnId(UUID.fromString(text));
  }

  private void write(
      Session session, SessionRows.Row row, Entries entries, Payloads.Packing packing) {
    List<CallRows.State> states = entries.callStates();
    List<ApprovalRows.Voted> voted = entries.voted();
    packing.store(row.id(), tables.payloads());
    if (entries.isLabelled()) {
      writeLabels(row.id(), session.state().header().settings().labels());
    }
    writeTurns(row.id(), entries);
    writeCalls(row.id(), entries, states);
    writeApprovals(row.id(), entries, voted);
    if (!entries.events().isEmpty()) {
      tables.log().insertEvents(row.id(), entries.events());
    }
    if (!entries.messages().isEmpty()) {
      tables.log().insertMessages(row.id(), entries.messages());
    }
  }

  private void writeLabels(String session, Map<String, String> labels) {
    tables.sessions().deleteLabels(session);
    Map<String, String> searchable =
        labels.entrySet().stream()
            .collect(
                Collectors.toMap(
                    label -> RecordableText.of(label.getKey()),
                    label -> RecordableText.of(label.getValue()),
                    (first, second) -> first));
    if (!searchable.isEmpty()) {
      tables.sessions().insertLabels(session, searchable.keySet(), searchable.values());
    }
  }

  private void writeTurns(String session, Entries entries) {
    Optional<TurnRows.Row> open = entries.openTurnRow();
    boolean inserted = false;
    for (Entries.TurnEntry entry : entries.turns()) {
      switch (entry) {
        case Entries.TurnEntry.Started started -> {
          Optional<TurnRows.Row> stays =
              open.filter(row -> row.id().equals(started.turn().toString()));
          inserted |= stays.isPresent();
          tables
              .turns()
              .insert(
                  stays.orElseGet(() -> TurnMapping.passing(started.turn(), started.route())),
                  new TurnRows.Start(session, started.position(), entries.atMillis()));
        }
        case Entries.TurnEntry.Ended ended ->
            require(tables.turns().end(ended.end()) == 1, "the turn ended already");
      }
    }
    if (open.isPresent() && !inserted) {
      require(tables.turns().update(open.get()) == 1, "the turn is no longer open");
    }
  }

  private void writeCalls(String session, Entries entries, List<CallRows.State> states) {
    if (!entries.calls().isEmpty()) {
      tables.calls().insert(session, entries.calls());
    }
    if (!entries.proposed().isEmpty()) {
      requireEach(
          tables.calls().propose(session, entries.proposed()), "a proposed call is answered");
    }
    if (!states.isEmpty()) {
      requireEach(tables.calls().update(session, states), "an open call is answered");
    }
    if (!entries.answers().isEmpty()) {
      requireEach(tables.calls().answer(session, entries.answers()), "a call has its answer");
    }
  }

  private void writeApprovals(String session, Entries entries, List<ApprovalRows.Voted> voted) {
    if (!entries.asked().isEmpty()) {
      tables.approvals().insert(session, entries.asked());
    }
    if (!voted.isEmpty()) {
      requireEach(tables.approvals().vote(session, voted), "an approval is decided");
    }
    if (!entries.closed().isEmpty()) {
      requireEach(tables.approvals().close(session, entries.closed()), "an approval is decided");
    }
  }

  private static void requireEach(int[] counts, String otherwise) {
    require(Arrays.stream(counts).allMatch(count -> count == 1), otherwise);
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw new StaleSessionException(otherwise + "; read it again");
    }
  }
}
