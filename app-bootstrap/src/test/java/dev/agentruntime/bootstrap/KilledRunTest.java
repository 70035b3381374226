package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Kills the program at random moments of a session of fifteen calls, and takes the session up again
 * each time. Whatever the moment: no command runs twice without a person's word, every call has one
 * answer, the log has no gaps and is the rows, and the files end the same.
 */
@Execution(ExecutionMode.CONCURRENT)
class KilledRunTest {

  /** Of a build, on each engine; checks/crash-matrix has twenty. */
  private static final int KILLS = Integer.getInteger("run.kills", 8);

  /** As many as fit: most moments are in none. */
  private static final int INSIDE_COMMANDS = KILLS * 7 / 20;

  /** About as many lines as the program prints in the whole session. */
  private static final int MOST_LINES = 90;

  @Test
  void a_run_killed_anywhere_on_sqlite_loses_nothing(@TempDir Path folder) throws Exception {
    killAndTakeUp("sqlite:" + folder.resolve("sessions.db"), folder);
  }

  @Test
  void a_run_killed_anywhere_on_postgresql_loses_nothing(@TempDir Path folder) throws Exception {
    try (var database = new EmptyDatabase()) {
      killAndTakeUp(database.url(), folder);
    }
  }

  private static void killAndTakeUp(String database, Path folder) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    System.out.println("kills of " + database.split(":", 2)[0] + " with seed " + seed);
    int inside = 0;
    int kills = 0;
    KilledSession session = new KilledSession(database, folder.resolve("0"));
    for (int sessions = 1; kills < KILLS; ) {
      boolean atCommand =
          inside < INSIDE_COMMANDS && (kills % 2 == 0 || KILLS - kills <= INSIDE_COMMANDS - inside);
      KilledSession.Kill kill =
          atCommand
              ? session.killInsideCommand()
              : session.killAfterLines(random.nextInt(MOST_LINES));
      switch (kill) {
        case INSIDE_COMMAND -> {
          kills++;
          inside++;
        }
        case ELSEWHERE -> kills++;
        case TOO_LATE -> {
          session.finish();
          session.check();
          session = new KilledSession(database, folder.resolve(Integer.toString(sessions++)));
        }
      }
    }
    session.finish();
    session.check();
    System.out.println(kills + " kills, " + inside + " of them inside a running command");
    assertThat(inside).isGreaterThanOrEqualTo(KILLS / 4);
  }
}
