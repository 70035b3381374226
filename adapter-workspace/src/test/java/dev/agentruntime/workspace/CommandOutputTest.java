package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.testkit.gen.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandOutputTest {

  @TempDir private Path root;
  private final List<String> shown = new ArrayList<>();
  private ConfinedPaths paths;

  @BeforeEach
  void confine() throws Exception {
    paths = ConfinedPaths.at(root);
  }

  private CommandOutput output() {
    return new CommandOutput(shown::add, new CommandLog(paths, "call", CommandLog.Size.DEFAULT));
  }

  private Path log() {
    return root.resolve(".agent-runtime/logs/call.log");
  }

  /** Gives at most so many bytes at a time. */
  private static InputStream inChunks(byte[] bytes, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int at, int length) {
        return super.read(into, at, Math.min(length, 1 + random.nextInt(7)));
      }
    };
  }

  @Test
  void bytes_that_are_no_text_become_replacement_characters() {
    CommandOutput output = output();
    output.drain(new ByteArrayInputStream(new byte[] {'a', (byte) 0xC3, 'b', 0, (byte) 0xE2}));
    output.end();
    output.show();

    assertThat(output.told()).isEqualTo("a\uFFFDb\u2400\uFFFD");
    assertThat(shown).containsExactly("a\uFFFDb\0\uFFFD");
  }

  @Test
  void what_is_told_in_full_leaves_no_log() {
    CommandOutput output = output();
    output.drain(new ByteArrayInputStream("short\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(log()).hasContent("short\n");
    output.end();

    assertThat(output.told()).isEqualTo("short\n");
    assertThat(log()).doesNotExist();
  }

  @Test
  void what_is_left_out_is_in_the_log() throws IOException {
    CommandOutput output = output();
    String text = "line of output\n".repeat(5000);
    output.drain(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    output.end();

    assertThat(output.told())
        .contains(
            "\n[… 42232 characters left out; all of it is in .agent-runtime/logs/call.log …]\n");
    assertThat(Files.readString(log())).isEqualTo(text);
  }

  @Test
  void after_the_end_nothing_is_taken_and_nothing_happens_again() {
    CommandOutput output = output();
    output.drain(new ByteArrayInputStream("a".getBytes(StandardCharsets.UTF_8)));
    output.end();
    output.drain(new ByteArrayInputStream("b".getBytes(StandardCharsets.UTF_8)));
    output.end();

    assertThat(output.told()).isEqualTo("a");
  }

  @Test
  void a_pipe_that_breaks_ends_the_output() {
    CommandOutput output = output();
    output.drain(
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("stream closed");
          }

          @Override
          public int read(byte[] into, int at, int length) throws IOException {
            return read();
          }
        });
    output.end();

    assertThat(output.told()).isEmpty();
  }

  @Test
  void any_bytes_in_any_chunks_are_decoded_as_at_once_and_cut_to_their_beginning_and_end() {
    Fuzz.run(
        150,
        seed -> {
          var random = new Random(seed);
          byte[] bytes = new byte[random.nextInt(60_000)];
          random.nextBytes(bytes);
          if (random.nextBoolean()) {
            // Mostly text, with sequences that are cut or out of order.
            byte[] text = "żółw 🐞 漢字\r\nx\r".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; i++) {
              bytes[i] = random.nextInt(500) == 0 ? bytes[i] : text[i % text.length];
            }
          }
          CommandOutput output = output();
          output.drain(inChunks(bytes, random));
          output.end();
          output.show();
          var lines = new SettledLines();
          String whole = lines.settle(new String(bytes, StandardCharsets.UTF_8)) + lines.rest();
          String told = output.told();

          if (whole.length() <= CommandOutput.KEPT_HEAD + CommandOutput.KEPT_TAIL) {
            assertThat(told).isEqualTo(whole);
          } else {
            int cut = told.indexOf("\n[… ");
            assertThat(whole)
                .startsWith(told.substring(0, cut))
                .endsWith(told.substring(told.indexOf("…]\n", cut) + 3));
            assertThat(told.length())
                .isLessThan(CommandOutput.KEPT_HEAD + CommandOutput.KEPT_TAIL + 200);
            assertThat(log()).hasContent(whole);
          }
        });
  }
}
