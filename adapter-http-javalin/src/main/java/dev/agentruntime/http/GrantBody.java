package dev.agentruntime.http;

import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.approval.GrantRule;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;

/** What people granted as JSON. */
final class GrantBody {

  private GrantBody() {}

  static JsonObject of(ApprovalGrant grant) {
    Reach.Scope scope = grant.session().isPresent() ? Reach.Scope.SESSION : Reach.Scope.ALWAYS;
    return JsonObject.builder()
        .put("id", grant.id().toString())
        .put("scope", Words.of(scope))
        .put("session_id", SessionBody.text(grant.session().map(SessionId::toString)))
        .put("text", grant.rule().text())
        .put("rule", grant.rule().rule())
        .put("approval_id", grant.origin().toString())
        .put("granted", mark(grant.given()))
        .put("expires_at", SessionBody.text(grant.expiresAt().map(Instant::toString)))
        .put("revoked", grant.revoked().map(GrantBody::mark).orElse(JsonNull.NULL))
        .build();
  }

  private static JsonValue mark(ApprovalGrant.Mark mark) {
    return JsonObject.builder().put("by", mark.by()).put("at", mark.at().toString()).build();
  }

  static JsonObject rule(GrantRule rule) {
    return JsonObject.builder().put("text", rule.text()).put("rule", rule.rule()).build();
  }
}
