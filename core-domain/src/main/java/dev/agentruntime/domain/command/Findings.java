package dev.agentruntime.domain.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is found in one command line, and bounds how deep it is looked into. */
final class Findings {

  static final int MAX_DEPTH = 16;

  private final Set<String> doubts = new LinkedHashSet<>();
  private List<SimpleCommand> commands = new ArrayList<>();
  private boolean simple = true;
  private int depth;

  void doubt(String why) {
    doubts.add(why);
  }

  /** It is understood, but more than simple commands. */
  void notSimple() {
    simple = false;
  }

  void add(List<Word> words) {
    if (!words.stream().allMatch(Word::isLiteral)) {
      notSimple();
    }
    commands.add(SimpleCommand.of(words, Programs.payload(words, this)));
  }

  /** Looks into something within. What is too deep is left unread. */
  void within(Runnable nested) {
    if (depth == MAX_DEPTH) {
      doubt("it is nested too deeply");
      return;
    }
    depth++;
    nested.run();
    depth--;
  }

  /** The commands of a text that some program takes for a command line. */
  List<SimpleCommand> line(String text) {
    return apart(() -> new LineReader(new Cursor(text), this).readAll());
  }

  /** The command that these words make. */
  List<SimpleCommand> command(List<Word> words) {
    return words.isEmpty() ? List.of() : apart(() -> add(words));
  }

  private List<SimpleCommand> apart(Runnable nested) {
    List<SimpleCommand> outer = commands;
    commands = new ArrayList<>();
    within(nested);
    List<SimpleCommand> inner = commands;
    commands = outer;
    return inner;
  }

  CommandLine result() {
    return new CommandLine(commands, List.copyOf(doubts), simple);
  }
}
