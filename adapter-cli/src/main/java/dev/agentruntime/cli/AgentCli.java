package dev.agentruntime.cli;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.audit.AuditFormat;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.domain.approval.Role;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The commands. Results go to standard output, everything else to standard error. */
public final class AgentCli {

  private final CommandLine commands;
  private final Surroundings surroundings;

  public AgentCli(RuntimeFactory factory, Surroundings surroundings) {
    this.surroundings = surroundings;
    var idle = new IdleRuntime(factory, surroundings);
    commands =
        command(new Root())
            .addSubcommand(new DemoCommand(factory, surroundings))
            .addSubcommand(new RunCommand(factory, surroundings))
            .addSubcommand(new ChatCommand(factory, surroundings))
            .addSubcommand(
                group(
                        "sessions",
                        "Looks at sessions, writes them down, deletes them.",
                        "agent-runtime sessions show 0193f2c4")
                    .addSubcommand(new SessionsListCommand(idle))
                    .addSubcommand(new SessionsShowCommand(idle))
                    .addSubcommand(new SessionsExportCommand(idle))
                    .addSubcommand(new SessionsDiffCommand(idle))
                    .addSubcommand(new SessionsDeleteCommand(idle))
                    .addSubcommand(new SessionsCleanUpCommand(idle)))
            .addSubcommand(
                group(
                        "approvals",
                        "Looks at approvals and decides them.",
                        "agent-runtime approvals list")
                    .addSubcommand(new ApprovalsListCommand(idle))
                    .addSubcommand(new ApprovalsShowCommand(idle))
                    .addSubcommand(new ApprovalsApproveCommand(idle))
                    .addSubcommand(new ApprovalsEditCommand(idle))
                    .addSubcommand(new ApprovalsRejectCommand(idle))
                    .addSubcommand(new ApprovalsRequestCommand(idle))
                    .addSubcommand(new ApprovalsWaitCommand(idle))
                    .addSubcommand(new ApprovalsWatchCommand(idle)))
            .addSubcommand(audits(idle))
            .addSubcommand(scripts(factory, idle))
            .addSubcommand(policies(idle))
            .addSubcommand(
                group("agents", "Looks at agents.", "agent-runtime agents list")
                    .addSubcommand(new AgentsListCommand(factory, surroundings)))
            .addSubcommand(new ServeCommand(factory, surroundings))
            .addSubcommand(
                group(
                        "keys",
                        "Makes, lists and revokes the keys that open the server.",
                        "agent-runtime keys create laptop")
                    .addSubcommand(new KeysCreateCommand(idle))
                    .addSubcommand(new KeysListCommand(idle))
                    .addSubcommand(new KeysRevokeCommand(idle)))
            .addSubcommand(webhooks(idle))
            .addSubcommand(databases(idle))
            .addSubcommand(new DoctorCommand(factory, surroundings))
            .addSubcommand(
                group(
                        "config",
                        "Looks at the configuration, and begins one.",
                        "agent-runtime config show --origin")
                    .addSubcommand(new ConfigInitCommand(factory, surroundings))
                    .addSubcommand(new ConfigShowCommand(factory, surroundings)))
            .addSubcommand(new CompletionCommand(surroundings))
            .addSubcommand(new HelpCommand(surroundings));
    configure();
  }

  @Command(
      name = "agent-runtime",
      description = "Runs multi-agent coding sessions with people in the loop.",
      footer = {
        "agent-runtime demo",
        "agent-runtime run \"Why does the build fail?\" --workspace ~/my-project --model gpt-x",
        "agent-runtime sessions list",
        "agent-runtime doctor"
      },
      synopsisSubcommandLabel = "COMMAND")
  private static final class Root {}

  @Command(synopsisSubcommandLabel = "COMMAND")
  private static final class Group {}

  private static CommandLine command(Object command) {
    return new CommandLine(command);
  }

  private static CommandLine group(String name, String description, String example) {
    CommandLine group = new CommandLine(new Group());
    group.getCommandSpec().name(name).usageMessage().description(description).footer(example);
    return group;
  }

  private static CommandLine audits(IdleRuntime idle) {
    return group(
            "audit",
            "Looks up who did what, writes it down, and checks that it is as it was written.",
            "agent-runtime audit list --type 'approval.*' --since 7d")
        .addSubcommand(new AuditListCommand(idle))
        .addSubcommand(new AuditExportCommand(idle))
        .addSubcommand(new AuditHeadsCommand(idle))
        .addSubcommand(new AuditApprovalCommand(idle))
        .addSubcommand(new AuditVerifyCommand(idle));
  }

  private CommandLine scripts(RuntimeFactory factory, IdleRuntime idle) {
    return group(
            "script",
            "Checks, explains, plays and makes scripts of sessions.",
            "agent-runtime script run examples/scripts/fix-java-bug.yaml")
        .addSubcommand(new ScriptValidateCommand(surroundings))
        .addSubcommand(new ScriptExplainCommand(surroundings))
        .addSubcommand(new ScriptRunCommand(factory, surroundings))
        .addSubcommand(new ScriptRecordCommand(idle))
        .addSubcommand(new ScriptSchemaCommand(surroundings));
  }

  private static CommandLine policies(IdleRuntime idle) {
    return group(
            "policy",
            "Looks at approval policies, asks them, tries them and puts them in force.",
            "agent-runtime policy check execute_command --argument command='git push'")
        .addSubcommand(new PolicyShowCommand(idle))
        .addSubcommand(new PolicySetCommand(idle))
        .addSubcommand(new PolicyHistoryCommand(idle))
        .addSubcommand(new PolicyDiffCommand(idle))
        .addSubcommand(new PolicyRollbackCommand(idle))
        .addSubcommand(new PolicyCheckCommand(idle))
        .addSubcommand(new PolicyDryRunCommand(idle))
        .addSubcommand(new PolicyExplainCommand(idle))
        .addSubcommand(new PolicyPresetsCommand(idle))
        .addSubcommand(
            command(new PolicyGrantsCommand(idle))
                .addSubcommand(new PolicyGrantsListCommand(idle))
                .addSubcommand(new PolicyGrantsRevokeCommand(idle)));
  }

  private static CommandLine webhooks(IdleRuntime idle) {
    return group(
            "webhooks",
            "Has servers tell other programs what happens, by signed messages.",
            "agent-runtime webhooks add https://hooks.example/agents --type 'approval.*'")
        .addSubcommand(new WebhooksAddCommand(idle))
        .addSubcommand(new WebhooksListCommand(idle))
        .addSubcommand(new WebhooksChangeCommand(idle))
        .addSubcommand(new WebhooksRemoveCommand(idle))
        .addSubcommand(new WebhooksSecretCommand(idle))
        .addSubcommand(new WebhooksDeliveriesCommand(idle))
        .addSubcommand(new WebhooksRetryCommand(idle));
  }

  private static CommandLine databases(IdleRuntime idle) {
    return group(
            "db",
            "Looks at the database as a whole, migrates, checks, copies and restores it.",
            "agent-runtime db backup runtime-backup.db")
        .addSubcommand(new DbStatusCommand(idle))
        .addSubcommand(new DbMigrateCommand(idle))
        .addSubcommand(new DbVerifyCommand(idle))
        .addSubcommand(new DbBackupCommand(idle))
        .addSubcommand(new DbRestoreCommand(idle));
  }

  private void configure() {
    commands.getCommandSpec().version(version()).addOption(verbose());
    Help.complete(commands);
    commands
        .setOut(new PrintWriter(surroundings.out(), true, Charset.defaultCharset()))
        .setErr(new PrintWriter(surroundings.err(), true, Charset.defaultCharset()))
        .registerConverter(Role.class, new Choice<>(Role.class))
        .registerConverter(RunOutput.Format.class, new Choice<>(RunOutput.Format.class))
        .registerConverter(Colours.class, new Choice<>(Colours.class))
        .registerConverter(ListFormat.Format.class, new Choice<>(ListFormat.Format.class))
        .registerConverter(ApprovalMode.class, new Choice<>(ApprovalMode.class))
        .registerConverter(ApprovalHandling.class, new Choice<>(ApprovalHandling.class))
        .registerConverter(
            ApprovalsListCommand.State.class, new Choice<>(ApprovalsListCommand.State.class))
        .registerConverter(
            CompletionCommand.Shell.class, new Choice<>(CompletionCommand.Shell.class))
        .registerConverter(
            PolicyPresetsCommand.Format.class, new Choice<>(PolicyPresetsCommand.Format.class))
        .registerConverter(
            SessionsExportCommand.Format.class, new Choice<>(SessionsExportCommand.Format.class))
        .registerConverter(AuditFormat.class, new Choice<>(AuditFormat.class))
        .registerConverter(EventCategory.class, new Choice<>(EventCategory.class))
        .registerConverter(Delivery.State.class, new Choice<>(Delivery.State.class))
        .registerConverter(Reach.Scope.class, new Choice<>(Reach.Scope.class))
        .registerConverter(Duration.class, new Span())
        .registerConverter(Instant.class, new WrittenMoment())
        .registerConverter(int.class, new WholeNumber<>(Integer::valueOf))
        .registerConverter(Integer.class, new WholeNumber<>(Integer::valueOf))
        .registerConverter(Long.class, new WholeNumber<>(Long::valueOf))
        // An argument that begins with @ is a text like others, or its command's own file.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(new UsageErrors(surroundings))
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
  }

  /** Acted on by the program before any command is looked at: logging comes first. */
  private static OptionSpec verbose() {
    return OptionSpec.builder("-v", "--verbose")
        .type(boolean.class)
        .scopeType(ScopeType.INHERIT)
        .description("Log what happens inside to standard error.")
        .build();
  }

  private static String version() {
    @Nullable String version = AgentCli.class.getPackage().getImplementationVersion();
    return "agent-runtime " + (version == null ? "(not packaged)" : version);
  }

  /** The command tree, for who describes it. */
  CommandLine commands() {
    return commands;
  }

  /**
   * Runs a command.
   *
   * @return the exit status
   */
  public int run(String... arguments) {
    return commands.execute(arguments);
  }

  private int failed(Exception failure, CommandLine command) {
    CommandFailure told = CommandFailure.of(failure);
    told.defect().ifPresent(surroundings::tellDefect);
    told.tell(surroundings, command.getCommandSpec());
    return told.code().status();
  }
}
