package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.AuditFormat;
import dev.agentruntime.application.audit.AuditJson;
import dev.agentruntime.application.query.Walk;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes entries of the log down. */
@Command(
    name = "export",
    description = {
      "Writes what the log tells of who did what down, the oldest first: all of it, or what is"
          + " chosen.",
      "jsonl is an entry a line and can be checked with audit verify --copy as long as whole"
          + " sessions are in it; csv is for spreadsheets. What people, models and tools wrote is"
          + " left out unless --content is given."
    },
    footer = {
      "agent-runtime audit export -o audit.jsonl",
      "agent-runtime audit export --session 0193f2c4 --content > session.jsonl",
      "agent-runtime audit export --format csv --category approval --since 2026-01-01 -o q1.csv"
    })
final class AuditExportCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final AuditSelection selection = new AuditSelection();
  @Mixin private final OutputFile file = new OutputFile();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      completionCandidates = Words.AuditFormats.class,
      defaultValue = "jsonl",
      description = "jsonl or csv. Default: jsonl.")
  private AuditFormat format = AuditFormat.JSONL;

  @Option(names = "--content", description = "Write what people, models and tools wrote, too.")
  private boolean content;

  AuditExportCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    selection.check();
    OutputFile.Target target = file.of("export", idle.surroundings());
    return idle.use(common, runtime -> export(runtime, target));
  }

  private int export(AgentRuntime runtime, OutputFile.Target target) {
    var log = new AuditLog(runtime, common.next());
    var export = new Export(log, selection.in(log));
    target.take(export::write);
    idle.surroundings()
        .tell(Count.of(export.entries, "entry", "entries") + " written" + file.name());
    return ExitCode.DONE.status();
  }

  private final class Export {
    private final AuditLog log;
    private final AuditFilter filter;
    private long entries;

    Export(AuditLog log, AuditFilter filter) {
      this.log = log;
      this.filter = filter;
    }

    void write(AnswerFile.Sink to) throws IOException {
      to.take(format.head());
      Walk.pages(
          cursor -> log.oldest(filter, cursor),
          entry -> {
            to.take(AuditForm.line(format, entry, amount()));
            entries++;
          });
    }

    private AuditJson.Content amount() {
      return content ? AuditJson.Content.FULL : AuditJson.Content.REDACTED;
    }
  }
}
