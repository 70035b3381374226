package dev.agentruntime.application.port;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Optional;

/** The versions of approval policies; none is ever changed or removed. */
public interface PolicyRepository {

  /**
   * The newest policy.
   *
   * @param session for the one that holds for this session alone, empty for the owner's
   */
  Optional<Version> current(Owner owner, Optional<SessionId> session);

  /**
   * Adds a version.
   *
   * @throws StaleSessionException if that version exists already
   */
  void add(Version version);

  /**
   * One version.
   *
   * @param number 1, 2, 3 and so on per owner, or per owner and session
   * @param document the policy's JSON form
   * @param author who put it in force
   */
  record Version(
      Owner owner,
      Optional<SessionId> session,
      int number,
      JsonObject document,
      String author,
      Instant at) {}
}
