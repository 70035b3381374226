package dev.agentruntime.domain.json;

/** The JSON null. */
public enum JsonNull implements JsonValue {
  /** The only one. */
  NULL;

  @Override
  public String toString() {
    return canonical();
  }
}
