package dev.agentruntime.cli;

import dev.agentruntime.application.access.ApiKeys;
import dev.agentruntime.application.access.CreateApiKey;
import dev.agentruntime.application.access.CreateApiKeyHandler.Created;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.session.Owner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a key. */
@Command(
    name = "create",
    description = {
      "Makes a key for the server and prints it, this once: only a hash of it is kept.",
      "Whoever has it acts for its owner."
    },
    footer = {
      "agent-runtime keys create laptop",
      "agent-runtime keys create ci --owner team-a --role user"
    })
final class KeysCreateCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "NAME", description = "What the key is for, for people.")
  private String name = "";

  @Option(
      names = "--owner",
      paramLabel = "OWNER",
      defaultValue = "local",
      description = "Whose sessions it opens. Default: local, the owner of the command line's.")
  private String owner = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      completionCandidates = Words.Roles.class,
      defaultValue = "user",
      description =
          "user (sessions and their approvals), approver (all approvals of the owner) or admin"
              + " (policies and the server too). Default: user.")
  private Role role = Role.USER;

  KeysCreateCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    CreateApiKey command = command();
    return idle.prepare(common.flags()).keys(true, keys -> create(keys, command));
  }

  private CreateApiKey command() {
    try {
      return new CreateApiKey(new Owner(owner), name, role);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private int create(ApiKeys keys, CreateApiKey command) {
    Created created = keys.create(command);
    idle.surroundings()
        .tell(
            "key "
                + created.key().id()
                + " of "
                + created.key().owner()
                + ", role "
                + created.key().role().id()
                + "; it is shown this once:");
    idle.print(created.secretToken());
    return ExitCode.DONE.status();
  }
}
