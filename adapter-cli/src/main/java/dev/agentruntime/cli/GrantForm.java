package dev.agentruntime.cli;

import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.approval.GrantRule;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What people grant, as a result and for people. */
final class GrantForm {

  private GrantForm() {}

  /** A rule as it is kept. */
  static JsonObject json(ApprovalGrant grant) {
    return JsonObject.builder()
        .put("grant_id", grant.id().toString())
        .put("session_id", grant.session().map(SessionId::toString))
        .put("state", state(grant))
        .put("text", grant.rule().text())
        .put("rule", grant.rule().rule())
        .put("approval_id", grant.origin().toString())
        .put("given_by", grant.given().by())
        .put("given_at", grant.given().at().toString())
        .put("expires_at", grant.expiresAt().map(Instant::toString))
        .put("revoked_by", grant.revoked().map(ApprovalGrant.Mark::by))
        .put("revoked_at", grant.revoked().map(mark -> mark.at().toString()))
        .build();
  }

  /** How it stands. */
  static String state(ApprovalGrant grant) {
    if (grant.revoked().isPresent()) {
      return "revoked";
    }
    return grant.isInForce(Instant.now()) ? "in force" : "expired";
  }

  /** A rule as it would be kept. */
  static JsonObject json(GrantRule offered) {
    return JsonObject.builder().put("text", offered.text()).put("rule", offered.rule()).build();
  }

  /** A rule exactly as it would be kept. */
  static List<Styled> offer(GrantRule offered) {
    var lines = new ArrayList<Styled>();
    lines.add(Styled.of(Ink.BOLD, "  " + offered.text()));
    PrettyJson.of(offered.rule())
        .lines()
        .forEach(line -> lines.add(Styled.of(Ink.DIM, "  | " + line)));
    return lines;
  }
}
