package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tries policies on what was asked before. */
public final class TryPolicyHandler {

  /** Most requests that are looked at: some seconds' work. */
  private static final int MAX_REQUESTS = 50_000;

  private final Persistence persistence;
  private final int page;
  private final int bound;

  public TryPolicyHandler(Persistence persistence) {
    this(persistence, SessionFilter.MAX, MAX_REQUESTS);
  }

  /**
   * Tries on fewer.
   *
   * @param page how many are read at a time
   * @param bound how many are looked at
   */
  TryPolicyHandler(Persistence persistence, int page, int bound) {
    this.persistence = persistence;
    this.page = page;
    this.bound = bound;
  }

  /**
   * What a policy would have said.
   *
   * @throws dev.agentruntime.domain.session.RefusedException if the policy cannot be read
   */
  public PolicyTrial handle(TryPolicy query) {
    ApprovalPolicy policy = PolicyDocument.read(query.document());
    Instant since = persistence.inTransaction(UnitOfWork::now).minus(query.last());
    var trial = new Trial(policy, query.most(), bound);
    tryCalls(query.owner(), since, trial);
    tryOthers(query.owner(), since, trial);
    return trial.result();
  }

  /** Calls that nobody was asked about are in the log alone. */
  private void tryCalls(Owner owner, Instant since, Trial trial) {
    Optional<String> cursor = Optional.empty();
    do {
      Page<RecordedEvent> calls = persistence.reads().proposals(owner, since, page, cursor);
      calls.items().forEach(trial::call);
      cursor = calls.next();
    } while (cursor.isPresent() && !trial.isFull());
  }

  private void tryOthers(Owner owner, Instant since, Trial trial) {
    Optional<String> cursor = Optional.empty();
    do {
      var filter =
          new ApprovalFilter(Optional.empty(), Optional.empty(), Optional.empty(), page, cursor);
      Page<ApprovalView> approvals = persistence.reads().approvals(owner, filter);
      List<ApprovalView> recent =
          approvals.items().stream()
              .takeWhile(view -> !view.approval().asked().at().isBefore(since))
              .toList();
      recent.stream()
          .filter(view -> !view.approval().request().type().isReserved())
          .forEach(trial::other);
      cursor = approvals.next().filter(more -> recent.size() == approvals.items().size());
    } while (cursor.isPresent() && !trial.isFull());
  }

  /** What comes together. */
  private static final class Trial {

    private final ApprovalPolicy policy;
    private final int most;
    private final int bound;
    private final Map<PolicyTrial.Shift, Integer> totals = new HashMap<>();
    private final List<PolicyTrial.Tried> changed = new ArrayList<>();
    private final List<PolicyTrial.Tried> same = new ArrayList<>();
    private int count;

    Trial(ApprovalPolicy policy, int most, int bound) {
      this.policy = policy;
      this.most = most;
      this.bound = bound;
    }

    boolean isFull() {
      return count >= bound;
    }

    void call(RecordedEvent event) {
      var proposed = (SessionEvent.ToolCallProposed) event.event();
      ApprovalRequest request =
          ApprovalRequest.recorded(proposed.call(), proposed.sideEffect(), proposed.seen());
      var origin =
          new PolicyTrial.Origin(
              proposed.call().id().value(),
              Optional.of(event.session()),
              ApprovalType.TOOL,
              request.subject(),
              event.at());
      add(origin, proposed.ruling(), proposed.explanation().rule(), policy.evaluate(request));
    }

    void other(ApprovalView view) {
      Approval approval = view.approval();
      var origin =
          new PolicyTrial.Origin(
              approval.id().value(),
              view.session(),
              approval.request().type(),
              approval.request().subject(),
              approval.asked().at());
      add(
          origin,
          rulingOf(approval),
          approval.asked().basis().policy().map(Verdict.Explanation::rule).orElse(""),
          policy.evaluate(approval.request()));
    }

    /** What the policy decided at once is recorded as decided by it; later it was silence. */
    private static Ruling rulingOf(Approval approval) {
      Instant asked = approval.asked().at();
      return switch (approval.state()) {
        case PendingApprovalState.Approved yes when yes.isByPolicy() && yes.at().equals(asked) ->
            Ruling.ALLOW;
        case PendingApprovalState.Rejected no when no.isByPolicy() -> Ruling.DENY;
        default -> Ruling.ASK;
      };
    }

    private void add(PolicyTrial.Origin origin, Ruling before, String rule, Verdict after) {
      var shift = new PolicyTrial.Shift(before, after.ruling());
      count++;
      totals.merge(shift, 1, Integer::sum);
      List<PolicyTrial.Tried> list = shift.isChange() ? changed : same;
      if (list.size() < most) {
        list.add(new PolicyTrial.Tried(origin, shift, rule, after.explanation().rule()));
      }
    }

    PolicyTrial result() {
      return new PolicyTrial(
          totals, Stream.concat(changed.stream(), same.stream()).limit(most).toList(), !isFull());
    }
  }
}
