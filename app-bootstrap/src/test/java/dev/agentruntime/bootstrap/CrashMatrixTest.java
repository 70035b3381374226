package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A session whose program dies at a failpoint and is taken up again: whichever it is and however
 * often it was passed before, each call has one answer, nothing ran twice without a person's word,
 * the log has no gaps and is the rows. The failpoints are those that a run reaches, so that a new
 * one cannot be forgotten.
 */
@Execution(ExecutionMode.CONCURRENT)
class CrashMatrixTest {

  /** Of a build, on each engine. */
  private static final int CASES = Integer.getInteger("crash.cases", 4);

  private static final long SEED = Long.getLong("crash.seed", 20261130);

  /** A failpoint, and when it is reached for the how manieth time. */
  private record Case(String failpoint, int hit) {}

  @Test
  void a_run_that_dies_at_any_failpoint_on_sqlite_loses_nothing(@TempDir Path folder)
      throws Exception {
    dieEverywhere("sqlite:" + folder.resolve("sessions.db"), folder);
  }

  @Test
  void a_run_that_dies_at_any_failpoint_on_postgresql_loses_nothing(@TempDir Path folder)
      throws Exception {
    try (var database = new EmptyDatabase()) {
      dieEverywhere(database.url(), folder);
    }
  }

  private static void dieEverywhere(String database, Path folder) throws Exception {
    var whole = new KilledSession(database, folder.resolve("whole"));
    List<String> reached = whole.record(folder.resolve("reached"));
    whole.check();
    List<Case> cases = cases(reached);
    Collections.shuffle(cases, new Random(SEED));
    int deaths = 0;
    for (Case one : cases.subList(0, Math.min(CASES, cases.size()))) {
      var session = new KilledSession(database, folder.resolve("session-" + deaths));
      assertThat(session.haltAt(one.failpoint(), one.hit())).as("%s dies", one).isTrue();
      session.finish();
      session.check();
      deaths++;
    }
    System.out.printf(
        "%d deaths, of %d at %d failpoints, on %s%n",
        deaths, cases.size(), reached.stream().distinct().count(), database.split(":", 2)[0]);
  }

  /** Each one the first, the second and the last time that it is reached. */
  private static List<Case> cases(List<String> reached) {
    Map<String, Integer> hits = new LinkedHashMap<>();
    reached.forEach(failpoint -> hits.merge(failpoint, 1, Integer::sum));
    var cases = new ArrayList<Case>();
    hits.forEach(
        (failpoint, most) ->
            IntStream.of(1, 2, most)
                .filter(hit -> hit <= most)
                .distinct()
                .forEach(hit -> cases.add(new Case(failpoint, hit))));
    return cases;
  }
}
