import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What commands left behind in a workspace: a line each time that one ran. */
final class Effects {

  private Effects() {}

  /** How often each happened. */
  static Map<String, Integer> onDisk(Path folder) {
    var times = new TreeMap<String, Integer>();
    Path file = folder.resolve("effects.log");
    if (Files.exists(file)) {
      try {
        Files.readAllLines(file).forEach(line -> times.merge(line, 1, Integer::sum));
      } catch (IOException e) {
        throw new IllegalStateException("no effects can be read", e);
      }
    }
    return times;
  }
}
