package dev.agentruntime.cli;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An approval as a person at a terminal is shown it. */
record ApprovalSheet(Approval approval) {

  /** Arguments that a diff shows. */
  private static final Set<String> IN_DIFF = Set.of("path", "content", "diff");

  private static final int SPACE_FOR_REST = 8;
  private static final int FEWEST_ROWS = 6;
  private static final int MOST_ROWS = 60;
  private static final int PLAIN_ROWS = 24;

  /** Who wants what, and why a person is asked. */
  List<Styled> head() {
    ApprovalRequest request = approval.request();
    var lines = new ArrayList<Styled>();
    lines.add(
        Styled.of(Ink.BOLD, "? " + request.type() + ": " + subject(request))
            .plus(Ink.PLAIN, asker().map(by -> ", asked by " + by).orElse("")));
    lines.add(Styled.of("  because " + approval.asked().reason()));
    new TermsForm(approval).lines().forEach(line -> lines.add(Styled.of("  " + line)));
    List<String> paths = request.details().strings("paths");
    if (!paths.isEmpty()) {
      lines.add(Styled.of("  path ").plus(Ink.BOLD, String.join(", ", paths)).plus(size()));
    }
    if (request.type().equals(ApprovalType.LIMIT)) {
      lines.add(Styled.of("  so far: " + ApprovalForm.used(request.details())));
    }
    if (request.type().equals(ApprovalType.RECOVERY)) {
      lines.add(Styled.of("  It was interrupted, and nobody knows how far it got."));
    }
    LookAlikes.in(String.join(" ", paths) + " " + arguments().string("command").orElse(""))
        .ifPresent(note -> lines.add(Styled.of(Ink.YELLOW, "  note: " + note)));
    return lines;
  }

  private Optional<String> asker() {
    return approval
        .request()
        .agent()
        .map(AgentName::value)
        .or(() -> approval.asked().basis().requester());
  }

  private static String subject(ApprovalRequest request) {
    return request.type().equals(ApprovalType.LIMIT)
        ? ApprovalForm.words(request.subject())
        : request.subject();
  }

  private Styled size() {
    return approval
        .request()
        .details()
        .integer("size")
        .map(bytes -> Styled.of(" (" + Count.of(bytes, "byte") + ")"))
        .orElse(Styled.EMPTY);
  }

  /** What would be done: as a diff where there is one, and what a diff does not show. */
  List<Styled> body() {
    var lines = new ArrayList<Styled>();
    boolean shown = approval.asked().diff().isPresent();
    approval.asked().diff().ifPresent(diff -> lines.addAll(diff(diff)));
    if (!approval.request().type().equals(ApprovalType.LIMIT)) {
      arguments()
          .members()
          .forEach(
              (name, value) -> {
                if (!shown || !IN_DIFF.contains(name)) {
                  lines.addAll(member(name, text(value)));
                }
              });
    }
    return lines;
  }

  /** Everything there is to see. */
  List<Styled> all() {
    var lines = new ArrayList<>(head());
    approval.asked().diff().ifPresent(diff -> lines.addAll(diff(diff)));
    arguments().members().forEach((name, value) -> lines.addAll(member(name, text(value))));
    return lines;
  }

  /** As much of what would be done as fits a terminal of that size. */
  Excerpt excerpt(int columns, int rows) {
    int most = Math.clamp(rows - SPACE_FOR_REST - head().size(), FEWEST_ROWS, MOST_ROWS);
    return Excerpt.of(body(), columns, most, "v to view");
  }

  /**
   * As much of it as can be read in a file or a pipe.
   *
   * @param rest where all of it can be seen
   */
  List<String> plain(String rest) {
    return Stream.concat(
            head().stream(),
            Excerpt.of(body(), Integer.MAX_VALUE, PLAIN_ROWS, rest).rows().stream())
        .map(Styled::plain)
        .toList();
  }

  private JsonObject arguments() {
    JsonObject details = approval.request().details();
    return details.object("arguments").orElse(details);
  }

  /** A diff, with what goes and what comes in its colour. */
  static List<Styled> diff(String diff) {
    return diff.lines().map(line -> Styled.of("  ").plus(Padding.line(inkOf(line), line))).toList();
  }

  private static Ink inkOf(String line) {
    if (line.startsWith("+++") || line.startsWith("---")) {
      return Ink.BOLD;
    }
    if (line.startsWith("[diff cut here")) {
      return Ink.YELLOW;
    }
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+' -> Ink.GREEN;
      case '-' -> Ink.RED;
      case '@' -> Ink.CYAN;
      default -> Ink.PLAIN;
    };
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.value() : PrettyJson.of(value);
  }

  private static List<Styled> member(String name, String text) {
    List<String> all = text.lines().toList();
    Styled label = Styled.of(Ink.DIM, "  " + name + ": ");
    if (all.size() <= 1) {
      return List.of(label.plus(Padding.line(Ink.PLAIN, text.stripTrailing())));
    }
    var lines = new ArrayList<Styled>();
    lines.add(label);
    all.forEach(line -> lines.add(Styled.of(Ink.DIM, "  | ").plus(Padding.line(Ink.PLAIN, line))));
    return lines;
  }
}
