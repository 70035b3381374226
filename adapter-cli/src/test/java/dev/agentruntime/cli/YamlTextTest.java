package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.document.Problems;
import dev.agentruntime.application.document.YamlNode;
import dev.agentruntime.application.document.YamlReader;
import dev.agentruntime.application.document.YamlValue;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"b\":true,\"c\":null,\"d\":\"true\",\"e\":\"no\",\"f\":\"12\"}",
        "{\"a\":[],\"b\":{},\"c\":[1,\"x y\",\"# no comment\"],\"d\":[{\"e\":[{\"f\":\"g\"}]}]}",
        "{\"on\":\"off\",\"a b\":\"c: d\",\"\":\"\",\"l\":\"one\\ntwo\",\"t\":\"- x\"}",
        "{\"a\":[{\"b\":1,\"c\":{\"d\":[2]}},{},\"text\",[3]],\"z\":\"ends \"}"
      })
  void what_is_written_is_read_as_the_same(String json) {
    JsonObject document = JsonText.readObject(json);
    var problems = new Problems();

    var read = (YamlNode.Members) YamlReader.read(YamlText.of(document), problems).orElseThrow();

    assertThat(YamlValue.object(read, problems)).isEqualTo(document);
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void what_needs_no_quotes_has_none() {
    assertThat(
            YamlText.of(
                JsonText.readObject(
                    "{\"rules\":[{\"id\":\"reads\",\"decision\":\"allow\"}],\"default\":\"ask\"}")))
        .isEqualTo(
            """
            rules:
              - id: reads
                decision: allow
            default: ask\
            """);
  }
}
