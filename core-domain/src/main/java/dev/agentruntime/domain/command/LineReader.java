package dev.agentruntime.domain.command;

import dev.agentruntime.domain.command.WordReader.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Finds the simple commands of a line. It does not build a tree: words of the shell's own ({@code
 * if}, {@code do}, braces) only say that a command begins, so nothing is missed where a shell would
 * stop at a syntax error half-way. What does not fit together is a doubt.
 */
final class LineReader {

  private static final Set<String> MIDDLE = Set.of("then", "else", "elif", "do");

  private final Cursor in;
  private final Findings found;
  private final Deque<String> open = new ArrayDeque<>();
  private List<Word> words = new ArrayList<>();

  /** Whether the command has anything yet: words, assignments, redirections. */
  private boolean begun;

  /** Whether the operator before needs a command behind it. */
  private boolean wanting;

  private boolean substitution;
  private boolean closed;

  LineReader(Cursor in, Findings found) {
    this.in = in;
    this.found = found;
  }

  /** Reads to the end. */
  void readAll() {
    read();
    requireFinished(open.isEmpty());
  }

  /** Reads to the parenthesis that closes a substitution. */
  void readSubstitution() {
    if (!in.awaited().isEmpty()) {
      found.doubt("sh and bash find the here-document in different places");
    }
    substitution = true;
    open(")");
    read();
    requireFinished(closed);
  }

  private void requireFinished(boolean finished) {
    if (!finished) {
      found.doubt("something that is opened is not closed");
    }
    if (!in.awaited().isEmpty()) {
      found.doubt("a here-document does not begin");
    }
  }

  private void read() {
    while (!closed && !in.atEnd()) {
      char c = in.peek();
      switch (c) {
        case ' ', '\t' -> in.next();
        case '\n' -> newLine();
        case '#' -> in.skipComment();
        case ';' -> semicolons();
        case '&' -> ampersands();
        case '|' -> bars();
        case '(' -> parenthesis();
        case ')' -> closeParenthesis();
        case '<', '>' -> new Redirection(in, found).read("");
        default -> word();
      }
      begun |= c == '<' || c == '>';
    }
    if (!closed) {
      end(false);
      requireCommand(!wanting);
    }
  }

  private void requireCommand(boolean there) {
    if (!there) {
      found.doubt("a command is missing");
    }
  }

  /** Ends a command; a separator that may not stand alone says so. */
  private void end(boolean needsCommand) {
    requireCommand(begun || !needsCommand);
    if (!words.isEmpty()) {
      found.add(words);
      wanting = false;
    }
    words = new ArrayList<>();
    begun = false;
  }

  private void newLine() {
    end(false);
    in.next();
    HereDocuments.skip(in, found);
  }

  private void semicolons() {
    in.next();
    boolean twice = in.take(';');
    boolean through = in.take('&');
    if (!twice && !through) {
      end(true);
      return;
    }
    end(false);
    if (through) {
      found.doubt("sh and bash read ;& differently");
    }
    if ("esac".equals(open.peek())) {
      patterns();
    } else {
      found.doubt("a ;; stands outside of case");
    }
  }

  private void ampersands() {
    in.next();
    if (in.take('&')) {
      end(true);
      wanting = true;
    } else if (in.peek() == '>') {
      found.doubt("sh and bash read &> differently");
      end(true);
    } else {
      found.notSimple();
      end(true);
    }
  }

  private void bars() {
    in.next();
    boolean or = in.take('|');
    if (!or && in.take('&')) {
      found.doubt("sh and bash read |& differently");
    }
    end(true);
    wanting = true;
  }

  private void parenthesis() {
    in.next();
    found.notSimple();
    in.skipBlanks();
    if (words.size() == 1 && in.take(')')) {
      // A function: what its name stands for is what follows.
      words.clear();
      begun = false;
      wanting = true;
      return;
    }
    if (begun) {
      found.doubt("a parenthesis stands within a command");
      end(false);
    }
    if (in.peek() == '(') {
      found.doubt("sh and bash read (( differently");
    }
    open(")");
  }

  private void closeParenthesis() {
    in.next();
    end(false);
    close(")");
    closed = substitution && open.isEmpty();
    begun = true;
  }

  private void open(String closing) {
    found.notSimple();
    open.push(closing);
    if (open.size() > Findings.MAX_DEPTH) {
      found.doubt("it is nested too deeply");
    }
  }

  private void close(String closing) {
    found.notSimple();
    wanting = false;
    if (closing.equals(open.peek())) {
      open.pop();
    } else {
      found.doubt("something is closed that is not open");
    }
  }

  private void word() {
    Token token = new WordReader(in, found).read();
    boolean redirects = in.peek() == '<' || in.peek() == '>';
    if (redirects && token.source().chars().allMatch(Character::isDigit)) {
      new Redirection(in, found).read(token.source());
      begun = true;
      return;
    }
    if (redirects && token.source().endsWith("}")) {
      found.doubt("sh and bash read {…}> differently");
    }
    if (begun) {
      argument(token);
    } else if (!reserved(token)) {
      begun = true;
      argument(token);
    }
  }

  private void argument(Token token) {
    if (words.isEmpty() && Assignments.isOne(token.source())) {
      found.notSimple();
      wanting = false;
      Assignments.judge(token.source(), found);
    } else {
      words.add(token.word());
    }
  }

  /** Takes a word of the shell's own; what follows it is the beginning of a command. */
  private boolean reserved(Token token) {
    if (token.quoted()) {
      return false;
    }
    String name = token.word().text();
    if (MIDDLE.contains(name)) {
      found.notSimple();
      wanting = true;
      return true;
    }
    switch (name) {
      case "if" -> begin("fi");
      case "while", "until" -> begin("done");
      case "{" -> begin("}");
      case "for" -> loop();
      case "case" -> choice();
      case "fi", "done", "}", "esac" -> finish(name);
      case "!" -> begin();
      case "select" -> {
        onlyBash(name);
        loop();
      }
      case "function" -> function();
      case "coproc" -> onlyBash(name);
      default -> {
        return unusual(token);
      }
    }
    return true;
  }

  private void function() {
    onlyBash("function");
    wordAfterBlanks();
    in.skipBlanks();
    if (in.take('(')) {
      in.skipBlanks();
      in.take(')');
    }
  }

  private boolean unusual(Token token) {
    if (token.isReserved("[[")) {
      onlyBash("[[");
    }
    if (token.source().startsWith("!")) {
      found.doubt("a command begins with an exclamation mark");
    }
    return false;
  }

  private void onlyBash(String name) {
    found.doubt("sh and bash read " + name + " differently");
  }

  private void begin() {
    found.notSimple();
    wanting = true;
  }

  private void begin(String closing) {
    open(closing);
    wanting = true;
  }

  private void finish(String name) {
    close(name);
    begun = true;
  }

  /** {@code for NAME in WORD…}: neither name nor words are a command. */
  private void loop() {
    begin("done");
    wordAfterBlanks();
    skipBlanks(true);
    begun = in.peek() == 'i';
    if (begun) {
      requireWord("in");
      while (hasWord()) {
        wordAfterBlanks();
      }
    }
  }

  private boolean hasWord() {
    skipBlanks(false);
    return !in.atEnd() && WordReader.BREAKS.indexOf(in.peek()) < 0;
  }

  private void choice() {
    begin("esac");
    wordAfterBlanks();
    skipBlanks(true);
    requireWord("in");
    patterns();
  }

  /** The patterns before a branch of {@code case}, or its end. */
  private void patterns() {
    skipBlanks(true);
    in.take('(');
    Token token = wordAfterBlanks();
    if (token.isReserved("esac")) {
      finish("esac");
      return;
    }
    while (hasBar()) {
      wordAfterBlanks();
    }
    if (!in.take(')')) {
      found.doubt("a branch of case is not understood");
    }
    wanting = false;
  }

  private boolean hasBar() {
    skipBlanks(false);
    return in.take('|');
  }

  private void requireWord(String wanted) {
    if (!wordAfterBlanks().isReserved(wanted)) {
      found.doubt("the word " + wanted + " is missing");
    }
  }

  private Token wordAfterBlanks() {
    skipBlanks(false);
    return new WordReader(in, found).read();
  }

  private void skipBlanks(boolean lines) {
    while (in.skipBlanks() && lines && in.take('\n')) {
      HereDocuments.skip(in, found);
    }
  }
}
