package dev.agentruntime.application.audit;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuditFormatTest {

  private static List<AuditEntry> entries(Scenario story) {
    return story
        .runtime()
        .audit(
            new AuditQuery(
                Owner.LOCAL,
                AuditFilter.of(story.open()),
                new AuditQuery.Part(false, 1000, Optional.empty())))
        .items();
  }

  private static List<String> lines(AuditFormat format, Content content, Scenario story) {
    return entries(story).stream().map(entry -> format.line(entry, content)).toList();
  }

  /** A model that calls a tool by a name that nobody should believe. */
  private static Scenario hostile() {
    return Scenario.given()
        .modelCalls(call("=HYPERLINK(\"x\")\n\u001b[2J\u202eevil,\"q\"", "{}"))
        .modelReplies("line one\r\nline two\u2028three")
        .userSays("go");
  }

  @Test
  void an_entry_is_one_line_whatever_is_in_it() {
    try (Scenario story = hostile()) {
      for (Content content : Content.values()) {
        assertThat(lines(AuditFormat.JSONL, content, story))
            .allSatisfy(
                line ->
                    assertThat(line)
                        .endsWith("\n")
                        .doesNotContain("\u001b", "\u202e", "\u2028", "\r")
                        .satisfies(one -> assertThat(one.lines()).hasSize(1)));
        assertThat(lines(AuditFormat.CSV, content, story))
            .allSatisfy(
                line ->
                    assertThat(line)
                        .endsWith("\r\n")
                        .doesNotContain("\u001b", "\u202e", "\u2028")
                        .satisfies(one -> assertThat(one.lines()).hasSize(1)));
      }
    }
  }

  @Test
  void what_is_written_out_in_json_means_what_it_meant() {
    try (Scenario story = hostile()) {
      assertThat(entries(story))
          .allSatisfy(
              entry ->
                  assertThat(
                          JsonText.readObject(AuditFormat.JSONL.line(entry, Content.FULL).strip()))
                      .isEqualTo(AuditJson.write(entry, Content.FULL)));
    }
  }

  @Test
  void a_cell_is_no_formula() {
    try (Scenario story = hostile()) {
      String answered =
          lines(AuditFormat.CSV, Content.REDACTED, story).stream()
              .filter(line -> line.contains(",tool.execution.failed,"))
              .findFirst()
              .orElseThrow();

      assertThat(answered).contains("\"'=HYPERLINK(\"\"x\"\")\\u000a\\u001b[2J\\u202eevil");
    }
  }

  @Test
  void the_head_names_the_columns_and_formats_have_names() {
    assertThat(AuditFormat.CSV.head()).startsWith("at,type,").endsWith(",link\r\n");
    assertThat(AuditFormat.JSONL.head()).isEmpty();
    assertThat(AuditFormat.CSV.id()).isEqualTo("csv");
  }

  // Copies.

  private static CopyVerification verify(Scenario story, Stream<String> copy) {
    return story.runtime().verify(new VerifyCopy(copy.iterator()));
  }

  private static Scenario decided() {
    return Scenario.given()
        .modelCalls(call("write_file", "{\"path\":\"a.txt\",\"content\":\"hi\"}"))
        .modelReplies("Done.")
        .userSays("write a.txt")
        .approved("write_file");
  }

  @Test
  void whatever_is_changed_in_a_copy_is_found() {
    try (Scenario story = decided()) {
      for (Content content : Content.values()) {
        List<String> copy = lines(AuditFormat.JSONL, content, story);
        assertThat(verify(story, copy.stream()).isSound()).isTrue();
        var found = new ArrayList<String>();
        for (String[] change :
            List.of(
                new String[] {"\"a person\"", "\"mallory\""},
                new String[] {"approval.approved", "approval.rejected"},
                new String[] {"\"agent\":\"coder\"", "\"agent\":\"debug\""},
                new String[] {"\"position\":3,", "\"position\":33,"},
                new String[] {"\"approve\"", "\"reject\""},
                new String[] {"\"version\":1", "\"version\":2"},
                new String[] {"\"link\":\"", "\"link\":\"x"},
                new String[] {"\"category\":\"tool\"", "\"category\":\"session\""},
                new String[] {"\"source\":\"agent-runtime\"", "\"source\":\"another\""},
                new String[] {"\"tool\":\"write_file\"", "\"tool\":\"read_file\""},
                new String[] {"\"tool\":null", "\"tool\":\"read_file\""},
                new String[] {"\"cursor\":", "\"more\":1,\"cursor\":"},
                new String[] {"Z\",\"call_id", "000001Z\",\"call_id"},
                new String[] {"\"content\":\"full\"", "\"content\":\"redacted\""})) {
          List<String> changed =
              copy.stream().map(line -> line.replace(change[0], change[1])).toList();
          if (!changed.equals(copy)) {
            found.add(change[0]);
            assertThat(verify(story, changed.stream()).isSound())
                .as("%s becomes %s in a %s copy", change[0], change[1], content)
                .isFalse();
          }
        }
        assertThat(found).as("changes that were made to a %s copy", content).hasSizeGreaterThan(11);
      }
    }
  }

  @Test
  void a_line_that_is_missing_or_none_is_found() {
    try (Scenario story = decided()) {
      List<String> copy = lines(AuditFormat.JSONL, Content.REDACTED, story);

      assertThat(verify(story, copy.stream().skip(1)).flaws().getFirst())
          .contains("line 1", "it follows position 0");
      assertThat(verify(story, Stream.concat(copy.stream(), Stream.of("{}"))).flaws())
          .containsExactly(
              "line %d is no entry of a log: \"session_id\" is missing or of another type"
                  .formatted(copy.size() + 1));
      assertThat(verify(story, copy.stream().limit(4)).isSound())
          .as("a copy of what was there then")
          .isTrue();
      try (Scenario other = Scenario.given()) {
        assertThat(verify(other, copy.stream()).flaws().getFirst())
            .contains("the store has no event there");
      }
    }
  }
}
