package dev.agentruntime.application.audit;

import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a copy of the log is written in. One entry is one line, whatever is in it. */
public enum AuditFormat {
  /** A JSON object a line; the copy can be checked against the store. */
  JSONL("application/jsonl"),
  /** Comma-separated values (RFC 4180) with a head line, for spreadsheets. */
  CSV("text/csv");

  /** The members of an entry that have a column, in this order. */
  private static final List<String> COLUMNS =
      List.of(
          "at",
          "type",
          "category",
          "session_id",
          "position",
          "event_id",
          "agent",
          "tool",
          "call_id",
          "approval_id",
          "decider",
          "correlation_id",
          "causation_id",
          "trace",
          "kind",
          "version",
          "data",
          "data_digest",
          "link");

  private static final String CSV_END = "\r\n";

  private final String mediaType;

  AuditFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The name in options and file names. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name in HTTP. */
  public String mediaType() {
    return mediaType;
  }

  /** What stands before the first entry. */
  public String head() {
    return this == CSV ? String.join(",", COLUMNS) + CSV_END : "";
  }

  /** An entry with the end of its line. */
  public String line(AuditEntry entry, AuditJson.Content content) {
    JsonObject json = AuditJson.write(entry, content);
    return this == CSV
        ? COLUMNS.stream()
                .map(name -> json.get(name).map(AuditFormat::cell).orElse(""))
                .collect(Collectors.joining(","))
            + CSV_END
        : escaped(json.canonical()) + "\n";
  }

  private static String cell(JsonValue value) {
    return switch (value) {
      case JsonNull nothing -> "";
      case JsonString text -> quoted(inert(escaped(text.value())));
      default -> quoted(escaped(value.canonical()));
    };
  }

  /**
   * Signs that nobody sees, or that make others look different, in the form that JSON has for them:
   * in JSON it means the same, and elsewhere it can be seen.
   */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            sign -> {
              if (isHidden(sign)) {
                for (char half : Character.toChars(sign)) {
                  escaped.append("\\u%04x".formatted((int) half));
                }
              } else {
                escaped.appendCodePoint(sign);
              }
            });
    return escaped.toString();
  }

  private static boolean isHidden(int sign) {
    return switch (Character.getType(sign)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** A spreadsheet takes what begins like this for a formula, and a name can. */
  private static String inert(String text) {
    return !text.isEmpty() && "=+-@".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  private static String quoted(String text) {
    return text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
