package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The time between the look at a file and its opening, in which it can become a pipe. */
@Timeout(60)
class OpeningTest {

  private static final Opening HASTY = new Opening(Duration.ofMillis(100));

  @TempDir Path root;

  private ConfinedFolder folder(Opening opening) throws Exception {
    return ConfinedPaths.at(root, opening).folder(WorkspacePath.ROOT);
  }

  private void pipe(String name) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", root.resolve(name).toString()).start().waitFor())
        .isZero();
  }

  @Test
  void a_file_that_became_a_pipe_is_given_up_and_its_folder_can_be_closed() throws Exception {
    pipe("was-a-file");

    try (ConfinedFolder folder = folder(HASTY)) {
      assertThatThrownBy(() -> folder.head("was-a-file", 10))
          .isInstanceOf(Opening.GivenUpException.class)
          .hasMessageContaining("may have become a pipe");
    }
  }

  @Test
  void a_folder_that_became_a_pipe_is_given_up_too() throws Exception {
    pipe("was-a-folder");

    try (ConfinedFolder folder = folder(HASTY)) {
      assertThatThrownBy(() -> folder.open("was-a-folder"))
          .isInstanceOf(Opening.GivenUpException.class);
    }
  }

  @Test
  void a_pipe_whose_other_end_is_open_is_not_read() throws Exception {
    pipe("was-a-file");
    Process writer =
        new ProcessBuilder("sh", "-c", "exec sleep 60 > was-a-file")
            .directory(root.toFile())
            .start();

    try (ConfinedFolder folder = folder(Opening.PATIENT)) {
      assertThatThrownBy(() -> folder.head("was-a-file", 10)).hasMessageContaining("seek");
      assertThatThrownBy(() -> folder.read("was-a-file", ByteBuffer.allocate(10), 10))
          .hasMessageContaining("seek");
    } finally {
      writer.destroyForcibly();
    }
  }

  @Test
  void an_interrupt_ends_the_wait() {
    var patient = new Opening(Duration.ofMinutes(5));
    var never = new CountDownLatch(1);
    Thread caller = Thread.currentThread();

    assertThatThrownBy(
            () ->
                patient.<Closeable>open(
                    () -> {
                      caller.interrupt();
                      awaited(never);
                      return () -> {};
                    }))
        .isInstanceOf(ClosedByInterruptException.class);
    never.countDown();

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void who_is_interrupted_already_opens_nothing() throws Exception {
    Files.writeString(root.resolve("file"), "text");

    try (ConfinedFolder folder = folder(Opening.PATIENT)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> folder.head("file", 10))
          .isInstanceOf(ClosedByInterruptException.class);
    }

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void what_is_opened_after_it_was_given_up_is_closed() throws Exception {
    var mayOpen = new CountDownLatch(1);
    var closed = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                HASTY.<Closeable>open(
                    () -> {
                      awaited(mayOpen);
                      return closed::countDown;
                    }))
        .isInstanceOf(Opening.GivenUpException.class);
    mayOpen.countDown();

    assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaited(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void what_is_opened_at_the_last_moment_is_taken() throws Exception {
    Closeable resource = () -> {};
    var opened = CompletableFuture.completedFuture(resource);

    assertThat(Opening.givenUp(opened, new IOException("too late"))).isSameAs(resource);
  }

  @Test
  void failures_come_through() {
    assertThatThrownBy(() -> HASTY.open(() -> Files.newInputStream(root.resolve("none"))))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(
            () ->
                HASTY.open(
                    () -> {
                      throw new IllegalArgumentException("broken");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_failure_to_close_what_was_held_disturbs_nobody() throws Exception {
    var tried = new CountDownLatch(1);

    Opening.closeAside(
        () -> {
          tried.countDown();
          throw new IOException("cannot be closed");
        });

    assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
