package dev.agentruntime.http;

import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.WaitReason;
import java.util.List;

/** Refusals as problems. */
final class Refusals {

  private Refusals() {}

  /** What is wrong with members; the rest is in the detail alone. */
  private static List<Problem.Fault> faults(Refusal.Invalid invalid) {
    return invalid.flaws().stream()
        .filter(flaw -> !flaw.pointer().isEmpty())
        .map(flaw -> new Problem.Fault(flaw.pointer(), flaw.message()))
        .toList();
  }

  static Problem problem(Refusal refusal) {
    return switch (refusal) {
      // Without the id: the answer must not tell another owner's session from none.
      case Refusal.NotFound missing ->
          Problem.of(ProblemCode.NOT_FOUND, "there is no such " + missing.what());
      case Refusal.Invalid invalid ->
          Problem.of(ProblemCode.RULE_BROKEN, invalid.message()).with(faults(invalid));
      case Refusal.Busy busy ->
          Problem.of(ProblemCode.SESSION_BUSY, busy.message())
              .with(
                  JsonObject.builder()
                      .put("waiting_for", busy.waiting().map(WaitReason::id))
                      .put("pending", PendingBody.of(busy))
                      .build());
      case Refusal.Closed closed -> Problem.of(ProblemCode.SESSION_CLOSED, closed.message());
      case Refusal.AlreadyDecided decided ->
          Problem.of(
                  decided.winner().state() instanceof PendingApprovalState.Expired
                      ? ProblemCode.EXPIRED
                      : ProblemCode.ALREADY_DECIDED,
                  decided.message())
              .with(
                  JsonObject.builder()
                      .put(
                          "winner",
                          ApprovalBody.of(new ApprovalView(decided.session(), decided.winner())))
                      .build());
      case Refusal.StaleDigest stale ->
          Problem.of(ProblemCode.STALE_DIGEST, stale.message())
              .with(JsonObject.builder().put("current_digest", stale.current().hex()).build());
      case Refusal.EditRefused refused -> Problem.of(ProblemCode.RULE_BROKEN, refused.message());
      case Refusal.KeyReused reused -> Problem.of(ProblemCode.KEY_REUSED, reused.message());
      case Refusal.VersionConflict conflict ->
          Problem.of(ProblemCode.VERSION_CONFLICT, conflict.message())
              .with(JsonObject.builder().put("position", conflict.current()).build());
      case Refusal.SwitchRefused refused ->
          Problem.of(ProblemCode.SWITCH_REFUSED, refused.message());
      case Refusal.ResultRefused refused ->
          Problem.of(ProblemCode.RESULT_REFUSED, refused.message());
      case Refusal.ResultConflict conflict ->
          Problem.of(ProblemCode.RESULT_CONFLICT, conflict.message());
    };
  }
}
