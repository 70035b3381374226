import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as maps, lists, texts, numbers and booleans: what the driver is to trust is read by code
 * that is not the product's.
 */
final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Object read(String text) {
    var json = new Json(text);
    Object value = json.value();
    json.space();
    json.require(json.at == text.length());
    return value;
  }

  /** What lies below these names; null where there is nothing. */
  static Object at(Object value, String... names) {
    Object found = value;
    for (String name : names) {
      found = found instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return found;
  }

  /** The same as text; empty where there is none. */
  static String text(Object value, String... names) {
    return at(value, names) instanceof String found ? found : "";
  }

  /** The same as a number; -1 where there is none. */
  static long number(Object value, String... names) {
    return at(value, names) instanceof Number found ? found.longValue() : -1;
  }

  static List<?> list(Object value, String... names) {
    return at(value, names) instanceof List<?> found ? found : List.of();
  }

  static String write(Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> map ->
          String.join(
                  ",",
                  map.entrySet().stream()
                      .map(e -> quoted(String.valueOf(e.getKey())) + ":" + write(e.getValue()))
                      .toList()
                      .toArray(String[]::new))
              .transform(members -> "{" + members + "}");
      case List<?> list -> "[" + String.join(",", list.stream().map(Json::write).toList()) + "]";
      case String string -> quoted(string);
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private Object value() {
    space();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    var members = new LinkedHashMap<String, Object>();
    at++;
    space();
    while (peek() != '}') {
      space();
      String name = string();
      space();
      take(':');
      require(!members.containsKey(name));
      members.put(name, value());
      separator('}');
    }
    at++;
    return members;
  }

  private List<Object> array() {
    var items = new ArrayList<Object>();
    at++;
    space();
    while (peek() != ']') {
      items.add(value());
      separator(']');
    }
    at++;
    return items;
  }

  private void separator(char end) {
    space();
    if (peek() != end) {
      take(',');
      space();
      require(peek() != end);
    }
  }

  private String string() {
    take('"');
    var out = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      out.append(c == '\\' ? escaped() : c);
    }
    at++;
    return out.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
      default -> c;
    };
  }

  private Object word(String word, Object meaning) {
    require(text.startsWith(word, at));
    at += word.length();
    return meaning;
  }

  private BigDecimal number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    require(at > from);
    return new BigDecimal(text.substring(from, at));
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    require(at < text.length());
    return text.charAt(at);
  }

  private void take(char expected) {
    require(peek() == expected);
    at++;
  }

  private void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("no JSON at " + at + ": " + text);
    }
  }
}
