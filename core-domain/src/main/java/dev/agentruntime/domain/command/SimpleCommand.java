package dev.agentruntime.domain.command;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A program with its arguments.
 *
 * @param program its program's name without the folder, in small letters
 * @param words at least one, the program first
 * @param payload the commands it would run in turn, as {@code env}, {@code sudo} or {@code sh -c}
 *     do
 */
public record SimpleCommand(String program, List<Word> words, List<SimpleCommand> payload) {

  /** Each beginning is looked at with all that follows. */
  private static final int MAX_PASSED_ON = 64;

  public SimpleCommand {
    words = List.copyOf(words);
    payload = List.copyOf(payload);
  }

  static SimpleCommand of(List<Word> words, List<SimpleCommand> payload) {
    return new SimpleCommand(Programs.name(words.getFirst()), words, payload);
  }

  /** What a shell would read from a file: only where it stands is known, not what it runs. */
  static SimpleCommand script(Word file) {
    return of(List.of(Word.dynamic(file.text())), List.of());
  }

  /** It and whatever it would run in turn. */
  public Stream<SimpleCommand> parts() {
    return Stream.concat(Stream.of(this), payload.stream().flatMap(SimpleCommand::parts));
  }

  /** Whether it can be told which program it is. */
  boolean isNamed() {
    return words.getFirst().isLiteral();
  }

  /**
   * Whether its program, if nobody knows what it does with its arguments, is given such a command:
   * one of them, or one and all behind it. Of too many that is taken for granted.
   *
   * @param command takes words with blanks between them
   */
  public boolean mayPassOn(Predicate<String> command) {
    return !Arguments.areKeptBy(program)
        && (words.size() > MAX_PASSED_ON
            || IntStream.range(1, words.size())
                .anyMatch(i -> command.test(words.get(i).text()) || command.test(joined(i))));
  }

  List<Word> arguments() {
    return words.subList(1, words.size());
  }

  /** Whether every word is known. */
  public boolean isLiteral() {
    return words.stream().allMatch(Word::isLiteral);
  }

  /** Its words with blanks between them. */
  public String joined() {
    return joined(0);
  }

  private String joined(int from) {
    return words.stream().skip(from).map(Word::text).collect(Collectors.joining(" "));
  }

  /** The way to write it so that a shell makes exactly these words of it. */
  public String quoted() {
    return words.stream().map(Word::quoted).collect(Collectors.joining(" "));
  }
}
