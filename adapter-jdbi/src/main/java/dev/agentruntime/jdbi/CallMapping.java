package dev.agentruntime.jdbi;

import dev.agentruntime.application.event.FileImpactJson;
import dev.agentruntime.application.event.ToolCallJson;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.CallState;
import dev.agentruntime.domain.session.OpenCall;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.jdbi.CallRows.Particulars;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A call of the last reply and its row. */
final class CallMapping {

  private static final String FILES = "files";

  private CallMapping() {}

  /** Where an open call stands; an answered one is written as its answer. */
  static CallRows.State state(OpenCall call, Payloads.Packing packing) {
    return switch (call.state()) {
      case CallState.Cleared s -> state(call, "cleared", s.approval(), Particulars.NONE);
      case CallState.AwaitingApproval s ->
          state(call, "awaiting_approval", Optional.of(s.approval()), Particulars.NONE);
      case CallState.Requested s ->
          state(
              call,
              "requested",
              s.approval(),
              new Particulars(
                  null,
                  s.digest().hex(),
                  s.deadline().map(Instant::toEpochMilli).orElse(null),
                  null,
                  null));
      case CallState.Started s ->
          state(
              call,
              "started",
              s.approval(),
              new Particulars(null, null, null, s.generation(), packing.pack(files(s.files()))));
      case CallState.AwaitingAnswer s ->
          state(call, "awaiting_answer", Optional.empty(), Particulars.NONE);
      case CallState.AwaitingRecovery s ->
          state(
              call,
              "awaiting_recovery",
              s.approval(),
              new Particulars(s.recovery().toString(), null, null, null, null));
      case CallState.Answered s ->
          throw new IllegalStateException("call " + call.id() + " is answered, not open");
    };
  }

  private static CallRows.State state(
      OpenCall call, String name, Optional<ApprovalId> approval, Particulars particulars) {
    return new CallRows.State(
        call.id().toString(), name, approval.map(ApprovalId::toString).orElse(null), particulars);
  }

  private static JsonObject files(List<FileImpact> files) {
    List<JsonValue> items = files.stream().<JsonValue>map(FileImpactJson::write).toList();
    return JsonObject.builder().put(FILES, new JsonArray(items)).build();
  }

  static OpenCall call(CallRows.Row row, Payloads.Unpacking unpacking) {
    return new OpenCall(
        ToolCallJson.read(unpacking.unpack(row.call())),
        Constants.read(SideEffect.class, row.sideEffect()),
        Constants.read(ToolExecution.class, row.execution()),
        state(row, unpacking));
  }

  private static CallState state(CallRows.Row row, Payloads.Unpacking unpacking) {
    CallRows.State state = row.state();
    Optional<ApprovalId> approval = Optional.ofNullable(state.approvalId()).map(ApprovalId::parse);
    Particulars particulars = state.particulars();
    return switch (state.state()) {
      case "cleared" -> new CallState.Cleared(approval);
      case "awaiting_approval" -> new CallState.AwaitingApproval(approval.orElseThrow());
      case "requested" ->
          new CallState.Requested(
              approval,
              new Digest(Objects.requireNonNull(particulars.digest())),
              Optional.ofNullable(particulars.deadline()).map(Instant::ofEpochMilli));
      case "started" ->
          new CallState.Started(
              approval,
              Objects.requireNonNull(particulars.generation()),
              files(unpacking.unpack(Objects.requireNonNull(particulars.files()))));
      case "awaiting_answer" -> new CallState.AwaitingAnswer();
      case "awaiting_recovery" ->
          new CallState.AwaitingRecovery(
              ApprovalId.parse(Objects.requireNonNull(particulars.recoveryId())), approval);
      case "answered" ->
          new CallState.Answered(
              Constants.read(ToolResult.Outcome.class, Objects.requireNonNull(row.outcome())));
      case String other ->
          throw new IllegalStateException("a call that is " + other + " is in no batch");
    };
  }

  private static List<FileImpact> files(JsonObject json) {
    return json.array(FILES).stream().map(file -> FileImpactJson.read((JsonObject) file)).toList();
  }
}
