package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrozenPathsTest {

  @Test
  void what_is_there_and_no_link_is_frozen(@TempDir Path folder) throws Exception {
    Path root = folder.toRealPath();
    Files.createDirectories(root.resolve(".git/hooks"));
    Files.writeString(root.resolve(".git/config"), "");
    Files.createDirectory(root.resolve("elsewhere"));
    Files.createSymbolicLink(root.resolve(".idea"), Path.of("elsewhere"));
    Files.createSymbolicLink(root.resolve(".hg"), Path.of("elsewhere"));

    assertThat(FrozenPaths.in(ConfinedPaths.at(root)))
        .containsExactly(root.resolve(".git/hooks"), root.resolve(".git/config"));
  }
}
