package dev.agentruntime.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
                group("sessions", "Looks at sessions.")
                    .addSubcommand(new SessionsListCommand(idle))
                    .addSubcommand(new SessionsShowCommand(idle)))
            .addSubcommand(
                group("approvals", "Looks at approvals and decides them.")
                    .addSubcommand(new ApprovalsListCommand(idle))
                    .addSubcommand(new ApprovalsApproveCommand(idle))
                    .addSubcommand(new ApprovalsEditCommand(idle))
                    .addSubcommand(new ApprovalsRejectCommand(idle)))
            .addSubcommand(new DoctorCommand(factory, surroundings))
            .addSubcommand(
                group("config", "Looks at the configuration.")
                    .addSubcommand(new ConfigShowCommand(factory, surroundings)));
    configure();
  }

  @Command(
      name = "agent-runtime",
      description = "Runs multi-agent coding sessions with people in the loop.",
      synopsisSubcommandLabel = "COMMAND")
  private static final class Root {}

  @Command(synopsisSubcommandLabel = "COMMAND")
  private static final class Group {}

  private static CommandLine command(Object command) {
    return new CommandLine(command);
  }

  private static CommandLine group(String name, String description) {
    CommandLine group = new CommandLine(new Group());
    group.getCommandSpec().name(name).usageMessage().description(description);
    return group;
  }

  private void configure() {
    commands.getCommandSpec().version(version()).addOption(verbose());
    everywhere(commands);
    commands
        .setOut(new PrintWriter(surroundings.out(), true, Charset.defaultCharset()))
        .setErr(new PrintWriter(surroundings.err(), true, Charset.defaultCharset()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(RunOutput.Format.class, AgentCli::format)
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
  }

  /** Acted on by the program before any command is looked at: logging comes first. */
  private static OptionSpec verbose() {
    return OptionSpec.builder("-v", "--verbose")
        .type(boolean.class)
        .scopeType(ScopeType.INHERIT)
        .description("Log what happens inside to standard error.")
        .build();
  }

  private static void everywhere(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.mixinStandardHelpOptions(true);
    spec.usageMessage().footerHeading("%nExit status:%n").footer(exitCodes());
    command.getSubcommands().values().forEach(AgentCli::everywhere);
  }

  private static String[] exitCodes() {
    String signals = "  143       ended by SIGTERM; the session can be resumed";
    return (Arrays.stream(ExitCode.values())
                .map(code -> "  %-8d  %s".formatted(code.status(), code.meaning()))
                .collect(Collectors.joining("\n"))
            + "\n"
            + signals)
        .split("\n", -1);
  }

  private static String version() {
    @Nullable String version = AgentCli.class.getPackage().getImplementationVersion();
    return "agent-runtime " + (version == null ? "(not packaged)" : version);
  }

  private static RunOutput.Format format(String text) {
    return Arrays.stream(RunOutput.Format.values())
        .filter(format -> format.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandLine.TypeConversionException(
                    "expected one of "
                        + Arrays.toString(RunOutput.Format.values())
                        + " but was '"
                        + text
                        + "'"));
  }

  /**
   * Runs a command.
   *
   * @return the exit status
   */
  public int run(String... arguments) {
    return commands.execute(arguments);
  }

  private int failed(Exception failure) {
    CommandFailure told = CommandFailure.of(failure);
    told.defect().ifPresent(surroundings::tellDefect);
    surroundings.tell(told.text());
    return told.code().status();
  }
}
