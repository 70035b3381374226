package dev.agentruntime.cli;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFormat;
import dev.agentruntime.application.audit.AuditJson;
import dev.agentruntime.application.output.VisibleText;
import java.util.ArrayList;
import java.util.List;

/** Entries of the log, as results and for people. */
final class AuditForm {

  private static final int MAX_NAME = 60;
  private static final int MAX_DATA = 200;

  private AuditForm() {}

  /** A name on one line; what would end the line is told and not left out. */
  static String name(String recorded) {
    return VisibleText.line(recorded.replace("\n", "\\n").replace("\t", "\\t"), MAX_NAME);
  }

  /** Entries under a head. */
  static Table table(List<AuditEntry> entries, boolean content) {
    var head =
        new ArrayList<>(List.of("AT", "TYPE", "SESSION", "AGENT", "TOOL", "DECIDER", "POSITION"));
    if (content) {
      head.add("DATA");
    }
    var table = new Table(head.toArray(String[]::new));
    entries.forEach(entry -> table.row(cells(entry, content)));
    return table;
  }

  private static String[] cells(AuditEntry entry, boolean content) {
    var cells =
        new ArrayList<>(
            List.of(
                entry.event().at().toString(),
                entry.event().type(),
                entry.event().session().toString(),
                entry.facts().agent(),
                name(entry.facts().tool().orElse("")),
                name(entry.facts().subject().decider().orElse("")),
                Long.toString(entry.event().position())));
    if (content) {
      cells.add(VisibleText.line(JsonLine.of(entry.form().data()), MAX_DATA));
    }
    return cells.toArray(String[]::new);
  }

  /**
   * An entry as it is exported. What could steer a terminal or end a line is escaped, which changes
   * no value of JSON.
   */
  static String line(AuditFormat format, AuditEntry entry, AuditJson.Content content) {
    String line = format.line(entry, content);
    String text = line.stripTrailing();
    return JsonLine.escaped(text).replace("\n", "\\u000a") + line.substring(text.length());
  }
}
