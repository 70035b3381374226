package dev.agentruntime.cli;

import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param session empty if it never came to one
 */
record RunResult(Optional<SessionId> session, Ending ending, Work work) {

  /** Where the session was left. */
  enum Status {
    COMPLETED,
    WAITING,
    FAILED,
    CANCELLED,
    LIMIT;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How it ended.
   *
   * @param text the agent's answer, or the question it asks
   * @param problem what went wrong, for people
   */
  record Ending(Status status, ExitCode code, String text, Optional<String> problem) {

    static Ending completed(String text) {
      return new Ending(Status.COMPLETED, ExitCode.DONE, text, Optional.empty());
    }

    static Ending of(Status status, ExitCode code, String problem) {
      return new Ending(status, code, "", Optional.of(problem));
    }

    Ending with(ExitCode other) {
      return new Ending(status, other, text, problem);
    }
  }

  /**
   * What this run did, as far as it is recorded.
   *
   * @param files that it changed, in the order of their first change
   * @param pending approvals that nobody has decided yet
   * @param planned what a dry run did not do
   * @param structured the answer as JSON, where it had to be such
   */
  record Work(
      Usage usage,
      List<String> files,
      List<ApprovalView> pending,
      List<Planned> planned,
      Optional<JsonValue> structured) {

    static final Work NONE =
        new Work(Usage.NONE, List.of(), List.of(), List.of(), Optional.empty());

    Work {
      files = List.copyOf(files);
      pending = List.copyOf(pending);
      planned = List.copyOf(planned);
    }

    Work with(JsonValue answer) {
      return new Work(usage, files, pending, planned, Optional.of(answer));
    }

    Work with(List<Planned> notDone) {
      return new Work(usage, files, pending, notDone, structured);
    }

    static Work of(List<RecordedEvent> events, List<ApprovalView> pending) {
      Usage usage = Usage.NONE;
      var files = new LinkedHashSet<String>();
      for (RecordedEvent recorded : events) {
        switch (recorded.event()) {
          case SessionEvent.ModelRequestCompleted request -> usage = usage.plus(request.usage());
          case SessionEvent.ToolAnswered answer -> files.addAll(answer.result().changedFiles());
          default -> {}
        }
      }
      return new Work(usage, List.copyOf(files), pending, List.of(), Optional.empty());
    }
  }

  /** A run that came to nothing. */
  static RunResult failed(CommandFailure failure) {
    return new RunResult(
        Optional.empty(), Ending.of(Status.FAILED, failure.code(), failure.text()), Work.NONE);
  }
}
