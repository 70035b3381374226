package dev.agentruntime.domain.json;

/** A JSON truth value. */
public record JsonBoolean(boolean value) implements JsonValue {

  @Override
  public String toString() {
    return canonical();
  }
}
