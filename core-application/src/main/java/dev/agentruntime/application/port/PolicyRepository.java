package dev.agentruntime.application.port;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The versions of approval policies; none is ever changed or removed. */
public interface PolicyRepository {

  /**
   * The newest policy.
   *
   * @param session for the one that holds for this session, empty for the owner's
   */
  Optional<Version> current(Owner owner, Optional<SessionId> session);

  /** That version, if there is one. */
  Optional<Version> find(Owner owner, Optional<SessionId> session, int number);

  /**
   * The versions before one, the newest first.
   *
   * @param before a number; {@link Integer#MAX_VALUE} for the newest ones
   */
  List<Version> history(Owner owner, Optional<SessionId> session, int before, int most);

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
   * @param alone whether a session's policy holds in place of its owner's; else both hold, and the
   *     stricter one has its way
   */
  record Version(
      Owner owner,
      Optional<SessionId> session,
      int number,
      JsonObject document,
      boolean alone,
      Put put) {}

  /**
   * Who put it in force.
   *
   * @param reason why, in their words; may be empty
   */
  record Put(String author, String reason, Instant at) {}
}
