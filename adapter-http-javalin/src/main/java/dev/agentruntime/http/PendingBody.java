package dev.agentruntime.http;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.CallState;
import dev.agentruntime.domain.session.OpenCall;
import dev.agentruntime.domain.session.Refusal;
import java.util.stream.Stream;

/**
 * What a busy session waits for, as JSON: each entry has what the request that settles it needs.
 */
final class PendingBody {

  private PendingBody() {}

  static JsonArray of(Refusal.Busy busy) {
    return new JsonArray(
        Stream.<JsonValue>concat(
                busy.approvals().stream().map(PendingBody::decision),
                busy.calls().stream().map(PendingBody::call))
            .toList());
  }

  private static JsonObject decision(Approval approval) {
    return JsonObject.builder()
        .put("kind", "decision")
        .put("approval_id", approval.id().toString())
        .put("request_type", approval.request().type().value())
        .put("subject", approval.request().subject())
        .put("digest", approval.digest().hex())
        .put("call_id", approval.asked().call().map(Object::toString))
        .build();
  }

  private static JsonObject call(OpenCall call) {
    var json =
        JsonObject.builder().put("call_id", call.id().toString()).put("tool", call.call().name());
    return call.state() instanceof CallState.Requested requested
        ? json.put("kind", "tool_result").put("digest", requested.digest().hex()).build()
        : json.put("kind", "answer").build();
  }
}
