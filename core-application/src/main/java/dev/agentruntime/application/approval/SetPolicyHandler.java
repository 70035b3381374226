package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/**
 * Puts policies in force, each as a new version. What waits for a person goes on waiting; the new
 * policy is asked from the next call on, and once more before an approved one runs.
 */
public final class SetPolicyHandler {

  private final SessionCommands commands;
  private final Persistence persistence;
  private final PoliciesInForce policies;

  public SetPolicyHandler(
      SessionCommands commands, Persistence persistence, PoliciesInForce policies) {
    this.commands = commands;
    this.persistence = persistence;
    this.policies = policies;
  }

  /**
   * Puts one in force; the same again changes nothing.
   *
   * @return the policy as it is in force now
   * @throws RefusedException if there is no such session, the policy cannot be read, it takes an
   *     admin, another version is in force than is expected, or it would end a dry run
   */
  public PolicyView handle(SetPolicy command) {
    requireAllowed(command, PolicyDocument.read(command.content().document()));
    return command
        .session()
        .map(session -> inSession(command, session))
        .orElseGet(() -> forOwner(command));
  }

  /**
   * Puts an earlier one in force again.
   *
   * @throws RefusedException as {@link #handle(SetPolicy)} does, or if there is no such version
   */
  public PolicyView handle(RollBackPolicy command) {
    PolicyView earlier =
        new PolicyVersions(commands, persistence, policies)
            .version(command.owner(), command.session(), command.to());
    return handle(
        new SetPolicy(
            command.owner(),
            command.session(),
            new SetPolicy.Content(earlier.document(), earlier.alone()),
            command.expected(),
            command.signature()));
  }

  /** Whoever may use a session may make it stricter; all else is an admin's matter. */
  private static void requireAllowed(SetPolicy command, ApprovalPolicy policy) {
    if (Grants.isAdmin(command.signature().by())) {
      return;
    }
    if (command.session().isEmpty()) {
      throw adminsOnly("the policy of all sessions is set by admins");
    }
    if (command.content().alone()) {
      throw adminsOnly("a session's policy in place of its owner's is set by admins");
    }
    policy.rules().stream()
        .filter(rule -> rule.terms().onTimeout() == OnTimeout.APPROVE)
        .findFirst()
        .ifPresent(
            rule -> {
              throw adminsOnly(
                  "that silence approves (on_timeout of rule " + rule.id() + ") is set by admins");
            });
  }

  private static RefusedException adminsOnly(String reason) {
    return new RefusedException(new Refusal.NotTheirs(reason));
  }

  private PolicyView inSession(SetPolicy command, SessionId session) {
    commands.perform(
        command.owner(),
        session,
        (locked, moment, work) -> {
          requireStaysDry(command, session, work);
          put(command, work);
          return locked;
        });
    return persistence.inTransaction(
        work -> policies.view(work, command.owner(), command.session()));
  }

  private PolicyView forOwner(SetPolicy command) {
    try {
      return persistence.inTransaction(
          work -> {
            put(command, work);
            return policies.view(work, command.owner(), Optional.empty());
          });
    } catch (StaleSessionException e) {
      // Somebody was quicker, between the read and the write.
      throw persistence.inTransaction(work -> changed(number(current(command, work))));
    }
  }

  private void put(SetPolicy command, UnitOfWork work) {
    Optional<PolicyRepository.Version> stored = current(command, work);
    int number = number(stored);
    if (command.expected().isPresent() && command.expected().getAsInt() != number) {
      throw changed(number);
    }
    if (stored.filter(PolicyRepository.Version::alone).isPresent()
        && !Grants.isAdmin(command.signature().by())) {
      throw adminsOnly("what an admin put in place of the owner's policy is changed by admins");
    }
    SetPolicy.Content content = command.content();
    boolean same =
        stored
            .filter(version -> version.document().equals(content.document()))
            .filter(version -> version.alone() == content.alone())
            .isPresent();
    if (!same) {
      work.policies()
          .add(
              new PolicyRepository.Version(
                  command.owner(),
                  command.session(),
                  number + 1,
                  content.document(),
                  content.alone(),
                  new PolicyRepository.Put(
                      RecordableText.of(command.signature().by().name()),
                      RecordableText.of(command.signature().reason()),
                      work.now())));
    }
  }

  private static Optional<PolicyRepository.Version> current(SetPolicy command, UnitOfWork work) {
    return work.policies().current(command.owner(), command.session());
  }

  private static int number(Optional<PolicyRepository.Version> stored) {
    return stored.map(PolicyRepository.Version::number).orElse(0);
  }

  private static RefusedException changed(int current) {
    return new RefusedException(new Refusal.PolicyChanged(current));
  }

  private void requireStaysDry(SetPolicy command, SessionId session, UnitOfWork work) {
    Owner owner = command.owner();
    if (DryRun.isOf(policies.view(work, owner, Optional.of(session)).document())
        && !DryRun.isOf(command.content().document())) {
      throw new RefusedException(
          Refusal.Invalid.of(
              List.of(
                  "session "
                      + session
                      + " is a dry run and stays one: its agents were told that their edits and"
                      + " commands were not done; start a new session to have them done")));
    }
  }
}
