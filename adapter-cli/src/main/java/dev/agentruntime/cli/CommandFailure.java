package dev.agentruntime.cli;

import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.script.InvalidScriptException;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.util.Objects;
import java.util.Optional;

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
    };
  }

  ExitCode code() {
    return code;
  }

  /** What broke, if it is the program itself. */
  Optional<Throwable> defect() {
    return Optional.ofNullable(getCause());
  }

  String text() {
    return Objects.toString(getMessage());
  }
}
