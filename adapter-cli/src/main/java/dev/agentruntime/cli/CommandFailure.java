package dev.agentruntime.cli;

import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.script.InvalidScriptException;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;

/** A command cannot do what it was asked. The message says what is wrong and how to mend it. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  CommandFailure(ExitCode code, String message) {
    super(message, null, false, false);
    this.code = code;
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
  }

  static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  /** What a failure of any kind means to the user. */
  static CommandFailure of(Throwable failure) {
    String message = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    return switch (failure) {
      case CommandFailure known -> known;
      case InvalidConfigurationException e -> new CommandFailure(ExitCode.CONFIGURATION, message);
      case PersistenceException e -> new CommandFailure(ExitCode.CONFIGURATION, message);
      case InvalidScriptException e -> usage(message);
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
      case Refusal.KeyReused r -> ExitCode.USAGE;
      case Refusal.VersionConflict r -> ExitCode.FAILED;
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
  void tell(Surroundings surroundings, CommandLine command) {
    surroundings.tell("agent-runtime: " + text());
    surroundings.tell(next(command));
  }

  private String next(CommandLine command) {
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
