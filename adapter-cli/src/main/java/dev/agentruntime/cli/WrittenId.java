package dev.agentruntime.cli;

import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An id as a person writes it: all of it, or a beginning that only one thing has.
 *
 * @param kind what it is the id of, in words
 * @param look the command that lists what there is
 */
record WrittenId(String written, String kind, String look) {

  private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final Pattern BEGINNING = Pattern.compile("[0-9a-f][0-9a-f-]{0,34}");

  /** With fewer characters nearly every id begins: the first ones count time. */
  private static final int FEWEST = 4;

  private static final int MAX_NAMED = 10;

  /** What has ids. */
  interface Known<T> {

    /** What has exactly this id. */
    Optional<T> get(UUID id);

    /** Everything that can be meant; asked for only where a beginning is written. */
    Stream<T> all();

    UUID id(T thing);

    /** What tells a person which one it is. */
    String words(T thing);
  }

  /** What is meant; refused with what there is where that is nothing, or several. */
  <T> T in(Known<T> known) {
    Optional<UUID> whole = whole();
    if (whole.isPresent()) {
      return known.get(whole.get()).orElseThrow(this::nothing);
    }
    String text = text();
    requireBeginning(text);
    List<T> found = known.all().filter(thing -> fits(known.id(thing))).toList();
    return switch (found.size()) {
      case 0 -> throw missing("there is no " + kind + " with an id that begins with " + text);
      case 1 -> found.getFirst();
      default ->
          throw ambiguous(
              found.stream().map(thing -> known.id(thing) + "  " + known.words(thing)).toList());
    };
  }

  /** The id, if all of it is written. */
  Optional<UUID> whole() {
    return WHOLE.matcher(text()).matches()
        ? Optional.of(UUID.fromString(text()))
        : Optional.empty();
  }

  /** What is said where there is nothing with that id. */
  CommandFailure nothing() {
    return missing("there is no " + kind + " " + text());
  }

  /** Whether an id can be the one that is meant. */
  boolean fits(UUID id) {
    return id.toString().startsWith(text());
  }

  /** The answer to a query, where what it asks for exists. */
  static <T> Optional<T> existing(Supplier<T> query) {
    try {
      return Optional.of(query.get());
    } catch (RefusedException e) {
      if (e.refusal() instanceof Refusal.NotFound) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private String text() {
    return written.strip().toLowerCase(Locale.ROOT);
  }

  private void requireBeginning(String text) {
    if (!BEGINNING.matcher(text).matches()) {
      throw missing(
          "there is no "
              + kind
              + " \""
              + written
              + "\": an id is made of 0-9, a-f and hyphens; its beginning is enough");
    }
    if (text.length() < FEWEST) {
      throw CommandFailure.usage(
              "\"" + text + "\" is too little of an id; write at least " + FEWEST + " characters")
          .looking(look);
    }
  }

  private CommandFailure missing(String message) {
    return new CommandFailure(ExitCode.NOT_FOUND, message).looking(look);
  }

  private CommandFailure ambiguous(List<String> found) {
    String named =
        found.stream().limit(MAX_NAMED).map(one -> "\n  " + one).collect(Collectors.joining());
    int more = found.size() - MAX_NAMED;
    return CommandFailure.usage(
            found.size()
                + " ids begin with "
                + text()
                + "; write more of the "
                + kind
                + " you mean:"
                + named
                + (more > 0 ? "\n  and " + more + " more" : ""))
        .looking(look);
  }
}
