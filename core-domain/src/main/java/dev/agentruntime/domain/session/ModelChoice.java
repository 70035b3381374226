package dev.agentruntime.domain.session;

import dev.agentruntime.domain.json.Digest;

/** Which model answers in a session. */
public sealed interface ModelChoice {

  /**
   * A model behind an OpenAI-compatible endpoint.
   *
   * @param baseUrl where, without credentials
   */
  record Live(String model, String baseUrl) implements ModelChoice {}

  /**
   * A script; only a process that holds the very same one may run the session.
   *
   * @param source where it was read from, for people
   */
  record Scripted(String source, Digest digest) implements ModelChoice {}
}
