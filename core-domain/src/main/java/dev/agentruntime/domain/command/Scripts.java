package dev.agentruntime.domain.command;

import dev.agentruntime.domain.command.Programs.Program;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Interpreters of other languages. Code in the line or from the input is not understood; a script
 * in a file is as good as any other program.
 */
final class Scripts {

  private static final Set<String> INTERPRETERS =
      Set.of(
          "python",
          "pypy",
          "perl",
          "ruby",
          "irb",
          "node",
          "nodejs",
          "deno",
          "bun",
          "php",
          "lua",
          "luajit",
          "tclsh",
          "wish",
          "expect",
          "guile",
          "rscript",
          "osascript",
          "groovy",
          "jshell",
          "jrunscript",
          "scala",
          "kotlin",
          "ghci",
          "julia",
          "octave");

  /** Options that do something else than to run code, if they stand alone. */
  private static final Set<String> HARMLESS =
      Set.of("--version", "-V", "-v", "--help", "-h", "--test");

  /** Scripts of which every part is known not to start anything. */
  private static final Pattern SED =
      Pattern.compile(
          "[0-9$,!]*[pdqlDGHNPghnx=]?|[0-9$,]*s([/|,#])([^/|,#\n]*)\\1([^/|,#\n]*)\\1[gpI0-9]*"
              + "|/[A-Za-z0-9 _.^$-]*/(,/[A-Za-z0-9 _.^$-]*/)?!?[pd]");

  private static final Pattern SED_FLAGS = Pattern.compile("-[nErsuzi]+|--quiet|--regexp-extended");
  private static final Pattern AWK = Pattern.compile("[^|>@`]*");

  private Scripts() {}

  static Map<String, Program> all() {
    var all = new TreeMap<String, Program>();
    for (String name : INTERPRETERS) {
      all.put(name, (arguments, found) -> interpreter(name, arguments, found));
    }
    for (String awk : List.of("awk", "gawk", "mawk", "nawk", "original-awk")) {
      all.put(awk, (arguments, found) -> awk(arguments, found));
    }
    all.put("sed", Scripts::sed);
    all.put("gsed", Scripts::sed);
    return all;
  }

  private static List<SimpleCommand> interpreter(
      String name, List<Word> arguments, Findings found) {
    if (arguments.isEmpty() || !isFile(name, arguments)) {
      found.doubt(name + " runs code that is not a command line");
    }
    return List.of();
  }

  private static boolean isFile(String name, List<Word> arguments) {
    Word first = arguments.getFirst();
    if (!first.isLiteral()
        || first.is("eval")
        || arguments.stream().anyMatch(Programs::mayBeInput)) {
      return false;
    }
    boolean module = first.is("-m") && name.startsWith("py");
    boolean alone = arguments.size() == 1 && HARMLESS.contains(first.text());
    return module || alone || !first.text().startsWith("-");
  }

  private static List<SimpleCommand> awk(List<Word> arguments, Findings found) {
    int at = 0;
    while (at < arguments.size() && arguments.get(at).text().startsWith("-")) {
      String option = arguments.get(at).text();
      if (!option.startsWith("-F") && !option.startsWith("-v")) {
        found.doubt("awk runs code that is not in the line");
      }
      at += option.length() == 2 ? 2 : 1;
    }
    if (at < arguments.size() && !isHarmlessAwk(arguments.get(at))) {
      found.doubt("awk can run commands from its code");
    }
    return List.of();
  }

  private static boolean isHarmlessAwk(Word code) {
    return code.isLiteral()
        && AWK.matcher(code.text()).matches()
        && !code.text().contains("system")
        && !code.text().contains("getline");
  }

  private static List<SimpleCommand> sed(List<Word> arguments, Findings found) {
    boolean script = true;
    for (Word word : arguments) {
      boolean expression = word.is("-e") || word.is("--expression");
      boolean flag = word.isLiteral() && SED_FLAGS.matcher(word.text()).matches();
      boolean harmless =
          expression || flag || (word.isLiteral() && SED.matcher(word.text()).matches());
      boolean option = word.text().startsWith("-");
      if (!harmless && (script || option)) {
        found.doubt("sed can run commands from its script");
      }
      script = expression || (script && flag);
    }
    return List.of();
  }
}
