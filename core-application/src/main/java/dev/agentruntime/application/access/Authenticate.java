package dev.agentruntime.application.access;

/**
 * Asks whose key this is.
 *
 * @param token as its holder sent it
 */
public record Authenticate(String token) {
  @Override
  public String toString() {
    return "Authenticate[]";
  }
}
