package dev.agentruntime.application.output;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Secret values that are known, such as the model's API key: what must stand in no log, no event
 * and no answer. Each is known in the forms it is usually written in: as it is, in base64, in
 * hexadecimal, in a URL and in JSON. A value of less than {@value #SHORTEST} characters is no
 * secret here: it would be found everywhere.
 *
 * <p>It helps against accidents. Who wants to get a secret past it can: by taking it apart, or by
 * any other coding. Immutable; never shows what it knows.
 */
public final class KnownSecrets {

  /** Shortest value that is looked for. */
  public static final int SHORTEST = 8;

  /** Nothing is known. */
  public static final KnownSecrets NONE = of(List.of());

  private static final int MARK_LENGTH = 3;

  private final SecretForms forms;
  private final String mark;

  private KnownSecrets(SecretForms forms) {
    this.forms = forms;
    this.mark = Character.toString(markFor(forms)).repeat(MARK_LENGTH);
  }

  /** These values are secret; blanks around them do not count. */
  public static KnownSecrets of(Collection<String> values) {
    return new KnownSecrets(
        SecretForms.of(
            values.stream()
                .map(String::strip)
                .filter(value -> value.length() >= SHORTEST)
                .distinct()
                .toList()));
  }

  /** A mark that is no part of a secret can neither make up one nor be taken for one. */
  private static int markFor(SecretForms forms) {
    return IntStream.concat("*#".chars(), IntStream.rangeClosed('\u2580', '\u25FF'))
        .filter(c -> !forms.use(c))
        .findFirst()
        .orElse('\uFFFD');
  }

  /**
   * A text in which nothing secret is left.
   *
   * @param found whether there was something secret in it
   */
  public record Masked(String text, boolean found) {}

  /** Whether a secret stands in this text. */
  public boolean isIn(String text) {
    return look(text).found();
  }

  /** The text with a mark in place of every secret. */
  public String mask(String text) {
    return look(text).text();
  }

  /** The text with a mark in place of every secret, and whether there is one. */
  public Masked look(String text) {
    if (forms.isEmpty()) {
      return new Masked(text, false);
    }
    var masking = new Masking(forms, mark);
    String masked = masking.take(text) + masking.end();
    return new Masked(masked, masking.found);
  }

  /** The same object with masked names and strings. */
  public JsonObject mask(JsonObject json) {
    return new Strings().object(json);
  }

  /**
   * The JSON text of an object with a mark in place of every secret, however it would be escaped
   * there, and whether there is one.
   */
  public Masked look(JsonObject json) {
    var strings = new Strings();
    Masked text = look(strings.object(json).canonical());
    return new Masked(text.text(), strings.found || text.found());
  }

  /** One pass over the names and strings of a JSON value. */
  private final class Strings {

    private boolean found;

    JsonObject object(JsonObject json) {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      json.members().forEach((name, value) -> members.put(text(name), value(value)));
      return new JsonObject(members);
    }

    private JsonValue value(JsonValue value) {
      return switch (value) {
        case JsonString text -> new JsonString(text(text.value()));
        case JsonArray array -> new JsonArray(array.items().stream().map(this::value).toList());
        case JsonObject object -> object(object);
        default -> value;
      };
    }

    private String text(String text) {
      Masked masked = look(text);
      found |= masked.found();
      return masked.text();
    }
  }

  /**
   * Masks a text that comes in pieces. It keeps back what may be the beginning of a secret, at most
   * as many characters as the longest one has.
   */
  public TextFilter filter() {
    return new Masking(forms, mark);
  }

  @Override
  public String toString() {
    return "known secrets";
  }

  /** Secrets that overlap get one mark. */
  private static final class Masking implements TextFilter {

    private final SecretForms forms;
    private final String mark;
    private final StringBuilder kept = new StringBuilder();

    /** How many of the kept characters a mark stands for that is given out already. */
    private int marked;

    private boolean found;

    Masking(SecretForms forms, String mark) {
      this.forms = forms;
      this.mark = mark;
    }

    @Override
    public String take(String piece) {
      kept.append(piece);
      return give(forms.openEnd(kept));
    }

    @Override
    public String end() {
      return give(kept.length());
    }

    private String give(int until) {
      var out = new StringBuilder(until);
      int masked = marked;
      for (int at = 0; at < until; at++) {
        int length = forms.lengthAt(kept, at);
        if (length > 0 && at >= masked) {
          found = true;
          out.append(mark);
        }
        masked = Math.max(masked, at + length);
        if (at >= masked) {
          out.append(kept.charAt(at));
        }
      }
      kept.delete(0, until);
      marked = Math.max(0, masked - until);
      return out.toString();
    }
  }
}
