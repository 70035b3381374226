package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The committed policies, and those of one transaction.
 *
 * @param added what the transaction adds
 */
record InMemoryPolicies(Books books, List<PolicyRepository.Version> added)
    implements PolicyRepository {

  @Override
  public Optional<Version> current(Owner owner, Optional<SessionId> session) {
    return all(owner, session).max(Comparator.comparingInt(Version::number));
  }

  private Stream<Version> all(Owner owner, Optional<SessionId> session) {
    return Stream.concat(books.policies().stream(), added.stream())
        .filter(v -> v.owner().equals(owner) && v.session().equals(session));
  }

  @Override
  public Optional<Version> find(Owner owner, Optional<SessionId> session, int number) {
    return all(owner, session).filter(version -> version.number() == number).findFirst();
  }

  @Override
  public List<Version> history(Owner owner, Optional<SessionId> session, int before, int most) {
    return all(owner, session)
        .filter(version -> version.number() < before)
        .sorted(Comparator.comparingInt(Version::number).reversed())
        .limit(most)
        .toList();
  }

  @Override
  public void add(Version version) {
    boolean taken =
        current(version.owner(), version.session())
            .map(current -> current.number() >= version.number())
            .orElse(false);
    if (taken) {
      throw new StaleSessionException("policy version " + version.number() + " exists already");
    }
    added.add(version);
  }
}
