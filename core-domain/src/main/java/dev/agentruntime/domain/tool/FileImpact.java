package dev.agentruntime.domain.tool;

import dev.agentruntime.domain.json.Digest;
import java.util.Optional;

/**
 * What a call would do to one file.
 *
 * @param path relative to the workspace, {@code /} between the parts
 * @param before digest of the file as it is, empty where there is none
 * @param after digest of the file as the call would leave it, empty where it would be removed
 */
public record FileImpact(String path, Optional<Digest> before, Optional<Digest> after) {}
