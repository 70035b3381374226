package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.AuditFormat;
import dev.agentruntime.application.audit.AuditJson;
import dev.agentruntime.application.query.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      completionCandidates = Words.AuditFormats.class,
      defaultValue = "jsonl",
      description = "jsonl or csv. Default: jsonl.")
  private AuditFormat format = AuditFormat.JSONL;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to this file instead of standard output: all of it, or nothing.")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--content", description = "Write what people, models and tools wrote, too.")
  private boolean content;

  AuditExportCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    selection.check();
    Optional<AnswerFile> file =
        output.map(path -> AnswerFile.at("--output", idle.surroundings().folder().resolve(path)));
    return idle.use(common, runtime -> export(runtime, file));
  }

  private int export(AgentRuntime runtime, Optional<AnswerFile> file) {
    var log = new AuditLog(runtime, common.next());
    var export = new Export(log, selection.in(log));
    file.ifPresentOrElse(answer -> answer.write(export::write), () -> print(export));
    idle.surroundings()
        .tell(
            Count.of(export.entries, "entry", "entries")
                + " written"
                + output.map(path -> " to " + path).orElse(""));
    return ExitCode.DONE.status();
  }

  /** A copy that ends early must not look like a whole one. */
  private void print(Export export) {
    try {
      export.write(
          text -> {
            idle.surroundings().out().print(text);
            if (idle.surroundings().out().checkError()) {
              throw new IOException("it takes no more");
            }
          });
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the export cannot be written to standard output: "
              + FileTrouble.why(e)
              + "; what came there is not all of it");
    }
  }

  /** Goes through the log page by page, so that it may be longer than memory. */
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
      Optional<String> cursor = Optional.empty();
      do {
        Page<AuditEntry> page = log.oldest(filter, cursor);
        for (AuditEntry entry : page.items()) {
          to.take(AuditForm.line(format, entry, amount()));
          entries++;
        }
        cursor = page.next();
      } while (cursor.isPresent());
    }

    private AuditJson.Content amount() {
      return content ? AuditJson.Content.FULL : AuditJson.Content.REDACTED;
    }
  }
}
