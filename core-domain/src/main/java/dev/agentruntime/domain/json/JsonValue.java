package dev.agentruntime.domain.json;

/**
 * A JSON value. Immutable, equal by content; {@link #canonical()} is equal exactly when the value
 * is.
 */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /**
   * The one text of this value by RFC 8785 (JSON Canonicalization Scheme): members sorted by UTF-16
   * code units, numbers as ECMAScript prints them, no white space.
   */
  default String canonical() {
    return CanonicalJson.write(this);
  }
}
