package dev.agentruntime.cli;

import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Approvals as results and for people. */
final class ApprovalForm {

  private static final int MAX_LINES = 60;
  private static final int MAX_LENGTH = 2000;
  private static final int MAX_SUMMARY = 80;

  private ApprovalForm() {}

  static JsonObject json(ApprovalView view) {
    return members(view.session(), view.approval()).build();
  }

  /** What a program needs to decide: id, digest and everything the digest covers. */
  static JsonObject.Builder members(SessionId session, Approval approval) {
    ApprovalRequest request = approval.request();
    return JsonObject.builder()
        .put("approval_id", approval.id().toString())
        .put("session_id", session.toString())
        .put("digest", approval.digest().hex())
        .put("request_type", request.type().value())
        .put("subject", request.subject())
        .put("details", request.details())
        .put("agent", request.agent().map(AgentName::value))
        .put("reason", approval.asked().reason())
        .put("asked_at", approval.asked().at().toString())
        .put("state", approval.state().id());
  }

  /** A line: what would be done to what. */
  static String summary(ApprovalRequest request) {
    JsonObject details = request.details();
    String object =
        details
            .string("command")
            .or(() -> paths(details))
            .orElseGet(() -> details.object("arguments").orElse(details).canonical());
    return VisibleText.line(request.subject() + " " + object, MAX_SUMMARY);
  }

  private static Optional<String> paths(JsonObject details) {
    List<String> paths = details.strings("paths");
    return paths.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", paths));
  }

  /** All a person needs to decide. Long texts are cut, and say so. */
  static List<String> lines(Approval approval) {
    ApprovalRequest request = approval.request();
    var lines = new ArrayList<String>();
    lines.add(
        request.type()
            + ": "
            + request.subject()
            + request.agent().map(agent -> ", asked by " + agent).orElse(""));
    lines.add("because " + approval.asked().reason());
    JsonObject details = request.details();
    List<String> paths = details.strings("paths");
    if (!paths.isEmpty()) {
      lines.add(
          "path "
              + String.join(", ", paths)
              + details.integer("size").map(ApprovalForm::size).orElse(""));
    }
    details
        .object("arguments")
        .orElse(details)
        .members()
        .forEach(
            (name, value) -> {
              if (paths.isEmpty() || !name.equals("path")) {
                lines.addAll(member(name, text(value)));
              }
            });
    return lines;
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.value() : PrettyJson.of(value);
  }

  private static String size(long bytes) {
    return " (" + bytes + " bytes)";
  }

  private static String cut(String line) {
    return line.length() <= MAX_LENGTH
        ? line
        : line.substring(0, MAX_LENGTH)
            + "… and "
            + (line.length() - MAX_LENGTH)
            + " more characters (edit shows all)";
  }

  private static List<String> member(String name, String text) {
    List<String> all = text.lines().map(ApprovalForm::cut).toList();
    if (all.size() <= 1) {
      return List.of(name + ": " + cut(text));
    }
    var lines = new ArrayList<String>();
    lines.add(name + ":");
    all.stream().limit(MAX_LINES).map(line -> "  | " + line).forEach(lines::add);
    if (all.size() > MAX_LINES) {
      lines.add("  … and " + (all.size() - MAX_LINES) + " more lines (edit shows all)");
    }
    return lines;
  }
}
