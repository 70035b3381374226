package dev.agentruntime.bootstrap;

import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.port.Job;
import dev.agentruntime.bootstrap.DyingServer.Death;
import dev.agentruntime.bootstrap.DyingServer.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a server can die of: each failpoint that it passes, the first, the second and a later time;
 * and each of those that only who recovers passes, behind each death within a tool. The later time
 * is half of all: what is done beside the client's requests is done more often or less.
 *
 * @param deaths in the order in which they come
 */
record DeathList(List<Death> deaths) {

  /**
   * The list.
   *
   * @param first what a life passes
   * @param second what the life after it passes: it removes what the first one left
   * @param seed of the order, and of how each comes to its end
   */
  static DeathList of(List<String> first, List<String> second, long seed) {
    var random = new Random(seed);
    List<String> passed =
        Stream.concat(first.stream(), second.stream().filter(DeathList::isRemoval)).toList();
    List<Death> deaths = new ArrayList<>();
    hits(passed)
        .forEach(
            (failpoint, hits) ->
                IntStream.of(1, 2, (hits + 1) / 2)
                    .filter(hit -> hit <= hits)
                    .distinct()
                    .forEach(hit -> deaths.add(death(Optional.empty(), failpoint, hit, random))));
    for (String recovering : recovering()) {
      hits(passed).keySet().stream()
          .filter(DeathList::isWithinTool)
          .map(within -> new Death(Optional.empty(), within, 1, End.HALT))
          .forEach(within -> deaths.add(death(Optional.of(within), recovering, 1, random)));
    }
    Collections.shuffle(deaths, random);
    return new DeathList(List.copyOf(deaths));
  }

  private static boolean isWithinTool(String failpoint) {
    return failpoint.startsWith("tool.");
  }

  private static boolean isRemoval(String failpoint) {
    return failpoint.startsWith("removal.") || failpoint.endsWith("/" + Job.CLEAN_UP.id());
  }

  private static List<String> recovering() {
    return Arrays.stream(Failpoint.values())
        .map(Failpoint::id)
        .filter(name -> name.startsWith("recovery."))
        .toList();
  }

  private static Death death(Optional<Death> before, String failpoint, int hit, Random random) {
    return new Death(before, failpoint, hit, random.nextBoolean() ? End.HALT : End.KILL);
  }

  private static Map<String, Integer> hits(List<String> passed) {
    Map<String, Integer> hits = new LinkedHashMap<>();
    passed.forEach(failpoint -> hits.merge(failpoint, 1, Integer::sum));
    return hits;
  }

  /** The first so many of those that did not come yet. */
  List<Death> without(Collection<String> come, int most) {
    return deaths.stream().filter(death -> !come.contains(death.name())).limit(most).toList();
  }

  long failpoints() {
    return deaths.stream().map(Death::failpoint).distinct().count();
  }

  /** The names of those that came, as a file has them. */
  static List<String> come(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** Writes down that one came. */
  static void cameTo(Path file, Death death) throws IOException {
    Files.writeString(
        file, death.name() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
