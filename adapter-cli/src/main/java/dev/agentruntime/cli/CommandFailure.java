package dev.agentruntime.cli;

import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.script.InvalidScriptException;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** A command cannot do what it was asked. The message says what is wrong and how to mend it. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  /** The command that shows what there is; empty where the code says enough. */
  private final String look;

  CommandFailure(ExitCode code, String message) {
    this(code, message, "");
  }

  private CommandFailure(ExitCode code, String message, String look) {
    super(message, null, false, false);
    this.code = code;
    this.look = look;
  }

  private CommandFailure(Throwable defect) {
    super(
        "this should not have happened: "
            + defect.getClass().getSimpleName()
            + ": "
            + defect.getMessage(),
        defect,
        false,
        false);
    this.code = ExitCode.FAILED;
    this.look = "";
  }

  static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  /** Refuses a number that an option does not take. */
  static void requireWithin(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw usage(option + " takes 1 to " + most + ", not " + value);
    }
  }

  /** The same, with the command that shows what there is. */
  CommandFailure looking(String command) {
    return new CommandFailure(code, text(), command);
  }

  /** What a failure of any kind means to the user. */
  static CommandFailure of(Throwable failure) {
    String message = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    return switch (failure) {
      case CommandFailure known -> known;
      case InvalidConfigurationException e ->
          new CommandFailure(
              e.isOfCommandLine() ? ExitCode.USAGE : ExitCode.CONFIGURATION, message);
      case PersistenceException e -> new CommandFailure(ExitCode.CONFIGURATION, message);
      case InvalidScriptException e -> usage(message);
      case IOException e -> new CommandFailure(ExitCode.FAILED, FileTrouble.why(e));
      case RefusedException e -> new CommandFailure(codeOf(e.refusal()), message);
      default -> new CommandFailure(failure);
    };
  }

  private static ExitCode codeOf(Refusal refusal) {
    return switch (refusal) {
      case Refusal.NotFound r -> ExitCode.NOT_FOUND;
      case Refusal.Invalid r -> ExitCode.USAGE;
      case Refusal.Busy r -> ExitCode.USAGE;
      case Refusal.Closed r -> ExitCode.USAGE;
      case Refusal.SwitchRefused r -> ExitCode.USAGE;
      case Refusal.StaleDigest r -> ExitCode.FAILED;
      case Refusal.AlreadyDecided r -> ExitCode.FAILED;
      case Refusal.EditRefused r -> ExitCode.USAGE;
      case Refusal.ResultRefused r -> ExitCode.FAILED;
      case Refusal.ResultConflict r -> ExitCode.FAILED;
      case Refusal.KeyReused r -> ExitCode.USAGE;
      case Refusal.VersionConflict r -> ExitCode.FAILED;
      case Refusal.NotTheirs r -> ExitCode.FAILED;
      case Refusal.Expired r -> ExitCode.FAILED;
      case Refusal.DeniedMeanwhile r -> ExitCode.FAILED;
      case Refusal.AlreadyVoted r -> ExitCode.FAILED;
      case Refusal.PolicyChanged r -> ExitCode.FAILED;
    };
  }

  ExitCode code() {
    return code;
  }

  /** What broke, if it is the program itself. */
  Optional<Throwable> defect() {
    return Optional.ofNullable(getCause());
  }

  /** Says it, with what to do next. */
  void tell(Surroundings surroundings, CommandSpec command) {
    surroundings.tell("agent-runtime: " + text());
    surroundings.tell(next(command));
  }

  private String next(CommandSpec command) {
    if (!look.isEmpty()) {
      return "  look: " + look;
    }
    return switch (code) {
      case USAGE -> UsageErrors.helpOf(command);
      case CONFIGURATION ->
          "  look: agent-runtime doctor tells what works, agent-runtime config show --origin what"
              + " is set where";
      case NOT_FOUND -> "  look: agent-runtime sessions list, agent-runtime approvals list";
      case TIMEOUT, UNDECIDED, LIMIT -> "  look: agent-runtime sessions list";
      case DONE, FAILED, CANCELLED -> "  look: the same command with -v logs what happens inside";
    };
  }

  String text() {
    return Objects.toString(getMessage());
  }
}
