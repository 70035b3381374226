package dev.agentruntime.cli;

import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.event.EventCategory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say which entries of the log are meant: those that everything given holds for. */
final class AuditSelection {

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description =
          "Only those of this session, deleted or not; the beginning of its id is enough.")
  private Optional<String> session = Optional.empty();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      completionCandidates = Words.EventTypeNames.class,
      description =
          "Only events of this type: approval.approved, the beginning of types as in approval.*,"
              + " or an older name such as hitl.decision.made; can be given several times.")
  private List<String> types = new ArrayList<>();

  @Option(
      names = "--category",
      paramLabel = "CATEGORY",
      completionCandidates = Words.Categories.class,
      description = "Only events of this category: agent, session, tool, approval or metrics.")
  private Optional<EventCategory> category = Optional.empty();

  @Option(
      names = "--decider",
      paramLabel = "PERSON",
      description = "Only decisions of this person, by the name that was recorded.")
  private Optional<String> decider = Optional.empty();

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      completionCandidates = Words.Agents.class,
      description = "Only what happened while this agent was at work.")
  private Optional<String> agent = Optional.empty();

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      completionCandidates = Words.Tools.class,
      description = "Only what is about calls of this tool.")
  private Optional<String> tool = Optional.empty();

  @Option(
      names = "--approval",
      paramLabel = "ID",
      description = "Only what is about this approval; the beginning of its id is enough.")
  private Optional<String> approval = Optional.empty();

  @Option(
      names = "--call",
      paramLabel = "ID",
      description = "Only what is about this tool call; the beginning of its id is enough.")
  private Optional<String> call = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description =
          "Only from then on: a moment, a day (from its beginning in UTC), or how long ago, such"
              + " as 2h or 7d.")
  private Optional<Instant> since = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "WHEN",
      description = "Only before then, written in the same ways.")
  private Optional<Instant> until = Optional.empty();

  /** What can be known to be wrong before anything is opened. */
  void check() {
    AuditTypes.of(types, category);
    if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
      throw CommandFailure.usage(
          "--since "
              + since.get()
              + " is not before --until "
              + until.get()
              + ": nothing can be in between");
    }
  }

  AuditFilter in(AuditLog log) {
    return new AuditFilter(
        AuditTypes.of(types, category),
        new AuditFilter.Where(
            session.map(id -> LoggedIds.session(log, id)),
            approval.map(id -> LoggedIds.approval(log, id)),
            call.map(id -> LoggedIds.call(log, id))),
        new AuditFilter.Who(decider, agent, tool),
        new AuditFilter.When(since, until));
  }
}
