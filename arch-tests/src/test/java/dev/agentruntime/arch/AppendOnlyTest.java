package dev.agentruntime.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The log is append-only by rule: the shipped source has no SQL that changes or removes what is in
 * it, but for who gives an old log its chain, who moves a restored one behind what was written
 * before, and who removes whole sessions. A statement on a table whose name is put in counts as one
 * on the log.
 */
class AppendOnlyTest {

  private static final List<String> MAY =
      List.of("ChainMigration.java", "JdbiRetentionRepository.java", "RestoredLedger.java");

  /** Between the parts of a text that is put together, and of one that goes on in the next line. */
  private static final Pattern JOINT = Pattern.compile("\"\\s*\\+\\s*\"");

  private static final String TABLE =
      "(?:ONLY\\s+)?(?:[\\w\"\\\\]+\\.)?[\\\\\"`\\[]*(?:events\\b|[%$?:<{]|\"\\s*\\+)";

  private static final Pattern CHANGE =
      Pattern.compile(
          "\\b(?:UPDATE(?:\\s+OR\\s+\\w+)?|DELETE\\s+FROM|REPLACE\\s+INTO|MERGE\\s+INTO"
              + "|INSERT\\s+OR\\s+REPLACE\\s+INTO|TRUNCATE(?:\\s+TABLE)?"
              + "|DROP\\s+TABLE(?:\\s+IF\\s+EXISTS)?)\\s+"
              + TABLE
              + "|\\bINSERT\\s+INTO\\s+"
              + TABLE
              + "[^;]*?\\bDO\\s+UPDATE\\b",
          Pattern.CASE_INSENSITIVE);

  private static boolean changes(String source) {
    return CHANGE.matcher(JOINT.matcher(source).replaceAll("")).find();
  }

  @Test
  void only_three_change_or_remove_what_is_in_the_log() {
    Map<String, String> sources = sources();
    List<String> found =
        sources.entrySet().stream()
            .filter(source -> changes(source.getValue()))
            .map(Map.Entry::getKey)
            .toList();

    assertThat(sources).as("what was looked at").hasSizeGreaterThan(100);
    assertThat(found).as("who has SQL that changes or removes events").isEqualTo(MAY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"UPDATE events SET type = 'x'\"",
        "update  events\n  set data = '{}'",
        "UPDATE OR IGNORE events SET data = '{}'",
        "UPDATE ONLY public.events SET data = '{}'",
        "\"DELETE \" + \"FROM events\"",
        "\"DELETE FROM \"\n + \"events WHERE id = :id\"",
        "DELETE FROM \"events\"",
        "\"DELETE FROM %s WHERE id = :id\"",
        "\"UPDATE \" + table + \" SET data = '{}'\"",
        "INSERT OR REPLACE INTO events VALUES (1)",
        "TRUNCATE TABLE events",
        "DROP TABLE events",
        "INSERT INTO events VALUES (1) ON CONFLICT (id) DO UPDATE SET data = ''"
      })
  void sql_that_changes_the_log_is_told(String sql) {
    assertThat(changes(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO events (id) VALUES (:id)",
        "SELECT * FROM events FOR UPDATE",
        "UPDATE sessions SET position = (SELECT max(position) FROM events)",
        "DELETE FROM messages WHERE id IN (SELECT id FROM events)",
        "CREATE TRIGGER t BEFORE INSERT ON events",
        "INSERT INTO rates (id) VALUES (:id) ON CONFLICT (id) DO UPDATE SET left = 1"
      })
  void other_sql_is_left_alone(String sql) {
    assertThat(changes(sql)).isFalse();
  }

  /**
   * By their names; of those that have the same one, together. The contracts of tests are not
   * looked at: they speak of updates and know no SQL.
   */
  private static Map<String, String> sources() {
    var sources = new TreeMap<String, String>();
    for (String module : Layer.folders()) {
      if (!module.equals(Layer.TESTKIT.folder())) {
        files(Code.ROOT.resolve(module).resolve("src/main"))
            .forEach(
                path -> sources.merge(path.getFileName().toString(), text(path), String::concat));
      }
    }
    return sources;
  }

  private static List<Path> files(Path folder) {
    var found = new ArrayList<Path>();
    try (Stream<Path> paths = Files.walk(folder)) {
      paths
          .filter(path -> path.toString().endsWith(".java") || path.toString().endsWith(".sql"))
          .forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
