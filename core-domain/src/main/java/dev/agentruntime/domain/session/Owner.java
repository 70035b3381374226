package dev.agentruntime.domain.session;

/** Whose a session is. */
public record Owner(String value) {

  /** The one owner where there are no keys: command line and embedders. */
  public static final Owner LOCAL = new Owner("local");

  private static final int MAX_LENGTH = 100;

  public Owner {
    if (value.isBlank() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("an owner has 1 to " + MAX_LENGTH + " characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
