package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

  private static final String SCHEMA =
      """
      {"type": "object", "required": ["verdict"], "additionalProperties": false,
       "properties": {"verdict": {"enum": ["good", "bad"]}, "why": {"type": "string"}}}
      """;

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() throws IOException {
    cli = new TestCli(folder);
    Files.writeString(folder.resolve("schema.json"), SCHEMA);
  }

  private Ran run(String... more) {
    var line = new ArrayList<>(List.of("run", "judge it", "--agent", "coder"));
    line.addAll(List.of("--output-schema", "schema.json"));
    line.addAll(List.of(more));
    return cli.run(line.toArray(String[]::new));
  }

  private List<String> said() {
    return cli.runtimes.model.lastRequest().messages().stream()
        .filter(Message.User.class::isInstance)
        .map(message -> ((Message.User) message).text())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"verdict\":\"good\"}",
        "\n {\"verdict\" : \"good\"}\n",
        "```json\n{\"verdict\":\"good\"}\n```",
        "```\n{\"verdict\":\"good\"}```",
      })
  void an_answer_that_fits_is_all_that_standard_output_gets(String answer) {
    cli.runtimes.model.thenReplies(answer);

    Ran ran = run();

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("{\n  \"verdict\": \"good\"\n}\n");
    assertThat(said()).hasSize(1);
    assertThat(said().getFirst()).startsWith("judge it\n\n").contains("\"required\":[\"verdict\"]");
  }

  @Test
  void the_result_line_has_the_answer_as_json() {
    cli.runtimes.model.thenReplies("{\"verdict\":\"bad\",\"why\":\"\u202e\"}");

    Ran ran = run("--output-format", "json");

    assertThat(ran.result().object("structured").orElseThrow())
        .hasToString("{\"verdict\":\"bad\",\"why\":\"\u202e\"}");
  }

  @Test
  void what_could_steer_a_terminal_is_escaped_and_the_json_stays_the_same() {
    cli.runtimes.model.thenReplies("{\"verdict\":\"bad\",\"why\":\"\u202e\u009b\"}");

    String out = run().out();

    assertThat(out).contains("\"why\": \"\\u202e\\u009b\"");
    assertThat(JsonText.readObject(out).string("why")).contains("\u202e\u009b");
  }

  @Test
  void an_answer_that_does_not_fit_is_asked_for_again_with_the_reason() {
    cli.runtimes
        .model
        .thenReplies("It is good.")
        .thenReplies("{\"verdict\":\"fine\"}")
        .thenReplies("{\"verdict\":\"good\"}");

    Ran ran = run("--output-format", "stream-json");

    assertThat(ran.status()).isZero();
    assertThat(said()).hasSize(3);
    assertThat(said().get(1)).contains("it is no JSON", "JSON Schema");
    assertThat(said().get(2)).contains("/verdict", "good");
    assertThat(ran.lines())
        .filteredOn(line -> line.string("type").orElse("").equals("result"))
        .hasSize(1);
  }

  @Test
  void after_two_more_tries_it_is_a_failure_with_the_errors() {
    cli.runtimes
        .model
        .thenReplies("no")
        .thenReplies("no")
        .thenReplies("{\"verdict\":\"fine\"}")
        .thenReplies("{\"verdict\":\"good\"}");

    Ran ran = run("-o", "answer.json");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("does not fit the schema", "2 more times", "/verdict");
    assertThat(cli.runtimes.model.requests()).hasSize(3);
    assertThat(folder.resolve("answer.json")).doesNotExist();
  }

  @Test
  void a_resumed_session_is_held_to_the_schema_too() {
    cli.runtimes.model.thenReplies("Free text.").thenReplies("{\"verdict\":\"bad\"}");
    String session = cli.run("run", "x", "--agent", "coder", "--output-format", "json").session();

    Ran ran = cli.run("run", "-s", session, "--output-schema", "schema.json");

    assertThat(ran.out()).isEqualTo("{\n  \"verdict\": \"bad\"\n}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "missing.json, does not exist",
    "text.json, is no JSON",
    "list.json, is no JSON object",
    "broken.json, is no JSON Schema that can be used: it refers to http://elsewhere/x.json",
    "misspelt.json, is no JSON Schema that can be used: /type: ",
    "nested.json, /properties/verdict/enum: ",
    "., is a folder; name a file",
  })
  void a_schema_that_cannot_be_used_is_refused_before_the_model_is_asked(String file, String said)
      throws IOException {
    Files.writeString(folder.resolve("text.json"), "type: object");
    Files.writeString(folder.resolve("list.json"), "[]");
    Files.writeString(folder.resolve("broken.json"), "{\"$ref\": \"http://elsewhere/x.json\"}");
    Files.writeString(folder.resolve("misspelt.json"), "{\"type\": \"objekt\"}");
    Files.writeString(
        folder.resolve("nested.json"), "{\"properties\": {\"verdict\": {\"enum\": \"good\"}}}");

    Ran ran = cli.run("run", "x", "--agent", "coder", "--output-schema", file);

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--output-schema: ", said);
    assertThat(cli.runtimes.model.requests()).isEmpty();
    assertThat(cli.run("sessions", "list").err()).contains("there are no sessions yet");
  }

  @Test
  void the_answer_goes_to_a_file_beside_standard_output() throws IOException {
    cli.runtimes.model.thenReplies("It is done.");
    Files.writeString(folder.resolve("answer.txt"), "older and longer than the answer");

    Ran ran = cli.run("run", "x", "--agent", "coder", "-o", "answer.txt");

    assertThat(ran.out()).isEqualTo("It is done.\n");
    assertThat(folder.resolve("answer.txt")).hasContent("It is done.");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("schema.json", "answer.txt");
    }
  }

  @Test
  void a_link_stays_a_link_to_the_file_that_gets_the_answer() throws IOException {
    cli.runtimes.model.thenReplies("It is done.");
    Path real = Files.writeString(Files.createDirectory(folder.resolve("d")).resolve("r"), "");
    Files.createSymbolicLink(folder.resolve("link"), real);

    cli.run("run", "x", "--agent", "coder", "-o", "link");

    assertThat(Files.isSymbolicLink(folder.resolve("link"))).isTrue();
    assertThat(real).hasContent("It is done.");
  }

  @ParameterizedTest
  @CsvSource({
    "., is a folder",
    "missing/x, there is no folder",
    "/dev/null, is no regular file",
  })
  void a_file_that_cannot_be_written_is_refused_before_the_model_is_asked(
      String file, String said) {
    Ran ran = cli.run("run", "x", "--agent", "coder", "-o", file);

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--output: ", said);
    assertThat(cli.runtimes.model.requests()).isEmpty();
  }

  @Test
  void a_run_that_is_not_done_writes_no_answer() {
    cli.runtimes.model.thenReplies(
        "", call("write_file", "{\"path\":\"a.txt\",\"content\":\"one\"}"));

    assertThat(cli.run("run", "x", "--agent", "coder", "-o", "answer.txt").status()).isEqualTo(5);
    assertThat(folder.resolve("answer.txt")).doesNotExist();
  }
}
