package dev.agentruntime.domain.command;

import java.util.regex.Pattern;

/** Variables that are set for a command or for all that follow. */
final class Assignments {

  private static final Pattern SHAPE =
      Pattern.compile("(?s)[A-Za-z_][A-Za-z0-9_]*(\\[.*])?\\+?=.*");

  /** Variables that make programs run other programs than those that are named. */
  private static final Pattern POWERFUL =
      Pattern.compile(
          "PATH|CDPATH|ENV|BASH_ENV|BASH_FUNC.*|SHELLOPTS|BASHOPTS|IFS|PS[0-4]|PROMPT_COMMAND|SHELL"
              + "|LD_.*|DYLD_.*|.*PAGER|.*EDITOR|VISUAL|.*BROWSER|.*ASKPASS|GIT_.*|SSH_.*|LESS.*"
              + "|NODE_OPTIONS|NODE_PATH|npm_.*|NPM_.*|PYTHON.*|PERL.*|RUBY.*|GEM_.*|PHP.*|LUA_.*"
              + "|JAVA.*|JDK_.*|_JAVA_.*|CLASSPATH|MAVEN_.*|MVN_.*|GRADLE_.*|M2_HOME|MAKE.*|CC|CXX|GO.*"
              + "|RUST.*|CARGO_.*|TAR_OPTIONS|RSYNC_.*|DOCKER_.*|HOME|XDG_.*|TMPDIR|[a-z]+_command");

  private Assignments() {}

  static boolean isOne(String source) {
    return SHAPE.matcher(source).matches();
  }

  static void judge(String source, Findings found) {
    String name = source.substring(0, end(source));
    if (POWERFUL.matcher(name).matches()) {
      found.doubt("setting " + name + " can make a program run another one");
    }
    if (source.startsWith(name + "[")) {
      found.doubt("sh and bash read a[…]= differently");
    }
  }

  /** Where the name ends. */
  private static int end(String source) {
    int end = 0;
    while ("[+=".indexOf(source.charAt(end)) < 0) {
      end++;
    }
    return end;
  }
}
