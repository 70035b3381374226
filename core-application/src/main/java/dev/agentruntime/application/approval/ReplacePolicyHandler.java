package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/**
 * Puts policies in force for sessions, each as a new version. What waits for a person goes on
 * waiting; the new policy is asked from the next call on, and once more before an approved one
 * runs.
 */
public final class ReplacePolicyHandler {

  private final SessionCommands commands;
  private final PoliciesInForce policies;

  public ReplacePolicyHandler(SessionCommands commands, PoliciesInForce policies) {
    this.commands = commands;
    this.policies = policies;
  }

  /**
   * Puts it in force; the same again changes nothing.
   *
   * @throws RefusedException if there is no such session, the policy cannot be read, or it would
   *     end a dry run
   */
  public void handle(ReplacePolicy command) {
    PolicyDocument.read(command.document(), 1);
    commands.perform(
        command.owner(),
        command.session(),
        (session, moment, work) -> {
          JsonObject present = policies.view(work, session).document();
          requireStaysDry(command, present);
          if (!present.equals(command.document())) {
            Owner owner = session.state().header().owner();
            Optional<SessionId> own = Optional.of(session.id());
            int number = work.policies().current(owner, own).map(v -> v.number() + 1).orElse(1);
            work.policies()
                .add(
                    new PolicyRepository.Version(
                        owner,
                        own,
                        number,
                        command.document(),
                        RecordableText.of(command.by()),
                        work.now()));
          }
          return session;
        });
  }

  private static void requireStaysDry(ReplacePolicy command, JsonObject present) {
    if (DryRun.isOf(present) && !DryRun.isOf(command.document())) {
      throw new RefusedException(
          Refusal.Invalid.of(
              List.of(
                  "session "
                      + command.session()
                      + " is a dry run and stays one: its agents were told that their edits and"
                      + " commands were not done; start a new session to have them done")));
    }
  }
}
