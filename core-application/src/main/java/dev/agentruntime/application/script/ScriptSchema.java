package dev.agentruntime.application.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The JSON Schema (2020-12) of scripts, for editors. {@link ScriptReader} is what counts. */
public final class ScriptSchema {

  private static final String NAME = "script.schema.json";

  private ScriptSchema() {}

  /** Its text. */
  public static String text() {
    try (InputStream in = ScriptSchema.class.getResourceAsStream(NAME)) {
      return new String(Objects.requireNonNull(in, NAME).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's own " + NAME + " cannot be read", e);
    }
  }
}
