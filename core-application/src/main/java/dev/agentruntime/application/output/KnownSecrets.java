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

  /** Whether a secret stands in this text. */
  public boolean isIn(String text) {
    return !forms.isEmpty()
        && IntStream.range(0, text.length()).anyMatch(at -> forms.lengthAt(text, at) > 0);
  }

  /** Whether a secret stands in a string of this object, however its JSON text is escaped. */
  public boolean isIn(JsonObject json) {
    return isIn(json.canonical()) || !mask(json).equals(json);
  }

  /** The text with a mark in place of every secret. */
  public String mask(String text) {
    if (!isIn(text)) {
      return text;
    }
    TextFilter filter = filter();
    return filter.take(text) + filter.end();
  }

  /** The same object with masked strings. */
  public JsonObject mask(JsonObject json) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    json.members().forEach((name, value) -> members.put(mask(name), mask(value)));
    return new JsonObject(members);
  }

  private JsonValue mask(JsonValue value) {
    return switch (value) {
      case JsonString text -> new JsonString(mask(text.value()));
      case JsonArray array -> new JsonArray(array.items().stream().map(this::mask).toList());
      case JsonObject object -> mask(object);
      default -> value;
    };
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
        if (length > 0) {
          out.append(at >= masked ? mark : "");
          masked = Math.max(masked, at + length);
        }
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
