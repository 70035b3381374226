package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.script.ScriptEnd.Found;
import dev.agentruntime.domain.json.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLookTest {

  @TempDir private Path folder;

  private Found at(String path) {
    return new FileLook(folder.resolve("w")).apply(path);
  }

  @Test
  void plain_files_are_seen_and_nothing_else_is_opened() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "s");
    Path workspace = Files.createDirectories(folder.resolve("w/dir")).getParent();
    Files.writeString(workspace.resolve("dir/a"), "text");
    Files.createSymbolicLink(workspace.resolve("leaf"), secret);
    Files.createSymbolicLink(workspace.resolve("dangling"), folder.resolve("nowhere"));
    Files.createSymbolicLink(workspace.resolve("parent"), folder);

    assertThat(at("dir/a")).isEqualTo(new Found.File("text", Digest.of("text")));
    assertThat(at("dir")).isEqualTo(new Found.Other("a folder"));
    assertThat(at("gone")).isEqualTo(new Found.Nothing());
    assertThat(at("dir/a/b")).isEqualTo(new Found.Nothing());
    assertThat(at("leaf")).isInstanceOf(Found.Other.class);
    assertThat(at("dangling")).isInstanceOf(Found.Other.class);
    assertThat(at("parent/secret")).isEqualTo(new Found.Other("a link at parent"));
  }

  @Test
  void a_file_that_is_too_large_is_not_read() throws IOException {
    Files.createDirectories(folder.resolve("w"));
    try (var file =
        Files.newByteChannel(
            folder.resolve("w/large"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      file.position(FileLook.MAX_BYTES);
      file.write(ByteBuffer.wrap(new byte[] {1}));
    }
    assertThat(at("large")).isEqualTo(new Found.Other("a file of more than 16777216 bytes"));
  }

  @Test
  void a_folder_to_start_from_is_copied_without_its_links() throws IOException {
    Path source = Files.createDirectories(folder.resolve("project/sub"));
    Files.writeString(source.resolve("a"), "text");
    Files.createSymbolicLink(source.resolve("b"), Path.of("a"));
    Files.writeString(
        folder.resolve("s.yaml"), "workspace: {from: project}\nmessages: [a]\nreplies: []\n");
    ScriptFile script = ScriptFile.read(folder.resolve("s.yaml"));

    assertThatThrownBy(() -> TrialFolder.of(script, Optional.empty()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("is no file and no folder");

    Files.delete(source.resolve("b"));
    TrialFolder trial = TrialFolder.of(script, Optional.empty());
    assertThat(trial.workspace().resolve("sub/a")).hasContent("text");
    Files.createSymbolicLink(trial.workspace().resolve("out"), folder);
    trial.remove();
    assertThat(trial.scratch()).doesNotExist();
    assertThat(source.resolve("a")).exists();
  }
}
