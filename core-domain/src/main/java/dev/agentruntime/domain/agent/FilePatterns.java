package dev.agentruntime.domain.agent;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files an agent may edit, as globs on the path relative to the workspace: {@code *} stands for
 * any characters within a name, {@code **} for any number of folders, {@code ?} for one character.
 * A pattern without {@code /} matches the file's name in any folder. Letter case does not matter.
 */
public record FilePatterns(List<String> globs) {

  private static final Pattern UPWARDS = Pattern.compile("(?:^|[/\\\\])\\.\\.(?:[/\\\\]|$)");
  private static final FilePatterns ANY = new FilePatterns(List.of("**"));

  public FilePatterns {
    globs = List.copyOf(globs);
  }

  /** Every file. */
  public static FilePatterns any() {
    return ANY;
  }

  /** Whether there is any file outside these patterns. */
  public boolean isRestricted() {
    return !globs.contains("**");
  }

  /** Whether the file at this path may be edited. */
  public boolean covers(String path) {
    if (leadsUpwards(path)) {
      return false;
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    return globs.stream().anyMatch(g -> regex(g).matcher(g.contains("/") ? path : name).matches());
  }

  /** Such a path may end anywhere, whatever folder it starts with. */
  private static boolean leadsUpwards(String path) {
    return UPWARDS.matcher(path).find();
  }

  private static Pattern regex(String glob) {
    String regex =
        Pattern.compile("\\*\\*/?|\\*|\\?|[^*?]+")
            .matcher(glob)
            .results()
            .map(token -> translate(token.group()))
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }

  private static String translate(String token) {
    return switch (token) {
      case "**/" -> "(?:[^/]+/)*";
      case "**" -> ".*";
      case "*" -> "[^/]*";
      case "?" -> "[^/]";
      default -> Pattern.quote(token);
    };
  }

  @Override
  public String toString() {
    return String.join(", ", globs);
  }
}
