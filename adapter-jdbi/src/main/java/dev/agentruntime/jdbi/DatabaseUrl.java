package dev.agentruntime.jdbi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the database is: {@code sqlite:PATH}, {@code sqlite:///ABSOLUTE/PATH}, {@code
 * postgresql://user:password@host:port/database?options} or {@code postgres://…}, each also with
 * {@code jdbc:} before it. A driver in the scheme ({@code postgresql+asyncpg}) is ignored.
 * Passwords occur in no message and in no text form.
 */
public sealed interface DatabaseUrl {

  /** A file on this machine. */
  record Sqlite(Path file) implements DatabaseUrl {
    @Override
    public String toString() {
      return "sqlite:" + file;
    }
  }

  /**
   * A server.
   *
   * @param location host, port and database
   * @param options for the JDBC driver, {@code name=value} joined by {@code &}; without user and
   *     password
   */
  record Postgres(String location, String options, Credentials credentials) implements DatabaseUrl {

    String jdbcUrl() {
      return "jdbc:postgresql://" + location + (options.isEmpty() ? "" : "?" + options);
    }

    @Override
    public String toString() {
      return "postgresql://" + location;
    }
  }

  /** Who logs in. */
  record Credentials(Optional<String> user, Optional<String> password) {
    @Override
    public String toString() {
      return "credentials";
    }
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException with what to write instead
   */
  static DatabaseUrl parse(String url) {
    Matcher scheme = Syntax.SCHEME.matcher(url.strip());
    if (!scheme.matches()) {
      throw Syntax.unusable("it has no scheme");
    }
    return switch (scheme.group("engine")) {
      case "sqlite" -> Syntax.sqlite(scheme.group("rest"));
      case "postgresql", "postgres" -> Syntax.postgres(scheme.group("rest"));
      default -> throw Syntax.unusable("its scheme is neither sqlite nor postgresql");
    };
  }

  /** How URLs are taken apart. */
  final class Syntax {

    private static final Pattern SCHEME =
        Pattern.compile(
            "(?:jdbc:)?(?<engine>[a-z0-9]+)(?:\\+[a-z0-9_]+)?:(?<rest>.*)", Pattern.DOTALL);
    private static final Pattern SERVER =
        Pattern.compile(
            "//(?:(?<login>[^/?#]*)@)?(?<host>[^/?#@]*)/(?<database>[^/?#]+)(?:\\?(?<options>[^#]*))?");

    private Syntax() {}

    private static Sqlite sqlite(String rest) {
      String path = rest.startsWith("//") ? absolute(rest.substring(2)) : rest;
      if (path.isBlank() || path.equals("/")) {
        throw unusable("it names no file");
      }
      if (path.startsWith(":memory:")) {
        throw unusable("a database in memory cannot be shared by connections; name a file");
      }
      if (path.contains("?")) {
        throw unusable("options after ? are not taken for sqlite");
      }
      try {
        return new Sqlite(Path.of(path).toAbsolutePath().normalize());
      } catch (InvalidPathException e) {
        throw unusable("its path is no path of this system");
      }
    }

    /**
     * {@code ///abs} and, as some write it, {@code ////abs}; a host between the slashes is refused.
     */
    private static String absolute(String afterSlashes) {
      if (!afterSlashes.startsWith("/")) {
        throw unusable(
            "a file has no host; write sqlite:PATH, or sqlite:///PATH for an absolute one");
      }
      return afterSlashes.startsWith("//") ? afterSlashes.substring(1) : afterSlashes;
    }

    private static Postgres postgres(String rest) {
      Matcher server = SERVER.matcher(rest);
      if (!server.matches()) {
        throw unusable(
            "after the scheme comes //user:password@host:port/database; @ : / ? # in user or"
                + " password are written %40 %3A %2F %3F %23");
      }
      String host = server.group("host").isEmpty() ? "localhost" : server.group("host");
      Optional<String> login = Optional.ofNullable(server.group("login"));
      var options = new Options(Optional.ofNullable(server.group("options")).orElse(""));
      return new Postgres(
          host + "/" + server.group("database"),
          options.others(),
          new Credentials(
              login.map(l -> decoded(l.split(":", 2)[0])).or(() -> options.get("user")),
              login
                  .filter(l -> l.contains(":"))
                  .map(l -> decoded(l.split(":", 2)[1]))
                  .or(() -> options.get("password"))));
    }

    private static String decoded(String text) {
      try {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw unusable("a % that stands for itself is written %25");
      }
    }

    private static IllegalArgumentException unusable(String reason) {
      return new IllegalArgumentException(
          "the database URL cannot be used: "
              + reason
              + ". Examples: sqlite:data/runtime.db, sqlite:///var/lib/runtime.db,"
              + " postgresql://user:password@host:5432/database");
    }

    /** What stands behind the question mark. */
    private record Options(String text) {

      Optional<String> get(String name) {
        return all().stream()
            .filter(option -> option.startsWith(name + "="))
            .map(option -> decoded(option.substring(name.length() + 1)))
            .findFirst();
      }

      String others() {
        List<String> kept = new ArrayList<>(all());
        kept.removeIf(option -> option.startsWith("user=") || option.startsWith("password="));
        return String.join("&", kept);
      }

      private List<String> all() {
        return text.isEmpty() ? List.of() : List.of(text.split("&"));
      }
    }
  }
}
