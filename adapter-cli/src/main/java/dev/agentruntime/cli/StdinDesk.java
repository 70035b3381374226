package dev.agentruntime.cli;

import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.json.JsonObject;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Lets another program decide: requests go out as JSON lines, decisions come in as JSON lines, in
 * any order. The end of the input leaves the rest undecided.
 */
final class StdinDesk implements ApprovalDesk {

  private static final Reviewer BY = ApprovalDesk.called("stdin");

  private final InputLines in;
  private final PrintStream out;
  private final Set<ApprovalId> announced = new HashSet<>();
  private final Map<ApprovalId, DecisionLine> early = new HashMap<>();
  private final boolean announcesAll;
  private Supplier<List<ApprovalView>> pending = List::of;

  /**
   * A desk.
   *
   * @param out where requests are written
   * @param announcesAll false where the events that are written anyway announce new requests; those
   *     from before the run are announced in any case
   */
  StdinDesk(InputLines in, PrintStream out, boolean announcesAll) {
    this.in = in;
    this.out = out;
    this.announcesAll = announcesAll;
  }

  /** What can be decided; what is there already is from before this run, and told. */
  void decideAmong(Supplier<List<ApprovalView>> all) {
    pending = all;
    all.get().forEach(this::announce);
  }

  private void announce(ApprovalView view) {
    if (announced.add(view.approval().id())) {
      write("approval.requested", ApprovalForm.json(view));
    }
  }

  @Override
  public Optional<Ballot> decide(ApprovalView view, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    if (announcesAll) {
      announce(view);
    }
    ApprovalId wanted = view.approval().id();
    while (!early.containsKey(wanted)) {
      Optional<String> line = in.next(deadline);
      if (line.isEmpty()) {
        return Optional.empty();
      }
      if (!line.get().isBlank()) {
        take(line.get());
      }
    }
    DecisionLine taken = early.remove(wanted);
    return Optional.of(new Ballot(taken.decision(), taken.digest(), BY, Reach.ONCE));
  }

  /** A line that is no decision on something pending is told, and changes nothing. */
  private void take(String line) {
    DecisionLine decision;
    try {
      decision = DecisionLine.parse(line);
    } catch (IllegalArgumentException e) {
      refuse(Optional.empty(), "the line is no decision: " + e.getMessage());
      return;
    }
    ApprovalId id = decision.approval();
    if (pending.get().stream().anyMatch(view -> view.approval().id().equals(id))) {
      early.put(id, decision);
    } else {
      refuse(Optional.of(id), "no approval with this id is pending in this session");
    }
  }

  private void refuse(Optional<ApprovalId> approval, String problem) {
    write(
        "decision.refused",
        JsonObject.builder()
            .put("approval_id", approval.map(ApprovalId::toString))
            .put("message", problem)
            .build());
  }

  @Override
  public boolean refused(ApprovalView view, String problem) {
    refuse(Optional.of(view.approval().id()), problem);
    return true;
  }

  private void write(String type, JsonObject members) {
    synchronized (out) {
      out.println(JsonLine.of(type, members));
      out.flush();
    }
  }
}
