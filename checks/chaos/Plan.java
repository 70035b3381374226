import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a turn is to do. It stands in the user's message, so that the model needs no memory: its
 * next reply follows from the transcript.
 *
 * @param key names this message and nothing else
 */
record Plan(String key, List<Step> steps) {

  /** What one reply of the model asks for. */
  enum Step {
    READ,
    /** Two calls in one reply. */
    READS,
    WRITE,
    COMMAND,
    /** A tool that only the client has. */
    NOTE,
    /** The model refuses: the turn fails, as planned. */
    REFUSAL
  }

  private static final Pattern FORM = Pattern.compile("\\[([a-z0-9.]+)\\]((?: [A-Z]+)*)");
  private static final List<Step> CLIENT =
      List.of(Step.READ, Step.READS, Step.WRITE, Step.COMMAND, Step.COMMAND, Step.NOTE);
  private static final List<Step> HOST =
      List.of(Step.READ, Step.READS, Step.WRITE, Step.COMMAND, Step.COMMAND);

  /** Between one and four steps. */
  static List<Step> steps(boolean onHost, Random random) {
    List<Step> choice = onHost ? HOST : CLIENT;
    return random.ints(1 + random.nextInt(4), 0, choice.size()).mapToObj(choice::get).toList();
  }

  /** As it stands in a message. */
  String text() {
    return "[" + key + "] " + String.join(" ", steps.stream().map(Step::name).toList());
  }

  static Plan read(String message) {
    Matcher form = FORM.matcher(message);
    if (!form.find()) {
      throw new IllegalArgumentException("no plan in: " + message);
    }
    String steps = form.group(2).strip();
    return new Plan(
        form.group(1),
        steps.isEmpty()
            ? List.of()
            : List.of(steps.split(" ")).stream().map(Step::valueOf).toList());
  }

  /** Names what a step does to the world, and nothing else. */
  String effect(int step) {
    return key + ".k" + step;
  }

  boolean isRefused() {
    return steps.contains(Step.REFUSAL);
  }
}
