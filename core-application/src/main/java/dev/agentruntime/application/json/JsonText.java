package dev.agentruntime.application.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.json.RecordableText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON text from outside, read or refused.
 *
 * <p>Strict: duplicate names, trailing content, numbers that a double would change and lone
 * surrogates are invalid. Bounded: depth {@value #MAX_DEPTH}, {@value #MAX_TOKENS} tokens, {@value
 * #MAX_TEXT} characters; what a hostile text costs to refuse is bounded with it.
 */
public sealed interface JsonText {

  /** Deepest nesting. */
  int MAX_DEPTH = 64;

  /** Most tokens in one text. */
  int MAX_TOKENS = 50_000;

  /** Longest text and longest string in it; a file of 5 MB, escaped, fits. */
  int MAX_TEXT = 16 * 1024 * 1024;

  /** It is JSON. */
  record Valid(JsonValue value) implements JsonText {}

  /**
   * It is not.
   *
   * @param problem what is wrong and where, for whoever sent it
   */
  record Invalid(String problem) implements JsonText {}

  /** Reads a text. */
  static JsonText read(String text) {
    if (text.length() > MAX_TEXT) {
      return new Invalid("the text has more than " + MAX_TEXT + " characters");
    }
    try (JsonParser parser = Reader.FACTORY.createParser(text)) {
      return new Valid(new Reader(parser).document());
    } catch (JsonProcessingException e) {
      return new Invalid(
          RecordableText.of(JsonFlaw.of(e.getOriginalMessage())) + at(e.getLocation()));
    } catch (Reader.Refused e) {
      return new Invalid(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /**
   * Reads what this runtime wrote itself.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  static JsonObject readObject(String text) {
    return switch (read(text)) {
      case Valid(JsonObject object) -> object;
      case Valid other -> throw new IllegalArgumentException("not a JSON object");
      case Invalid invalid -> throw new IllegalArgumentException(invalid.problem());
    };
  }

  private static String at(@Nullable JsonLocation location) {
    // A broken constraint has no place.
    if (location == null) {
      return "";
    }
    return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  /** One pass over a parser. */
  final class Reader {

    private static final JsonFactory FACTORY =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(MAX_TOKENS)
                    .maxStringLength(MAX_TEXT)
                    .maxNumberLength(JsonNumber.MAX_LITERAL)
                    .maxNameLength(1000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final JsonParser parser;

    private Reader(JsonParser parser) {
      this.parser = parser;
    }

    private JsonValue document() throws IOException {
      if (parser.nextToken() == null) {
        throw refused("the text is empty");
      }
      JsonValue value = value();
      if (parser.nextToken() != null) {
        throw refused("there is more after the JSON value");
      }
      return value;
    }

    private JsonValue value() throws IOException {
      return switch (parser.currentToken()) {
        case START_OBJECT -> object();
        case START_ARRAY -> array();
        case VALUE_STRING -> new JsonString(wellFormed(parser.getText()));
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
        case VALUE_TRUE -> new JsonBoolean(true);
        case VALUE_FALSE -> new JsonBoolean(false);
        case VALUE_NULL -> JsonNull.NULL;
        default -> throw refused("unexpected " + parser.currentToken());
      };
    }

    private JsonObject object() throws IOException {
      var members = new LinkedHashMap<String, JsonValue>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = wellFormed(parser.currentName());
        parser.nextToken();
        members.put(name, value());
      }
      return new JsonObject(members);
    }

    private JsonArray array() throws IOException {
      var items = new ArrayList<JsonValue>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value());
      }
      return new JsonArray(items);
    }

    private JsonNumber number() throws IOException {
      try {
        return JsonNumber.parse(parser.getText());
      } catch (IllegalArgumentException e) {
        throw refused(String.valueOf(e.getMessage()));
      }
    }

    private String wellFormed(String text) {
      if (text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
        throw refused("text with a lone surrogate");
      }
      return text;
    }

    private Refused refused(String problem) {
      return new Refused(problem + at(parser.currentLocation()));
    }

    private static final class Refused extends RuntimeException {
      private static final long serialVersionUID = 1L;

      Refused(String message) {
        super(message, null, false, false);
      }

      @Override
      public String getMessage() {
        return String.valueOf(super.getMessage());
      }
    }
  }
}
