package dev.agentruntime.domain.json;

/** A JSON string. Lone surrogates are refused: they have no UTF-8 form, so no digest. */
public record JsonString(String value) implements JsonValue {

  public JsonString {
    RecordableText.requireNoLoneSurrogate(value);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
