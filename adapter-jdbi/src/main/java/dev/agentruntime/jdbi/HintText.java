package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Hints as text: who tells them, then a line for each. Processes of several versions may talk to
 * each other: what is not understood stands for anything.
 */
final class HintText {

  /** A payload of PostgreSQL has less than 8000 bytes. */
  private static final int MOST = 7_500;

  private HintText() {}

  /** As many texts as it takes; all of ASCII. */
  static List<String> write(UUID sender, List<Hint> hints) {
    var texts = new ArrayList<String>();
    var text = new StringBuilder(sender.toString());
    for (Hint hint : hints) {
      String line = "\n" + line(hint);
      if (text.length() + line.length() > MOST) {
        texts.add(text.toString());
        text = new StringBuilder(sender.toString());
      }
      text.append(line);
    }
    texts.add(text.toString());
    return texts;
  }

  private static String line(Hint hint) {
    return switch (hint) {
      case Hint.Recorded recorded ->
          String.join(
              " ",
              "recorded",
              recorded.session().toString(),
              Long.toString(recorded.position()),
              URLEncoder.encode(recorded.owner().value(), StandardCharsets.UTF_8));
      case Hint.Runnable runnable -> "runnable " + runnable.session();
      case Hint.ReplyGrew grew -> "reply " + grew.session();
      case Hint.Reading reading -> "reading " + reading.session();
      case Hint.Anything anything -> "anything";
    };
  }

  /** What others tell; nothing of what this sender told itself. */
  static List<Hint> read(UUID self, String text) {
    List<String> lines = text.lines().toList();
    return lines.isEmpty() || lines.getFirst().equals(self.toString())
        ? List.of()
        : lines.stream().skip(1).map(HintText::hint).toList();
  }

  private static Hint hint(String line) {
    String[] words = line.split(" ", -1);
    try {
      return switch (words[0]) {
        case "recorded" ->
            new Hint.Recorded(
                new Owner(URLDecoder.decode(words[3], StandardCharsets.UTF_8)),
                SessionId.parse(words[1]),
                Long.parseLong(words[2]));
        case "runnable" -> new Hint.Runnable(SessionId.parse(words[1]));
        case "reply" -> new Hint.ReplyGrew(SessionId.parse(words[1]));
        case "reading" -> new Hint.Reading(SessionId.parse(words[1]));
        default -> new Hint.Anything();
      };
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      return new Hint.Anything();
    }
  }
}
