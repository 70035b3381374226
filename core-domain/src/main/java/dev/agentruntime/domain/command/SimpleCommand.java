package dev.agentruntime.domain.command;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program with its arguments.
 *
 * @param words at least one, the program first
 * @param payload the commands it would run in turn, as {@code env}, {@code sudo} or {@code sh -c}
 *     do
 */
public record SimpleCommand(List<Word> words, List<SimpleCommand> payload) {

  public SimpleCommand {
    words = List.copyOf(words);
    payload = List.copyOf(payload);
  }

  /** It and whatever it would run in turn. */
  public Stream<SimpleCommand> parts() {
    return Stream.concat(Stream.of(this), payload.stream().flatMap(SimpleCommand::parts));
  }

  /** Whether every word is known. */
  public boolean isLiteral() {
    return words.stream().allMatch(Word::isLiteral);
  }

  /** Its words with blanks between them. */
  public String joined() {
    return words.stream().map(Word::text).collect(Collectors.joining(" "));
  }

  /** The way to write it so that a shell makes exactly these words of it. */
  public String quoted() {
    return words.stream().map(Word::quoted).collect(Collectors.joining(" "));
  }
}
