package dev.agentruntime.application.approval;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Puts an earlier policy in force again, as a new version.
 *
 * @param to the version to go back to
 * @param expected the version that is to be replaced; empty for whichever it is
 */
public record RollBackPolicy(
    Owner owner, Optional<SessionId> session, int to, OptionalInt expected, Signature signature) {}
