package dev.agentruntime.jdbi;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLockTest {

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("runtime.db.server");
  }

  private FileChannel opened() throws IOException {
    return FileChannel.open(file(), CREATE, WRITE);
  }

  @Test
  void a_locked_file_that_is_there_is_what_the_next_one_looks_at() throws IOException {
    try (FileChannel locked = opened()) {
      assertThat(ServerLock.leadsTo(file(), locked)).isTrue();
    }
  }

  @Test
  void a_file_that_was_removed_before_it_was_locked_locks_nobody_out() throws IOException {
    try (FileChannel locked = opened()) {
      Files.delete(file());
      assertThat(ServerLock.leadsTo(file(), locked)).isFalse();
    }
  }

  @Test
  void a_file_that_was_replaced_before_it_was_locked_locks_nobody_out() throws IOException {
    try (FileChannel locked = opened()) {
      Files.delete(file());
      Files.writeString(file(), "another one's");
      assertThat(ServerLock.leadsTo(file(), locked)).isFalse();
      assertThat(file()).hasContent("another one's");
    }
  }
}
