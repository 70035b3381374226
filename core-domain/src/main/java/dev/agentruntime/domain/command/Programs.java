package dev.agentruntime.domain.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is known of programs that run other commands: those whose arguments are a command, those
 * that take code, and options that make an ordinary program start another one. Everything else is
 * taken for what it is called.
 */
final class Programs {

  private static final Set<String> SHELL_WORDS =
      Set.of(
          "{",
          "}",
          "!",
          "if",
          "then",
          "else",
          "elif",
          "fi",
          "do",
          "done",
          "while",
          "until",
          "for",
          "case",
          "esac",
          "select",
          "function",
          "coproc",
          "[[");

  /** What starts programs for the system, as {@code ld-linux-x86-64.so.2}. */
  private static final Pattern LOADER = Pattern.compile("ld(-.*)?\\.so.*|ld-musl.*|ld64.*");

  private static final Map<String, Program> KNOWN = known();

  /** How a program uses its arguments. */
  @FunctionalInterface
  interface Program {
    /** The commands it would run; what it may run beyond them is a doubt. */
    List<SimpleCommand> payload(List<Word> arguments, Findings found);
  }

  private Programs() {}

  private static Map<String, Program> known() {
    var programs = new TreeMap<String, Program>();
    programs.putAll(Wrapper.all());
    programs.putAll(Shells.all());
    programs.putAll(Scripts.all());
    programs.put("find", Find::payload);
    programs.put("git", Git::payload);
    return programs;
  }

  /** The name of a program without its folder, in small letters as some file systems have it. */
  static String name(Word program) {
    return program.text().substring(program.text().lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  /** Whether a file of that name may be what stands on the input of the command. */
  static boolean mayBeInput(Word file) {
    return file.text().contains("/dev/") || file.text().contains("/proc/");
  }

  /** {@code python} for {@code python3.12}. */
  static String withoutVersion(String name) {
    int end = name.length();
    while (end > 1 && "0123456789.".indexOf(name.charAt(end - 1)) >= 0) {
      end--;
    }
    return name.substring(0, end);
  }

  /** The commands that a command would run in turn. */
  static List<SimpleCommand> payload(List<Word> words, Findings found) {
    Word program = words.getFirst();
    if (!program.isLiteral()) {
      found.doubt("which program " + program.text() + " is cannot be told");
      return List.of();
    }
    if (LOADER.matcher(name(program)).matches()) {
      found.doubt("the loader " + program.text() + " runs what it is given");
    }
    String name = withoutVersion(name(program));
    if (SHELL_WORDS.contains(name)) {
      found.doubt("the word " + name + " stands where a program is expected");
    }
    List<Word> arguments = words.subList(1, words.size());
    Escapes.judge(name, arguments, found);
    Program known = KNOWN.get(name);
    return known == null ? List.of() : known.payload(arguments, found);
  }
}
